/** Metrics of the service that the function belongs to, in its stack. */
import { embeddedMetrics } from '../lib/aws/embedded-metrics';
import { environmentVariable } from '../lib/aws/environment';

export const metrics = embeddedMetrics(
  { stack: environmentVariable('STACK_NAME'), service: environmentVariable('POWERTOOLS_SERVICE_NAME') },
  (line) => {
    process.stdout.write(`${line}\n`);
  },
);
