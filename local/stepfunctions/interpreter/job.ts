/**
 * Jobs that a task has begun and awaits. "If a task that is associated with this type of service integration is running
 * and the execution is stopped or the task times out, Step Functions makes a best-effort attempt to cancel": Developer
 * Guide, "Run a Job (.sync)".
 */
import { pending } from './awaited';
import type { Frame, Phase } from './frame';
import type { TaskResource } from './task-resource';
import type { Turn } from './turn';

export function cancelJob(turn: Turn, resource: TaskResource, phase: Phase): void {
  if (phase.kind !== 'task' || phase.stage.kind !== 'submitted' || phase.stage.job === null) return;
  turn.ask({ kind: 'cancel', resource, job: phase.stage.job });
}

/** Every job of an execution that ends from outside. */
export function cancelJobs(turn: Turn, frame: Frame): void {
  if (frame.kind !== 'running') return;
  for (const command of pending(turn.run, frame)) {
    if (command.kind === 'await') turn.ask({ kind: 'cancel', resource: command.resource, job: command.job });
  }
}
