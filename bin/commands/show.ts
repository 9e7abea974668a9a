/** `backstep show`: all that is known of one saga, and what to do next. */
import { runName } from '../../lib/saga/executions';
import { isCompensatable } from '../../lib/saga/plan';
import { argumentAndOptionsOf, type Command } from '../command';
import { EXIT } from '../exit';
import { type Found, findSaga, LEDGER_OPTIONS, LEDGER_USAGE, ledgersOf } from '../ledgers';
import { type Reported, type Run, reportJson, reportText, type StepNames } from '../saga-report';

export const show: Command = {
  usage: `backstep show SAGA [--stack NAME] [--endpoint URL] [--outputs-file FILE] [--json]

  Tells what is known of a saga: its steps, what was undone, reasons, times, executions, and what to do next.
  SAGA                  its id, or how its id begins
${LEDGER_USAGE}`,
  async run(args) {
    const { argument, values } = argumentAndOptionsOf(args, "a saga's id, or how it begins", LEDGER_OPTIONS);
    const { ledgers, now } = await ledgersOf(values);
    const reported = await reportOf(await findSaga(ledgers, argument));
    process.stdout.write(
      `${values.json ? JSON.stringify(reportJson(reported), null, 2) : reportText(reported, now)}\n`,
    );
    return EXIT.ok;
  },
};

export async function reportOf({ at, record }: Found): Promise<Reported> {
  const first = record.style === 'orchestrated' ? 0 : 1;
  const numbers = Array.from({ length: record.recoveries + 1 - first }, (_, index) => first + index);
  return {
    stack: at.stack,
    record,
    steps: record.saga === at.definition.name ? at.definition.steps.map(namesOf) : undefined,
    runs: await Promise.all(numbers.map((run) => runOf({ at, record }, run))),
  };
}

async function runOf({ at, record }: Found, run: number): Promise<Run> {
  const { sagaId } = record;
  const status = await at.executions.describe(sagaId, run);
  const history = status.kind === 'running' ? await at.executions.history(sagaId, run) : undefined;
  return {
    run,
    name: runName(sagaId, run),
    status,
    at: history?.kind === 'read' ? history.entered : undefined,
  };
}

const namesOf = (step: Found['at']['definition']['steps'][number]): StepNames => ({
  name: step.name,
  compensation: isCompensatable(step) ? step.compensation.name : undefined,
});
