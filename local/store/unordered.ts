/**
 * The keys whose coming or going the order does not show yet, kept apart by their first three parts: a walk needs only
 * those that can lie in its range, and a walk over one execution's history shall not wait for every other's.
 */
import type { Key, Range } from './store';

/** Keys that share two parts. */
interface Room {
  /** Those of three parts. */
  readonly keys: Set<Key>;
  /** Those of more, by the first three. */
  readonly alcoves: Map<string, Set<Key>>;
}

const SEPARATOR = '\u0000';
const NONE: readonly Key[] = [];

export class Unordered {
  private readonly rooms = new Map<string, Room>();

  /** To be called each time the key comes or goes: twice is as if nothing had happened. */
  toggle(key: Key): void {
    const second = endOfPart(key, endOfPart(key, 0) + 1);
    const third = endOfPart(key, second + 1);
    const room = this.roomOf(key.slice(0, second));
    if (third === key.length) {
      flip(room.keys, key);
      // A room of one key, which is its name.
      if (second === key.length && room.keys.size === 0) this.rooms.delete(key);
      return;
    }
    const name = key.slice(0, third);
    const alcove = room.alcoves.get(name);
    if (alcove === undefined) room.alcoves.set(name, new Set([key]));
    else {
      flip(alcove, key);
      if (alcove.size === 0) room.alcoves.delete(name);
    }
  }

  /** Takes out, in ascending order, every key that lies in the range, and perhaps others. */
  take(range: Range): readonly Key[] {
    if (this.rooms.size === 0) return NONE;
    const second = endOfPart(range.from, endOfPart(range.from, 0) + 1);
    const name = range.from.slice(0, second);
    if (!holds(name, range)) return this.takeAll();
    const room = this.rooms.get(name);
    if (room === undefined) return NONE;
    const alcove = range.from.slice(0, endOfPart(range.from, second + 1));
    if (!holds(alcove, range)) return takeRoom(room);
    const keys = room.alcoves.get(alcove);
    if (keys === undefined) return NONE;
    room.alcoves.delete(alcove);
    return sorted(keys);
  }

  clear(): void {
    this.rooms.clear();
  }

  private takeAll(): readonly Key[] {
    const keys = [...this.rooms.values()].flatMap(takeRoom);
    return keys.sort(byBytes);
  }

  private roomOf(name: string): Room {
    let room = this.rooms.get(name);
    if (room === undefined) {
      room = { keys: new Set(), alcoves: new Map() };
      this.rooms.set(name, room);
    }
    return room;
  }
}

function takeRoom({ keys, alcoves }: Room): readonly Key[] {
  if (keys.size === 0 && alcoves.size === 0) return NONE;
  const all = [...keys];
  // One by one: as arguments of a call they would be too many for the stack.
  for (const alcove of alcoves.values()) for (const key of alcove) all.push(key);
  keys.clear();
  alcoves.clear();
  return all.sort(byBytes);
}

/** Where the part that begins at `start` ends: at its separator, or at the key's end. */
function endOfPart(key: Key, start: number): number {
  const end = start > key.length ? -1 : key.indexOf(SEPARATOR, start);
  return end === -1 ? key.length : end;
}

/** Whether every key of the range goes on after `prefix` with another part. */
function holds(prefix: string, { from, to }: Range): boolean {
  const at = prefix.length;
  if (from[at] !== SEPARATOR || !to.startsWith(prefix)) return false;
  return to[at] === SEPARATOR || (to[at] === '\u0001' && to.length === at + 1);
}

function flip(keys: Set<Key>, key: Key): void {
  if (!keys.delete(key)) keys.add(key);
}

const sorted = (keys: ReadonlySet<Key>): readonly Key[] => (keys.size === 1 ? [...keys] : [...keys].sort(byBytes));

const byBytes = (a: Key, b: Key) => (a < b ? -1 : 1);
