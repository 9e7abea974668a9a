/**
 * Patterns of StringMatches: `*` stands for any characters, `\*` for a star, `\\` for a backslash. Compared piece by piece:
 * a regular expression with several stars can take for ever over a text that does not match.
 */
export function matchesWildcards(value: string, pattern: string): boolean {
  const [first = '', ...rest] = piecesOf(pattern);
  const last = rest.pop();
  if (last === undefined) return value === first;
  if (!value.startsWith(first) || value.length < first.length + last.length || !value.endsWith(last)) return false;
  let from = first.length;
  // The first place where a piece stands leaves the most room for those after it.
  for (const piece of rest) {
    const found = value.indexOf(piece, from);
    if (found < 0) return false;
    from = found + piece.length;
  }
  return from <= value.length - last.length;
}

/** The texts between the stars. */
function piecesOf(pattern: string): readonly string[] {
  const pieces = [''];
  for (const [token] of pattern.matchAll(/\\[*\\]|./gsu)) {
    if (token === '*') pieces.push('');
    else pieces.push(`${pieces.pop()}${token.length > 1 && token.startsWith('\\') ? token.slice(1) : token}`);
  }
  return pieces;
}
