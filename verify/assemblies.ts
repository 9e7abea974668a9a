/** The stacks of everything that is verified here: the order in both styles, and the example. */
import { join } from 'node:path';
import { freshAssembly, replaceAssembly } from '../demo/assembly';
import { TRIP_STACK } from '../examples/trip/stack-name';

/** @returns the folders, each with what `cdk synth` writes of the sources as they are now */
export function freshAssemblies(folder: string): readonly string[] {
  const [orders, trips] = [join(folder, 'cdk.out'), join(folder, 'trip.out')];
  freshAssembly(orders, 'dev');
  freshAssembly(trips, 'dev', synthesizeTrip);
  return [orders, trips];
}

function synthesizeTrip(folder: string): void {
  // Loaded here, since they bring the CDK with them.
  const { TripStack } = require('../examples/trip/trip-stack') as typeof import('../examples/trip/trip-stack');
  const { appToVerify } = require('./verify-saga') as typeof import('./verify-saga');
  replaceAssembly(folder, (outdir) => {
    const app = appToVerify(outdir);
    new TripStack(app, TRIP_STACK);
    app.synth();
  });
}
