/** What the views are put together from: buttons, tabs, notes, dialogs, things to copy. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { change, messageOf } from '../client';
import { Icon, type IconName } from './icons';

interface ButtonProps {
  readonly children: ComponentChildren;
  readonly onClick?: () => void;
  readonly look?: 'plain' | 'primary' | 'link' | 'danger';
  readonly icon?: IconName;
  readonly disabled?: boolean;
  /** Why it cannot be used, or more than its text says. */
  readonly title?: string | undefined;
  readonly type?: 'button' | 'submit';
}
export function Button({ children, onClick, look = 'plain', icon, disabled, title, type = 'button' }: ButtonProps) {
  return (
    <button type={type} class={`button ${look}`} onClick={onClick} disabled={disabled} title={title}>
      {icon === undefined ? null : <Icon name={icon} />}
      {children}
    </button>
  );
}

export function IconButton({
  icon,
  label,
  onClick,
  disabled,
}: {
  readonly icon: IconName;
  readonly label: string;
  readonly onClick: () => void;
  readonly disabled?: boolean;
}) {
  return (
    <button type="button" class="icon-button" onClick={onClick} disabled={disabled} aria-label={label} title={label}>
      <Icon name={icon} />
    </button>
  );
}

/** Arrow keys move between the tabs, as the ARIA Authoring Practices have it. */
export function Tabs<T extends string>({
  label,
  tabs,
  selected,
  onSelect,
}: {
  readonly label: string;
  readonly tabs: readonly { readonly id: T; readonly text: ComponentChildren }[];
  readonly selected: T;
  readonly onSelect: (id: T) => void;
}) {
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = tabs[(tabs.findIndex(({ id }) => id === selected) + step + tabs.length) % tabs.length];
    if (step === 0 || next === undefined) return;
    event.preventDefault();
    onSelect(next.id);
    list.current?.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={move}>
      {tabs.map(({ id, text }) => (
        <button
          key={id}
          type="button"
          role="tab"
          data-tab={id}
          aria-selected={id === selected}
          tabIndex={id === selected ? 0 : -1}
          onClick={() => onSelect(id)}
        >
          {text}
        </button>
      ))}
    </div>
  );
}

export function Copyable({ text, children }: { readonly text: string; readonly children?: ComponentChildren }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <span class="copyable">
      <span class="mono">{children ?? text}</span>
      <IconButton
        icon={copied ? 'done' : 'copy'}
        label={copied ? 'Copied' : `Copy ${text}`}
        onClick={() => navigator.clipboard.writeText(text).then(() => setCopied(true))}
      />
    </span>
  );
}

export function Note({
  tone,
  children,
}: {
  readonly tone: 'bad' | 'warn' | 'quiet';
  readonly children: ComponentChildren;
}) {
  return (
    <div class={`note ${tone}`} role={tone === 'bad' ? 'alert' : 'note'}>
      {children}
    </div>
  );
}

export const Loading = ({ error }: { readonly error: string | undefined }) =>
  error === undefined ? <p class="loading">Loading…</p> : <Note tone="bad">{error}</Note>;

export function Dialog({
  title,
  onClose,
  children,
}: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} onClose={onClose} aria-label={title}>
      <header>
        <h2>{title}</h2>
        <IconButton icon="close" label="Close" onClick={onClose} />
      </header>
      {children}
    </dialog>
  );
}

export function Field({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is its child
    <label class="field">
      <span>{label}</span>
      {children}
    </label>
  );
}

export interface Doing {
  readonly isBusy: boolean;
  readonly error: string | undefined;
  readonly text: string | undefined;
  run<T>(path: string, body: unknown, then?: (answer: T) => string | undefined): void;
}

/** One change at a time; its answer, or why it was refused, is told beside it. */
export function useDoing(): Doing {
  const [now, setNow] = useState<Omit<Doing, 'run'>>({ isBusy: false, error: undefined, text: undefined });
  return {
    ...now,
    run<T>(path: string, body: unknown, then?: (answer: T) => string | undefined) {
      setNow({ isBusy: true, error: undefined, text: undefined });
      change<T>(path, body).then(
        (answer) => setNow({ isBusy: false, error: undefined, text: then?.(answer) }),
        (error) => setNow({ isBusy: false, error: messageOf(error), text: undefined }),
      );
    },
  };
}

export function Done({ doing }: { readonly doing: Doing }) {
  if (doing.error !== undefined) return <Note tone="bad">{doing.error}</Note>;
  return doing.text === undefined ? null : (
    <p class="done" role="status">
      {doing.text}
    </p>
  );
}
