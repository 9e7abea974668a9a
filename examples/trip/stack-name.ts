/** Known without the CDK, which takes its time to load. */
export const TRIP_STACK = 'Backstep-Trip';
