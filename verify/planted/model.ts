/** Bugs of the local model, which laws of its own histories and streams have to find. */
import type { PlantedBug } from './planted-bug';

const IN_ORDERS = { at: 'model', subject: 'order' } as const;

export const modelBugs: readonly PlantedBug[] = [
  {
    name: 'a history names the state that comes next where one is left',
    file: 'local/stepfunctions/interpreter/exit.ts',
    find: 'const details = { name: state.name, output: text, outputDetails: WHOLE };',
    replace: 'const details = { name: to ?? state.name, output: text, outputDetails: WHOLE };',
    foundBy: 'I13 history',
    scenarios: ['completed'],
    ...IN_ORDERS,
  },
  {
    name: 'a history has a number twice',
    file: 'local/stepfunctions/interpreter/turn.ts',
    find: 'const id = ++this.last;',
    replace: "const id = type === 'LambdaFunctionScheduled' || type === 'TaskStarted' ? this.last : ++this.last;",
    foundBy: 'I13 history',
    scenarios: ['completed'],
    ...IN_ORDERS,
  },
  {
    name: 'a stream does not tell what an item was before',
    file: 'local/dynamodb/streams.ts',
    find: "const OldImage = viewType === 'OLD_IMAGE' || viewType === 'NEW_AND_OLD_IMAGES' ? before : undefined;",
    replace: "const OldImage = viewType === 'OLD_IMAGE' ? before : undefined;",
    foundBy: 'I14 stream is state',
    scenarios: ['completed'],
    ...IN_ORDERS,
  },
  {
    name: 'a stream tells of an item only when it is new',
    file: 'local/dynamodb/streams.ts',
    find: 'after !== undefined && equalItems(before, after)) return undefined;',
    replace: 'after !== undefined) return undefined;',
    foundBy: 'I14 stream is state',
    scenarios: ['completed'],
    ...IN_ORDERS,
  },
];
