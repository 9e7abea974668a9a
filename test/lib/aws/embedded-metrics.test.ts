import { embeddedMetrics } from '../../../lib/aws/embedded-metrics';
import { AT } from './transactions';

test('metrics are one line of JSON, whose directive names each with its unit', () => {
  const lines: string[] = [];
  const metrics = embeddedMetrics({ stack: 'Shop', service: 'orders' }, (line) => lines.push(line));

  metrics([{ name: 'UnsentEvents', unit: 'Count', value: 3 }], AT);

  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      _aws: {
        Timestamp: AT,
        CloudWatchMetrics: [
          {
            Namespace: 'Backstep',
            Dimensions: [['Stack', 'Service']],
            Metrics: [{ Name: 'UnsentEvents', Unit: 'Count' }],
          },
        ],
      },
      Stack: 'Shop',
      Service: 'orders',
      UnsentEvents: 3,
    },
  ]);
});
