/** `wildcard`: `*` stands for any text, `\*` and `\\` for themselves (user guide, "Matching using wildcards"). */

export type Wildcard =
  | { readonly kind: 'pieces'; readonly pieces: readonly string[] }
  | { readonly kind: 'malformed'; readonly reason: string };

/** The literal pieces between the wildcards. */
export function parseWildcard(text: string): Wildcard {
  const pieces: string[] = [''];
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    const next = text[i + 1];
    if (character === '*') {
      if (next === '*') return { kind: 'malformed', reason: `Consecutive wildcard characters at pos ${i + 1}` };
      pieces.push('');
    } else if (character === '\\') {
      if (next !== '*' && next !== '\\')
        return { kind: 'malformed', reason: `Invalid escape character at pos ${i + 1}` };
      pieces[pieces.length - 1] += next;
      i++;
    } else pieces[pieces.length - 1] += character;
  }
  return { kind: 'pieces', pieces };
}

/** Taking the first place where each piece fits is enough: only the last piece is bound to the end. No backtracking. */
export function matchesWildcard(pieces: readonly string[], text: string): boolean {
  const first = pieces[0] ?? '';
  if (pieces.length === 1) return text === first;
  if (!text.startsWith(first)) return false;
  let position = first.length;
  for (let i = 1; i < pieces.length - 1; i++) {
    const piece = pieces[i] ?? '';
    const found = text.indexOf(piece, position);
    if (found < 0) return false;
    position = found + piece.length;
  }
  const last = pieces.at(-1) ?? '';
  return text.length - last.length >= position && text.endsWith(last);
}
