/** What is sent to both sides, and what each answers. */
import type { Json, JsonObject } from '../../lib/units';

export interface Request {
  readonly operation: string;
  readonly input: JsonObject;
}

export type Answer =
  | { readonly kind: 'answered'; readonly output: JsonObject }
  | { readonly kind: 'refused'; readonly status: number; readonly type: string; readonly message: string };

export function answerOf(status: number, body: JsonObject): Answer {
  if (status === 200) return { kind: 'answered', output: body };
  const { __type: type, message, Message } = body;
  return { kind: 'refused', status, type: String(type), message: String(message ?? Message ?? '') };
}

/** One line: `ValidationException: ...` or the answer as JSON with its members in order. */
export function show(answer: Answer): string {
  if (answer.kind === 'answered') return canonicalJson(answer.output);
  const code = answer.type.slice(answer.type.lastIndexOf('#') + 1);
  return answer.message === '' ? code : `${code}: ${answer.message}`;
}

/** JSON with the members of objects in order, so that equal values are equal text. */
export function canonicalJson(value: Json | undefined): string {
  return JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner,
  );
}
