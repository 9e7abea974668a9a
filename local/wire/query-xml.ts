/** Answers as XML: lists as `<member>`, maps as `<entry>`. */
import type { Json, JsonObject } from '../../lib/units';
import type { QueryApi } from './aws-query';

export function xmlOf(name: string, value: Json, api: QueryApi): string {
  return `<${name}>${contentOf(name, value, api)}</${name}>`;
}

function contentOf(name: string, value: Json, api: QueryApi): string {
  if (value === null) return '';
  if (Array.isArray(value)) return value.map((each: Json) => `<member>${contentOf(name, each, api)}</member>`).join('');
  if (typeof value === 'number' && api.timestamps.has(name)) return new Date(value * 1_000).toISOString();
  if (typeof value !== 'object') return escaped(String(value));
  const fields = Object.entries(value as JsonObject);
  if (!api.maps.has(name)) return fields.map(([field, inner]) => xmlOf(field, inner, api)).join('');
  return fields
    .map(([key, inner]) => `<entry><key>${escaped(key)}</key>${xmlOf('value', inner, api)}</entry>`)
    .join('');
}

const ENTITIES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
};
const escaped = (text: string): string => text.replace(/[&<>"\r]/g, (character) => ENTITIES[character] ?? character);
