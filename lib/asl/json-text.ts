/**
 * An expression that puts JSON text together: between two pieces of `text`, the JSON of what the next path selects.
 * In a template of States.Format the characters \ ' { } stand for themselves only after a backslash
 * (Step Functions Developer Guide, "Intrinsic functions", "Reserved characters").
 */
export function jsonText(text: readonly string[], paths: readonly string[]): string {
  const template = text.map((piece) => piece.replace(/[\\'{}]/g, '\\$&')).join('{}');
  return `States.Format('${template}', ${paths.map((path) => `States.JsonToString(${path})`).join(', ')})`;
}
