/** Where the states of an execution's machine are drawn. */
import { toGraph } from '../../../lib/asl/graph';
import type { StateMachineDefinition } from '../../../lib/asl/language';
import { CLIENT } from '../../../local/service';
import { BoundedCache } from '../../../local/stepfunctions/bounded-cache';
import type { WireRequest } from '../../../local/wire/message';
import { type Layout, layOut } from '../../layout';
import { queryText } from '../asked';
import type { Room } from '../room';
import { recordAt } from './execution';

/** By the text of the definition: its executions share one. */
const drawn = new BoundedCache<string, Layout>(50);

export async function layout(room: Room, { query }: WireRequest): Promise<Layout> {
  const { executionArn } = recordAt(room, queryText(query, 'arn'));
  const { stepfunctions } = room.local.world.services;
  const { definition } = await stepfunctions.call('DescribeStateMachineForExecution', { executionArn }, CLIENT);
  const text = String(definition);
  const found = drawn.get(text) ?? layOut(toGraph(JSON.parse(text) as StateMachineDefinition));
  drawn.set(text, found);
  return found;
}
