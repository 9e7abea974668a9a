/** The CDK app of the trip: `npx cdk --app 'node bin/run.js examples/trip/app.ts' deploy`. */
import { App } from 'aws-cdk-lib';
import { TRIP_STACK } from './stack-name';
import { TripStack } from './trip-stack';

const app = new App();
new TripStack(app, TRIP_STACK);
app.synth();
