/** How many executions have each status: counted once for each machine, and kept up as they move. */
import type { HistoryEvent } from '../../local/stepfunctions/history/event';
import type { ExecutionRecord, ExecutionStatus } from '../../local/stepfunctions/records';
import type { StepFunctions } from '../../local/stepfunctions/step-functions';
import { machineOf } from './execution-rows';

export type Counts = { readonly [status in ExecutionStatus]: number };

export class Tally {
  private readonly byMachine = new Map<string, Record<ExecutionStatus, number>>();

  constructor(private readonly stepfunctions: Pick<StepFunctions, 'executions' | 'subscribe'>) {
    stepfunctions.subscribe((record, events) => this.hear(record, events));
  }

  of(machine: string): Counts {
    const known = this.byMachine.get(machine);
    if (known !== undefined) return known;
    const counted = { ...this.stepfunctions.executions.counts(machine) };
    this.byMachine.set(machine, counted);
    return counted;
  }

  private hear({ type, mapRun, status, stateMachineArn }: ExecutionRecord, events: readonly HistoryEvent[]): void {
    if (type === 'EXPRESS' || mapRun !== undefined) return;
    const machine = machineOf(stateMachineArn);
    const counts = this.byMachine.get(machine);
    if (counts === undefined) return;
    const begins = events[0]?.type;
    // What it was before the redrive is not told.
    if (begins === 'ExecutionRedriven') this.byMachine.delete(machine);
    else if (begins === 'ExecutionStarted') counts[status]++;
    else if (status !== 'RUNNING') {
      counts.RUNNING--;
      counts[status]++;
    }
  }
}
