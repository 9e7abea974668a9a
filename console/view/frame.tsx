/** What is around every view: where one is, what is broken on purpose, the clock, light or dark. */
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { AlarmSummary, Breaks, ClockRequest, ClockState, Overview } from '../api';
import { type Connection, change, modelNow, setModelTime, useLive, useModelNow, useResource } from '../client';
import { dateTime } from '../format';
import { hashOf, type Route } from '../route';
import { Button, IconButton } from './controls';
import { Icon } from './icons';

const PLACES: readonly { readonly kinds: readonly Route['kind'][]; readonly text: string; readonly to: Route }[] = [
  { kinds: ['executions', 'execution'], text: 'Executions', to: { kind: 'executions', filter: {} } },
  { kinds: ['sagas', 'saga'], text: 'Sagas', to: { kind: 'sagas', filter: {} } },
  { kinds: ['data'], text: 'Data', to: { kind: 'data', view: 'tables', name: null } },
  { kinds: ['break'], text: 'Break it', to: { kind: 'break', functionName: null } },
];

interface FrameProps {
  readonly route: Route;
  readonly overview: Overview;
  readonly connection: Connection;
  readonly children: ComponentChildren;
}

export function Frame({ route, overview, connection, children }: FrameProps) {
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
        Skip to the content
      </button>
      <header class="top">
        <a class="brand" href={hashOf({ kind: 'executions', filter: {} })}>
          <Icon name="undone" size={20} />
          Backstep
        </a>
        <nav aria-label="Main">
          {PLACES.map(({ kinds, text, to }) => (
            <a key={text} href={hashOf(to)} aria-current={kinds.includes(route.kind) ? 'page' : undefined}>
              {text}
            </a>
          ))}
        </nav>
        <div class="top-end">
          <Alarms />
          <Clock clock={overview.clock} />
          <LiveSign connection={connection} />
          <ThemeButton />
        </div>
      </header>
      <Banners />
      <main id="main" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

const CONNECTIONS: { readonly [connection in Connection]: string } = {
  connecting: 'connecting',
  live: 'live',
  lost: 'connection lost, trying again',
};
function LiveSign({ connection }: { readonly connection: Connection }) {
  return (
    <span class="live" data-state={connection} role="status">
      <i aria-hidden="true" />
      {CONNECTIONS[connection]}
    </span>
  );
}

function Alarms() {
  const alarms = useResource<readonly AlarmSummary[]>('alarms');
  useLive(({ alarms: changed }) => {
    if (changed.length > 0) alarms.reload();
  });
  const count = alarms.value?.filter(({ state }) => state === 'ALARM').length ?? 0;
  if (count === 0) return null;
  return (
    <a class="alarm-count" href={hashOf({ kind: 'data', view: 'alarms', name: null })} data-state="ALARM">
      <Icon name="bell" />
      {count} in alarm
    </a>
  );
}

/** A menu that is left closes: by a click beside it, by Escape, by going to another view. */
function closingElsewhere(menu: { readonly current: HTMLDetailsElement | null }): () => void {
  const left = (event: Event) => {
    const isKey = event instanceof KeyboardEvent && event.key !== 'Escape';
    const isInside =
      event.type === 'pointerdown' && event.target instanceof Node && menu.current?.contains(event.target);
    if (menu.current !== null && !isKey && !isInside) menu.current.open = false;
  };
  const kinds = ['pointerdown', 'keydown', 'hashchange'] as const;
  for (const kind of kinds) addEventListener(kind, left);
  return () => {
    for (const kind of kinds) removeEventListener(kind, left);
  };
}

const ADVANCES = [
  { text: '+1 min', millis: 60_000 },
  { text: '+15 min', millis: 900_000 },
  { text: '+1 h', millis: 3_600_000 },
] as const;

function Clock({ clock: first }: { readonly clock: ClockState }) {
  const [clock, setClock] = useState(first);
  const told = (state: ClockState) => {
    setClock(state);
    setModelTime(state.now, state.kind === 'real');
  };
  useEffect(() => told(first), [first]);
  useLive((update) => {
    if (update.clock !== null) told(update.clock);
  });
  useModelNow(true, 1000);
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => closingElsewhere(menu), []);
  const move = (request: ClockRequest) => void change<ClockState>('clock', request).then(told, () => undefined);
  const time = dateTime(modelNow()).slice(0, -4);
  if (clock.kind === 'real') {
    return (
      <span class="clock" title="The model's clock is real; start it with --clock virtual to move it">
        <Icon name="clock" />
        {time}
      </span>
    );
  }
  const isHeld = clock.mode === 'hold';
  return (
    <details class="clock" data-state={clock.mode} ref={menu}>
      <summary>
        <Icon name="clock" />
        {time} ({isHeld ? 'held' : 'virtual'})
        <Icon name="more" size={12} />
      </summary>
      <div class="menu">
        <p>Virtual time: {isHeld ? 'it stands until it is moved.' : 'waits are skipped.'}</p>
        <Button icon={isHeld ? 'play' : 'pause'} onClick={() => move({ kind: 'mode', mode: isHeld ? 'skip' : 'hold' })}>
          {isHeld ? 'Skip waits' : 'Hold the clock'}
        </Button>
        {ADVANCES.map(({ text, millis }) => (
          <Button key={text} onClick={() => move({ kind: 'advance', millis })}>
            {text}
          </Button>
        ))}
      </div>
    </details>
  );
}

/** What was broken on purpose stays in sight until it is cleared. */
function Banners() {
  const breaks = useResource<Breaks>('breaks');
  useLive((update) => {
    const told = update.breaks;
    if (told !== null) breaks.set(() => told);
  });
  const clear = (id: string) => void change<Breaks>('breaks/clear', { id }).then(breaks.reload, breaks.reload);
  const active = breaks.value?.active ?? [];
  if (active.length === 0) return null;
  return (
    <ul class="banners" aria-label="Broken on purpose">
      {active.map(({ id, text, struck, isOver }) => (
        <li key={id} data-state={isOver ? 'over' : 'active'}>
          <Icon name="bolt" />
          <span>
            {text}{' '}
            <small>
              struck {struck}×{isOver ? ', used up' : ''}
            </small>
          </span>
          <Button look="link" onClick={() => clear(id)}>
            Clear
          </Button>
        </li>
      ))}
    </ul>
  );
}

const THEME = 'backstep-theme';
function ThemeButton() {
  const [theme, setTheme] = useState(() => localStorage.getItem(THEME) ?? '');
  const isDark = theme === '' ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark';
  useLayoutEffect(() => {
    if (theme === '') return;
    document.documentElement.dataset.theme = theme;
    localStorage.setItem(THEME, theme);
  }, [theme]);
  return (
    <IconButton
      icon={isDark ? 'sun' : 'moon'}
      label={isDark ? 'Light colours' : 'Dark colours'}
      onClick={() => setTheme(isDark ? 'light' : 'dark')}
    />
  );
}
