/**
 * The template of an input transformer: JSON text with `<variable>` in it, within quotes or without.
 *
 * T1. Outside quotes a variable stands as JSON: text gets its quotes. Inside quotes it stands as it is; "EventBridge
 *     doesn't escape values extracted by Input Path".
 * T2. "If you specify a variable to match a JSON path that doesn't exist in the event, that variable isn't created and
 *     won't appear in the output": inside quotes nothing stands there. Outside, where nothing would not be JSON, this
 *     model puts the empty text.
 * T3. "The JSON that is passed to the target is minified." A result that is not JSON is passed as text.
 */
import type { Json } from '../../../lib/units';

export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string; readonly quoted: boolean };

const VARIABLE = /^<([\w.-]+)>/;

export function parseTemplate(template: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let text = '';
  let quoted = false;
  for (let i = 0; i < template.length; ) {
    const variable = VARIABLE.exec(template.slice(i, i + MAX_VARIABLE))?.[1];
    if (variable !== undefined) {
      pieces.push({ kind: 'text', text }, { kind: 'variable', name: variable, quoted });
      text = '';
      i += variable.length + 2;
      continue;
    }
    const width = template[i] === '\\' ? 2 : 1;
    if (template[i] === '"') quoted = !quoted;
    text += template.slice(i, i + width);
    i += width;
  }
  pieces.push({ kind: 'text', text });
  return pieces;
}

/** The longest name, with its brackets. */
const MAX_VARIABLE = 258;

export function fill(pieces: readonly Piece[], lookUp: (variable: string) => Json | undefined): string {
  const filled = pieces
    .map((piece) => {
      if (piece.kind === 'text') return piece.text;
      const value = lookUp(piece.name);
      if (value === undefined) return piece.quoted ? '' : '""';
      return piece.quoted && typeof value === 'string' ? value : JSON.stringify(value);
    })
    .join('');
  return minified(filled) ?? filled;
}

function minified(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Whether the template would be JSON if its variables were; undefined variables aside. */
export function isJsonTemplate(pieces: readonly Piece[]): boolean {
  const sample = pieces.map((piece) => (piece.kind === 'text' ? piece.text : piece.quoted ? 'x' : '""')).join('');
  return minified(sample) !== undefined;
}
