/** The shape that the optimized integrations share: parameters to a request, an answer to a result. */
import type { Json, JsonObject } from '../../../lib/units';
import type { Failure } from '../interpreter/frame';
import { isObject, textOf } from '../json';
import { type Optimized, optimizedFailure } from './failures';
import { withHttpMetadata } from './http-metadata';
import type { Integration, Surroundings } from './integration';

export interface Call {
  readonly service: Optimized;
  readonly operation: string;
  /** From the parameters, without those that are null. @default as they are */
  readonly request?: (parameters: JsonObject, around: Surroundings) => JsonObject;
  /** What to do about an error. @default throws it */
  readonly recover?: (error: unknown, request: JsonObject, around: Surroundings) => Promise<JsonObject>;
  /** An answer that is a failure all the same. @default none */
  readonly failureOf?: (answer: JsonObject) => Failure | undefined;
  /** The result without its HTTP metadata. @default the answer */
  readonly result?: (answer: JsonObject) => JsonObject;
}

export const optimized =
  ({ service, operation, request = same, recover = rethrow, failureOf = never, result = same }: Call): Integration =>
  async ({ parameters }, around) => {
    const { clock, entropy, callService } = around;
    const requestId = entropy.uuid();
    try {
      const input = request(withoutNulls(isObject(parameters) ? parameters : {}), around);
      const answer = await callService(service, operation, input).catch((error: unknown) =>
        recover(error, input, around),
      );
      const failure = failureOf(answer);
      if (failure !== undefined) return { kind: 'failed', ...failure };
      const output = withHttpMetadata(service, result(answer), answer, requestId, clock.now());
      return { kind: 'succeeded', output, text: textOf(output) };
    } catch (error) {
      return { kind: 'failed', ...optimizedFailure(service, error, requestId) };
    }
  };

const same = (fields: JsonObject): JsonObject => fields;
const rethrow = (error: unknown): Promise<JsonObject> => Promise.reject(error);
const never = (): undefined => undefined;

/** A parameter that is null counts as absent. */
export const withoutNulls = (fields: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

/** "You can pass JSON": what a service takes as text may be given as data. */
export const asText = (value: Json): string => (typeof value === 'string' ? value : textOf(value));
