/** The three ways to name a function: `name`, `account:function:name`, and the ARN, each with an optional qualifier. */
export interface FunctionReference {
  readonly name: string;
  readonly qualifier: string | undefined;
}

/** Lambda API Reference, "Invoke", FunctionName. */
const REFERENCE =
  /^(?:arn:[^:]+:lambda:[^:]*:\d{12}:function:|\d{12}:function:)?(?<name>[A-Za-z0-9-_]{1,64})(?::(?<qualifier>\$LATEST|[A-Za-z0-9-_]+))?$/;

export function parseFunctionName(text: string): FunctionReference | undefined {
  const groups = REFERENCE.exec(text)?.groups;
  return groups?.name === undefined ? undefined : { name: groups.name, qualifier: groups.qualifier };
}
