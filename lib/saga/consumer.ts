/**
 * A consumer: a participant's function that answers events instead of being called, with the same rule behind the same
 * fence.
 *
 * C1. Effect, fence, and the record that the event is processed commit together, so that any number of deliveries has one
 *     effect; and since the fence knows what came before, any order of them has the same end.
 * C2. A refusal is no error: its event tells of it, and whoever answers that event goes on from there.
 * C3. An action that comes after its compensation has no effect, which is success.
 * C4. It answers the events of choreographed sagas only; each other saga has a driver already.
 */
import type { EpochMillis, Json } from '../units';
import type { CompensationNameOf, SagaDefinition, StepNameOf } from './definition';
import type { Envelope } from './envelope';
import { InvalidRequest, StepFenced } from './errors';
import { type Abandoned, type GivenUp, giveUpAction, giveUpCompensation, giveUpRetriable } from './give-up';
import { type EventCall, type ParticipantStore, performActionOn, performCompensationOn } from './participant';
import { isCompensatable } from './plan';
import type { Action, Compensation, DomainEvent, RuleContext } from './rule';

export type Consumed =
  | 'succeeded'
  | 'rejected'
  | 'undone'
  | 'nothingToUndo'
  /** The event was processed before. */
  | 'alreadyProcessed'
  /** C3 */
  | 'fenced'
  /** C4 */
  | 'notChoreographed';

export interface Consumer {
  readonly functionName: string;
  /** The types of events that it answers. */
  readonly types: readonly string[];
  /** @throws InvalidRequest when the event is not what its type promises; whatever else it throws may pass */
  consume(store: ParticipantStore, envelope: Envelope, at: EpochMillis): Promise<Consumed>;
  /** Once the event was tried often enough: makes final that this function will not act on it, and lets the saga end. */
  giveUp(store: ParticipantStore, envelope: Envelope, why: string, at: EpochMillis): Promise<GivenUp>;
}

/** What a function reads in an event of each type that it answers: the saga's input, and the results that its rule needs. */
export type Hears<C extends RuleContext<Json, unknown>> = {
  readonly [type: string]: (envelope: Envelope) => Pick<C, 'input' | 'results'>;
};

type ActionContext<D extends SagaDefinition, Name extends StepNameOf<D>> = Parameters<Action<D, Name>>[0];
type UndoContext<D extends SagaDefinition, Name extends CompensationNameOf<D>> = Parameters<Compensation<D, Name>>[0];

/**
 * The consumer of an action.
 * @param failure what is told when it is given up, unless nothing may be undone any more
 */
export function actionConsumer<D extends SagaDefinition, Name extends StepNameOf<D>>(
  definition: D,
  name: Name,
  rule: Action<D, Name>,
  hears: Hears<ActionContext<D, Name>>,
  failure: (context: ActionContext<D, Name>, why: string) => readonly DomainEvent[] = () => [],
): Consumer {
  const isRetriable = definition.steps.some((step) => step.name === name && step.kind === 'retriable');
  return consumer<ActionContext<D, Name>>(name, name, hears, {
    async consume(store, call) {
      const outcome = await performActionOn(store, call, rule).catch((error: unknown) => {
        // C3
        if (error instanceof StepFenced) return 'fenced' as const;
        throw error;
      });
      return typeof outcome === 'string' ? outcome : outcome.kind;
    },
    giveUp: (store, abandoned, context) =>
      isRetriable ? giveUpRetriable(store, abandoned) : giveUpAction(store, abandoned, failure(context, abandoned.why)),
  });
}

/**
 * The consumer of a compensation.
 * @param parked what is told when it is given up, so that the rest is undone all the same
 */
export function compensationConsumer<D extends SagaDefinition, Name extends CompensationNameOf<D>>(
  definition: D,
  name: Name,
  rule: Compensation<D, Name>,
  hears: Hears<UndoContext<D, Name>>,
  parked: (context: UndoContext<D, Name>, why: string) => readonly DomainEvent[] = () => [],
): Consumer {
  const step = definition.steps.find((step) => isCompensatable(step) && step.compensation.name === name);
  if (step === undefined) throw new RangeError(`saga '${definition.name}' has no compensation '${name}'`);
  return consumer<UndoContext<D, Name>>(step.name, name, hears, {
    async consume(store, call) {
      const outcome = await performCompensationOn(store, call, rule);
      return outcome === 'alreadyProcessed' ? outcome : outcome.outcome;
    },
    giveUp: (store, abandoned, context) =>
      giveUpCompensation(store, abandoned, {
        parked: parked(context, abandoned.why),
        nothing: rule(context).nothing ?? [],
      }),
  });
}

interface Behaviour<C extends RuleContext<Json, unknown>> {
  consume(store: ParticipantStore, call: EventCall<C['input'], C['results']>): Promise<Consumed>;
  giveUp(store: ParticipantStore, abandoned: Abandoned, context: C): Promise<GivenUp>;
}

function consumer<C extends RuleContext<Json, unknown>>(
  step: string,
  functionName: string,
  hears: Hears<C>,
  behaviour: Behaviour<C>,
): Consumer {
  const contextOf = (envelope: Envelope, at: EpochMillis): C => {
    const hear = Object.hasOwn(hears, envelope.type) ? hears[envelope.type] : undefined;
    if (hear === undefined) {
      throw new InvalidRequest(
        `'${functionName}' answers ${Object.keys(hears).join(', ')}; the event is '${envelope.type}'`,
      );
    }
    const { input, results } = hear(envelope);
    return { sagaId: envelope.sagaId, input, results, at } as C;
  };
  return {
    functionName,
    types: Object.keys(hears),
    async consume(store, envelope, at) {
      const context = contextOf(envelope, at);
      // C4
      if (envelope.style !== 'choreographed') return 'notChoreographed';
      const key = { sagaId: envelope.sagaId, step };
      return behaviour.consume(store, { key, functionName, context, style: 'choreographed', eventId: envelope.id });
    },
    async giveUp(store, envelope, why, at) {
      const context = contextOf(envelope, at);
      // C4
      if (envelope.style !== 'choreographed') return 'alreadyDecided';
      return behaviour.giveUp(
        store,
        { key: { sagaId: envelope.sagaId, step }, functionName, envelope, why, at },
        context,
      );
    },
  };
}
