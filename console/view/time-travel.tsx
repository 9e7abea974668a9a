/** A slider over the history: every view beside it shows the moment of one event. */
import { useEffect, useState } from 'preact/hooks';
import type { HistoryEvent } from '../api';
import { duration } from '../format';
import { IconButton } from './controls';

/** A history of any length is played in about ten seconds, and no event is passed faster than the eye. */
const PLAY_MILLIS = 10_000;
const SHORTEST_STEP = 60;
const LONGEST_STEP = 450;

interface TimeTravelProps {
  readonly events: readonly HistoryEvent[];
  /** The id of the event that is shown as the last; null follows what happens. */
  readonly until: number | null;
  readonly onMove: (until: number | null) => void;
}

export function TimeTravel({ events, until, onMove }: TimeTravelProps) {
  const [isPlaying, setIsPlaying] = useState(false);
  const count = events.length;
  const at = until ?? count;
  const move = (to: number) => onMove(to >= count ? null : Math.max(1, to));
  useEffect(() => {
    if (!isPlaying) return;
    if (until === null) return setIsPlaying(false);
    const step = Math.min(LONGEST_STEP, Math.max(SHORTEST_STEP, PLAY_MILLIS / Math.max(1, count)));
    const timer = setTimeout(() => move(until + 1), step);
    return () => clearTimeout(timer);
  });
  const play = () => {
    if (!isPlaying && until === null) onMove(1);
    setIsPlaying(!isPlaying);
  };
  const event = events[at - 1];
  const first = events[0];
  return (
    <fieldset class="time-travel" data-state={until === null ? 'following' : 'past'} aria-label="Time travel">
      <IconButton icon="toStart" label="First event" onClick={() => move(1)} disabled={at <= 1} />
      <IconButton icon="back" label="Event before" onClick={() => move(at - 1)} disabled={at <= 1} />
      <IconButton icon={isPlaying ? 'pause' : 'play'} label={isPlaying ? 'Pause' : 'Play the history'} onClick={play} />
      <IconButton icon="forth" label="Next event" onClick={() => move(at + 1)} disabled={at >= count} />
      <IconButton icon="toEnd" label="Now" onClick={() => onMove(null)} disabled={until === null} />
      <input
        type="range"
        min={1}
        max={Math.max(1, count)}
        value={at}
        aria-label="Event of the history"
        aria-valuetext={event === undefined ? 'no event' : `${event.id}, ${event.type}`}
        onInput={({ currentTarget }) => move(Number(currentTarget.value))}
      />
      <output>
        <b>
          {at}/{count}
        </b>{' '}
        {event?.type}{' '}
        {event === undefined || first === undefined ? '' : `+${duration(event.timestamp - first.timestamp)}`}
      </output>
    </fieldset>
  );
}
