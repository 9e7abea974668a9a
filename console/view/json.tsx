/** JSON as text with colours, and two of them line by line. Built from text nodes: nothing in it is ever markup. */
import { difference, pretty } from '../format';
import { IconButton } from './controls';

/** A longer text is shown without colours: each costs an element. */
const MAX_COLOURED = 40_000;
const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

export function JsonText({ text, label }: { readonly text: string; readonly label: string }) {
  const whole = pretty(text);
  return (
    <section class="json" aria-label={label}>
      <IconButton icon="copy" label={`Copy ${label}`} onClick={() => void navigator.clipboard.writeText(whole)} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard has to reach it */}
      <pre tabIndex={0}>{whole.length > MAX_COLOURED ? whole : coloured(whole)}</pre>
    </section>
  );
}

function coloured(text: string) {
  const parts: (string | preact.JSX.Element)[] = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [token, quoted, colon] = match;
    parts.push(text.slice(from, match.index));
    const kind = quoted === undefined ? 'json-value' : colon === undefined ? 'json-text' : 'json-key';
    parts.push(
      <span key={match.index} class={kind}>
        {token}
      </span>,
    );
    from = match.index + token.length;
  }
  return [...parts, text.slice(from)];
}

const SIGNS = { same: ' ', added: '+', removed: '-' } as const;

export function JsonDifference({ before, after }: { readonly before: string; readonly after: string }) {
  const lines = difference(before, after);
  return (
    <section class="json" aria-label="Difference between input and output">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard has to reach it */}
      <pre tabIndex={0}>
        {lines.map(({ kind, text }, index) => (
          <span key={index} class={`line ${kind}`}>
            {SIGNS[kind]} {text}
            {'\n'}
          </span>
        ))}
      </pre>
    </section>
  );
}
