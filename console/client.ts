/** The page's way to its server: reads, changes with the token, and what changes as it changes. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { ApiRoot, LiveUpdate, Refusal } from './api';

const API: ApiRoot = '/_backstep/console/';
const TOKEN = document.querySelector<HTMLMetaElement>('meta[name="backstep-token"]')?.content ?? '';

export async function read<T>(path: string): Promise<T> {
  return answerOf(await fetch(API + path));
}

export async function change<T>(path: string, body: unknown): Promise<T> {
  const headers = { 'content-type': 'application/json', 'x-backstep-token': TOKEN };
  return answerOf(await fetch(API + path, { method: 'POST', headers, body: JSON.stringify(body) }));
}

async function answerOf<T>(response: Response): Promise<T> {
  if (response.ok) return (await response.json()) as T;
  const { message } = (await response.json().catch(() => ({ message: response.statusText }))) as Refusal;
  throw new Error(message);
}

export const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

export interface Resource<T> {
  readonly value: T | undefined;
  readonly error: string | undefined;
  /** Reads it again; what is there stays until it has come. */
  reload(): void;
  set(next: (value: T) => T): void;
}

/** What `path` answers. Null reads nothing. Another path empties it, so that nothing of the former is taken for the new. */
export function useResource<T>(path: string | null): Resource<T> {
  const [held, setHeld] = useState<{ path: string | null; value?: T; error?: string }>({ path });
  const asked = useRef(0);
  const load = useCallback(() => {
    if (path === null) return;
    const ticket = ++asked.current;
    read<T>(path).then(
      (value) => ticket === asked.current && setHeld({ path, value }),
      (error) => ticket === asked.current && setHeld({ path, error: messageOf(error) }),
    );
  }, [path]);
  useEffect(() => {
    load();
    return () => void asked.current++;
  }, [load]);
  const set = useCallback((next: (value: T) => T) => {
    setHeld((now) => (now.value === undefined ? now : { ...now, value: next(now.value) }));
  }, []);
  const current = held.path === path ? held : undefined;
  return { value: current?.value, error: current?.error, reload: load, set };
}

// ---- live ---------------------------------------------------------------------------------------------------------

type Listener = (update: LiveUpdate) => void;
const listeners = new Set<Listener>();
export type Connection = 'connecting' | 'live' | 'lost';

/** One stream for the whole page. It is opened anew when another execution or saga is watched. */
export function useLiveStream(watched: string): Connection {
  const [connection, setConnection] = useState<Connection>('connecting');
  const startedAs = useRef<string | undefined>(undefined);
  useEffect(() => {
    const source = new EventSource(`${API}live${watched}`);
    source.onopen = () => setConnection('live');
    source.onerror = () => setConnection('lost');
    source.addEventListener('update', ({ data }: MessageEvent<string>) => {
      const update = JSON.parse(data) as LiveUpdate;
      // The token of the model that was started anew is another.
      startedAs.current ??= update.startedAs;
      if (startedAs.current !== update.startedAs) location.reload();
      setModelTime(update.now);
      for (const listener of listeners) listener(update);
    });
    return () => source.close();
  }, [watched]);
  return connection;
}

export function useLive(listener: Listener): void {
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => {
    const told: Listener = (update) => latest.current(update);
    listeners.add(told);
    return () => void listeners.delete(told);
  }, []);
}

/** At most once in so many milliseconds, and once more after the last call. */
export function useThrottled(run: () => void, millis: number): () => void {
  const latest = useRef(run);
  latest.current = run;
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      latest.current();
    }, millis);
  }, [millis]);
}

// ---- the model's time ---------------------------------------------------------------------------------------------

let known = { model: 0, here: 0, runs: true };

/** A virtual clock stands between two moments that it is told of; a real one goes on. */
export function setModelTime(model: number, runs = known.runs): void {
  known = { model, here: performance.now(), runs };
}
export const modelNow = () => known.model + (known.runs ? performance.now() - known.here : 0);

/** Draws again every so often while `isRunning`, for lengths of time that grow. */
export function useModelNow(isRunning: boolean, millis = 200): number {
  const [, redraw] = useState(0);
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => redraw((count) => count + 1), millis);
    return () => clearInterval(timer);
  }, [isRunning, millis]);
  return modelNow();
}
