/** Gives each text a short one of its own. */
export function shortener(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const found = known.get(text) ?? String(known.size);
    known.set(text, found);
    return found;
  };
}

/** The same for objects that never change, each of whose text is made once. */
export function objectShortener<T extends object>(textOf: (object: T) => string): (object: T) => string {
  const short = shortener();
  const known = new WeakMap<T, string>();
  return (object) => {
    const found = known.get(object) ?? short(textOf(object));
    known.set(object, found);
    return found;
  };
}
