/** An answer without the members that are not there. */
import type { Json, JsonObject } from '../../lib/units';

export function answer(members: { readonly [name: string]: Json | undefined }): JsonObject {
  const present: { [name: string]: Json } = {};
  for (const name of Object.keys(members)) {
    const member = members[name];
    if (member !== undefined) present[name] = member;
  }
  return present;
}
