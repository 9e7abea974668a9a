/** Metrics of the service that the function belongs to. */
import { embeddedMetrics } from '../lib/aws/embedded-metrics';
import { environmentVariable } from '../lib/aws/environment';

export const metrics = embeddedMetrics(environmentVariable('POWERTOOLS_SERVICE_NAME'), (line) => {
  process.stdout.write(`${line}\n`);
});
