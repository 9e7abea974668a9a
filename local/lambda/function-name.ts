/** The three ways to name a function: `name`, `account:function:name`, and the ARN, each with an optional qualifier. */
export interface FunctionReference {
  readonly name: string;
  readonly qualifier: string | undefined;
}

/** Lambda API Reference, "Invoke", FunctionName. */
const REFERENCE =
  /^(?:arn:[^:]+:lambda:[^:]*:\d{12}:function:|\d{12}:function:)?(?<name>[A-Za-z0-9-_]{1,64})(?::(?<qualifier>\$LATEST|[A-Za-z0-9-_]+))?$/;

/** References kept at hand: the same few come with every invocation. */
const MAX_KNOWN = 1_000;
const known = new Map<string, FunctionReference | undefined>();

export function parseFunctionName(text: string): FunctionReference | undefined {
  if (known.has(text)) return known.get(text);
  const groups = REFERENCE.exec(text)?.groups;
  const reference = groups?.name === undefined ? undefined : { name: groups.name, qualifier: groups.qualifier };
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(text, reference);
  return reference;
}
