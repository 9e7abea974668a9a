/** The CDK app of the trip: `npx cdk --app 'node bin/run.js examples/trip/app.ts' deploy`. */
import { App } from 'aws-cdk-lib';
import { TripStack } from './trip-stack';

const app = new App();
new TripStack(app, 'Backstep-Trip');
app.synth();
