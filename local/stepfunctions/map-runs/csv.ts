/** Delimited text as RFC 4180 has it: quotes around a field, two of them for one inside. */

export const DELIMITERS: { readonly [name: string]: string | undefined } = {
  COMMA: ',',
  PIPE: '|',
  SEMICOLON: ';',
  SPACE: ' ',
  TAB: '\t',
};

/** Rows of fields. An empty line is no row. */
export function parseCsv(text: string, delimiter: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  let touched = false;
  const endField = () => {
    row.push(field);
    field = '';
  };
  const endRow = () => {
    if (touched) {
      endField();
      rows.push(row);
    }
    row = [];
    touched = false;
  };
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (quoted) {
      if (character !== '"') field += character;
      else if (text.charAt(at + 1) === '"') {
        field += '"';
        at++;
      } else quoted = false;
    } else if (character === '"' && field === '') {
      quoted = true;
      touched = true;
    } else if (character === delimiter) {
      endField();
      touched = true;
    } else if (character === '\n' || character === '\r') endRow();
    else {
      field += character;
      touched = true;
    }
  }
  endRow();
  return rows;
}

/** A row under its headers: what is missing is empty, what is too much is dropped. */
export const recordOf = (headers: readonly string[], row: readonly string[]): { readonly [header: string]: string } =>
  Object.fromEntries(headers.map((header, index) => [header, row[index] ?? '']));
