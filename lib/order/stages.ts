/** The stages of the order application, and what its stacks are called in each. */

export const STAGES = ['dev', 'prod'] as const;
export type Stage = (typeof STAGES)[number];

/** Orchestrated, with choreographed reactions. */
export const stackName = (stage: Stage): string => `Backstep-Order-${stage}`;
/** Choreographed altogether. */
export const choreographyStackName = (stage: Stage): string => `Backstep-Choreography-${stage}`;
