/** What `cdk synth`, `cdk diff` and `cdk deploy` run. `-c stage=prod` chooses the stage, `-c nag=false` leaves out cdk-nag. */
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { addStacks } from '../lib/order/order-app';

const app = new App();
addStacks(app);
if (String(app.node.tryGetContext('nag')) !== 'false') Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
