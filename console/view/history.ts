/** The whole history of an execution: read page by page, then as it grows. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { HistoryEvent, HistoryPage } from '../api';
import { messageOf, read, useLive } from '../client';
import { queryOf } from '../route';

const PAGE = 1000;

export interface History {
  readonly events: readonly HistoryEvent[];
  /** Everything there was when it was opened has been read. */
  readonly isWhole: boolean;
  readonly error: string | undefined;
}

export function useHistory(arn: string): History {
  const [history, setHistory] = useState<History>({ events: [], isWhole: false, error: undefined });
  const last = useRef(0);
  const isReading = useRef(false);
  const add = (events: readonly HistoryEvent[], isWhole: boolean) => {
    const fresh = events.filter(({ id }) => id > last.current);
    last.current = fresh.at(-1)?.id ?? last.current;
    setHistory((now) => ({
      events: fresh.length === 0 ? now.events : [...now.events, ...fresh],
      isWhole,
      error: undefined,
    }));
  };
  const readOn = async () => {
    if (isReading.current) return;
    isReading.current = true;
    try {
      for (let from: number | null = last.current + 1; from !== null; ) {
        const query = queryOf({ arn, from: String(from), limit: String(PAGE) });
        const page: HistoryPage = await read<HistoryPage>(`execution/history${query}`);
        from = page.next;
        add(page.events, from === null);
      }
    } catch (error) {
      setHistory((now) => ({ ...now, error: messageOf(error) }));
    } finally {
      isReading.current = false;
    }
  };
  useEffect(() => void readOn(), [arn]);
  useLive(({ history: fresh, executions, overflow }) => {
    const [first] = fresh;
    // Events between what is here and what has come were told before anybody listened.
    if (first !== undefined && first.id > last.current + 1) void readOn();
    else if (first !== undefined) add(fresh, true);
    else if (overflow || executions.some((row) => row.arn === arn)) void readOn();
  });
  return history;
}
