/**
 * What the page and its server say to each other. Types only: nothing of this file is in the page's JavaScript.
 * Long, because it is one contract, which both sides read as a whole.
 *
 * Everything is JSON under `API`. Times are milliseconds since 1970, of the model's clock. A refusal is a status from 400
 * with a `Refusal`. GET reads and changes nothing; POST changes something: it carries `content-type: application/json` and
 * the page's token in the header `x-backstep-token`. The token stands in the page: `<meta name="backstep-token">`.
 *
 *   GET  overview                                     Overview
 *   GET  executions?ExecutionQuery                    ExecutionPage
 *   GET  executions/counts?machine=ARN                ExecutionCounts          of every machine without `machine`
 *   GET  execution?arn=                               ExecutionDetail
 *   GET  execution/history?arn=&from=&limit=          HistoryPage              `from` is an event id, 1 unless told
 *   GET  execution/layout?arn=                        Layout                   of layout.ts: where its states are drawn
 *   GET  execution/logs?arn=                          ExecutionLogs
 *   GET  definition?arn=                              Definition               of a state machine as it is now
 *   GET  sagas?SagaQuery                              SagaPage
 *   GET  saga?stack=&id=                              SagaDetail
 *   GET  saga/events?stack=&id=                       EventLane
 *   GET  tables                                       TableSummary[]
 *   GET  table/items?table=&cursor=&limit=            ItemPage
 *   GET  queues                                       QueueSummary[]
 *   GET  queue/messages?queue=NAME&limit=             QueueMessages
 *   GET  metrics                                      MetricName[]
 *   GET  metric?MetricQuery                           MetricSeries
 *   GET  alarms                                       AlarmSummary[]
 *   GET  breaks                                       Breaks
 *   GET  matrix                                       Matrix
 *   GET  live?execution=ARN&stack=&saga=              server-sent events `update`: LiveUpdate. Open it before what is
 *                                                     watched is read: then nothing falls in between
 *
 *   POST start              StartRequest              Started
 *   POST execution/stop     StopRequest               Done
 *   POST execution/redrive  { arn }                   Done
 *   POST execution/skip     { arn }                   Done                     ends the waits it is in
 *   POST saga/resume        { stack, id }             SagaAnswer
 *   POST saga/redrive       { stack, id }             SagaAnswer
 *   POST saga/cancel        SagaOrder                 SagaAnswer
 *   POST saga/abandon       SagaOrder                 SagaAnswer
 *   POST queue/replay       { queue, messageId? }     Replayed                 every message without `messageId`
 *   POST breaks/add         BreakRequest              Breaks
 *   POST breaks/clear       { id? }                   Breaks                   every one without `id`
 *   POST clock              ClockRequest              ClockState
 *   POST matrix             { style }                 Matrix                   begins a run; poll, or see LiveUpdate
 */

import type { Fence } from '../lib/saga/fence';
import type { LedgerState, SagaRecord } from '../lib/saga/ledger';
import type { SagaStyle } from '../lib/saga/outbox';
import type { Json } from '../lib/units';
import type { HistoryEvent } from '../local/stepfunctions/history/event';
import type { ExecutionStatus } from '../local/stepfunctions/records';

export type { ExecutionStatus, Fence, HistoryEvent, LedgerState, SagaRecord, SagaStyle };

/** What every path begins with. */
export type ApiRoot = '/_backstep/console/';

export interface Refusal {
  readonly message: string;
}
export interface Done {
  readonly done: true;
}

// ---- what is there ------------------------------------------------------------------------------------------------

export interface Overview {
  readonly region: string;
  readonly account: string;
  /** For AWS_ENDPOINT_URL. */
  readonly endpoint: string;
  readonly clock: ClockState;
  readonly stacks: readonly StackSummary[];
  readonly machines: readonly MachineSummary[];
  /** Inputs to start with. */
  readonly samples: readonly Sample[];
  /** What can be told to fail: the functions of the sagas' steps and compensations, buses, and other functions. */
  readonly functions: readonly FunctionSummary[];
  readonly buses: readonly BusSummary[];
}

export interface StackSummary {
  readonly name: string;
  /** Null where the stack has no sagas that are known here. */
  readonly saga: { readonly name: string; readonly style: SagaStyle; readonly steps: readonly StepShape[] } | null;
}
/** A step of the definition, in its order. `compensation` is the name of the function that undoes it. */
export interface StepShape {
  readonly name: string;
  readonly kind: 'compensatable' | 'pivot' | 'retriable';
  readonly compensation: string | null;
}

export interface MachineSummary {
  readonly arn: string;
  readonly name: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly stack: string | null;
  /** `conductor`: an execution is a saga; `recovery`: it finishes one; `other`: it is neither. */
  readonly role: 'conductor' | 'recovery' | 'other';
}

export interface Sample {
  readonly name: string;
  readonly title: string;
  /** Its `orderId`, where it has one, is used up; the page makes another each time. */
  readonly input: Json;
}

export interface FunctionSummary {
  readonly name: string;
  readonly stack: string | null;
  /** The saga's function it is, such as `ProcessPayment`; null where it is none. */
  readonly sagaFunction: string | null;
  /** What a person calls it: the saga's function, or the logical id. */
  readonly label: string;
}
export interface BusSummary {
  readonly name: string;
  readonly label: string;
  readonly stack: string | null;
}

// ---- executions ---------------------------------------------------------------------------------------------------

/** How an execution of a saga ended for the saga. Null: it is not a saga's, or that is not known of it. */
export type SagaOutcome = LedgerState | null;

/** Newest first. A page may be short, or empty, and have a `cursor` all the same: where few match, it looks at so many and stops. */
export interface ExecutionQuery {
  /** ARN. @default every machine */
  readonly machine?: string;
  readonly status?: ExecutionStatus;
  readonly role?: MachineSummary['role'];
  readonly outcome?: LedgerState;
  /** Text that the name contains; a whole name, or how one begins, is found at once wherever it is. */
  readonly search?: string;
  readonly cursor?: string;
  /** @default 50, at most 200 */
  readonly limit?: string;
}

export interface ExecutionRow {
  readonly arn: string;
  readonly name: string;
  readonly machine: string;
  readonly stack: string | null;
  readonly role: MachineSummary['role'];
  readonly status: ExecutionStatus;
  readonly startDate: number;
  readonly stopDate: number | null;
  readonly error: string | null;
  /** Of a saga's execution: the saga's id, which is the order's. */
  readonly sagaId: string | null;
  readonly outcome: SagaOutcome;
  readonly redriveCount: number;
}

export interface ExecutionPage {
  readonly executions: readonly ExecutionRow[];
  readonly cursor: string | null;
  /** How many were looked at for this page. */
  readonly looked: number;
}

export interface ExecutionCounts {
  readonly total: number;
  readonly byStatus: { readonly [status in ExecutionStatus]: number };
}

export interface ExecutionDetail extends ExecutionRow {
  readonly machineArn: string;
  /** JSON text, as it was given. */
  readonly input: string;
  readonly output: string | null;
  readonly cause: string | null;
  /** JSON text: the definition that this execution runs. */
  readonly definition: string;
  /** How many events its history has by now. */
  readonly events: number;
  /** Billed by AWS: states entered. */
  readonly transitions: number;
  readonly redrivable: { readonly can: boolean; readonly reason: string | null };
  /** Other executions of the same saga. */
  readonly siblings: readonly ExecutionRow[];
}

export interface HistoryPage {
  readonly events: readonly HistoryEvent[];
  /** The id of the event that the next page begins with; null on the last. */
  readonly next: number | null;
}

export interface ExecutionLogs {
  readonly lines: readonly LogRow[];
}
export interface LogRow {
  /** The function's physical name, and the saga's function it is. */
  readonly functionName: string;
  readonly sagaFunction: string | null;
  readonly requestId: string;
  readonly time: number;
  readonly text: string;
}

export interface Definition {
  readonly arn: string;
  readonly name: string;
  readonly definition: string;
}

// ---- sagas --------------------------------------------------------------------------------------------------------

/** Latest accepted first. */
export interface SagaQuery {
  readonly stack?: string;
  readonly style?: SagaStyle;
  readonly state?: LedgerState;
  /** Text that the id contains. */
  readonly search?: string;
  readonly cursor?: string;
  /** @default 50, at most 200 */
  readonly limit?: string;
}

export interface SagaRow {
  readonly stack: string;
  readonly id: string;
  readonly saga: string;
  readonly style: SagaStyle;
  readonly state: LedgerState;
  readonly acceptedAt: number;
  /** When its state began. */
  readonly since: number;
  readonly endedAt: number | null;
  readonly recoveries: number;
  readonly failure: SagaRecord['failure'];
  readonly executionArn: string | null;
}

export interface SagaPage {
  readonly sagas: readonly SagaRow[];
  readonly cursor: string | null;
  /** Of all that match but for their state. */
  readonly counts: { readonly [state in LedgerState]: number };
}

export interface SagaDetail {
  readonly stack: string;
  readonly record: SagaRecord;
  readonly steps: readonly StepShape[];
  readonly participants: readonly Participant[];
  readonly executions: readonly ExecutionRow[];
  /** What may be done about it now; where it may not, why. */
  readonly actions: { readonly [action in SagaAction]: Permission };
}
export type SagaAction = 'resume' | 'redrive' | 'cancel' | 'abandon';
export type Permission = { readonly kind: 'allowed' } | { readonly kind: 'refused'; readonly reason: string };

/** One service's table and what it holds of the saga. `fence` is null where there is none yet. */
export interface Participant {
  readonly table: string;
  readonly label: string;
  readonly fences: readonly { readonly step: string; readonly fence: FenceView }[];
}
/** `found` is the fence's answer: its result or its refusal; null of the other two. */
export interface FenceView {
  readonly status: Fence['status'];
  readonly at: number;
  readonly found: Json;
}

/** What is recorded of a saga's events. Publishing and deliveries are known since the model was started. */
export interface EventLane {
  readonly rows: readonly OutboxRow[];
  readonly notices: readonly LaneNotice[];
}
/** An event as it was committed. */
export interface OutboxRow {
  readonly id: string;
  readonly type: string;
  readonly table: string;
  readonly label: string;
  readonly sequence: number;
  readonly createdAt: number;
  /** When the relay marked it as sent. */
  readonly sentAt: number | null;
  /** The event, or the function, that brought it about. */
  readonly causationId: string;
  readonly payload: Json;
}
export type LaneNotice = {
  /** Counts up: the order in which things came about. */
  readonly n: number;
  readonly at: number;
  /** `OutboxRow.id`. */
  readonly eventId: string;
  readonly type: string;
} & (
  | { readonly kind: 'written'; readonly table: string }
  | { readonly kind: 'published'; readonly bus: string; readonly busEventId: string; readonly isDuplicate: boolean }
  | {
      readonly kind: 'delivery';
      readonly busEventId: string;
      readonly rule: string;
      /** The function or queue, and the saga's function it is, if it is one. */
      readonly target: string;
      readonly label: string;
      readonly attempt: number;
      readonly outcome: 'delivered' | 'failed' | 'deadLettered' | 'dropped';
      readonly reason: string | null;
    }
  | { readonly kind: 'consumed'; readonly table: string; readonly functionName: string }
);

// ---- data ---------------------------------------------------------------------------------------------------------

export interface TableSummary {
  readonly name: string;
  readonly label: string;
  readonly stack: string | null;
  readonly keys: readonly string[];
  /** Of a large table, where the count is not exact, there are so many at least. */
  readonly items: number;
  readonly isExact: boolean;
}
export interface ItemPage {
  readonly items: readonly { readonly [attribute: string]: Json }[];
  readonly cursor: string | null;
}

export interface QueueSummary {
  readonly name: string;
  readonly label: string;
  readonly stack: string | null;
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
  /** It takes what something else could not: a queue, a function, a rule. */
  readonly isDeadLetterQueue: boolean;
}
export interface QueueMessages {
  readonly queue: string;
  readonly total: number;
  readonly messages: readonly QueueMessage[];
}
export interface QueueMessage {
  readonly id: string;
  readonly sentAt: number;
  readonly receives: number;
  readonly body: string;
  readonly attributes: { readonly [name: string]: string };
  /** Where a replay would send it, in words; null where that cannot be told. */
  readonly replaysTo: string | null;
}
export interface Replayed {
  readonly replayed: number;
  /** Messages that stay, with the reason. */
  readonly refused: readonly { readonly id: string; readonly reason: string }[];
}

export interface MetricName {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: { readonly [name: string]: string };
}
export interface MetricQuery {
  readonly namespace: string;
  readonly name: string;
  /** JSON text of the dimensions. */
  readonly dimensions: string;
  readonly statistic: 'Sum' | 'Average' | 'Maximum' | 'Minimum' | 'SampleCount' | 'p50' | 'p99';
  /** @default 180 */
  readonly minutes?: string;
}
export interface MetricSeries {
  /** One a minute that has data. */
  readonly points: readonly { readonly at: number; readonly value: number }[];
}

export interface AlarmSummary {
  readonly name: string;
  readonly label: string;
  readonly stack: string | null;
  readonly description: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly reason: string;
  readonly since: number;
}

// ---- breaking it --------------------------------------------------------------------------------------------------

/** `times` null: until cleared. */
export type BreakRequest =
  /** `notApplied`: it fails before it runs. `replyLost`: it runs, then fails. `late`: it fails, and runs later all the same. */
  | {
      readonly kind: 'notApplied' | 'replyLost' | 'late';
      readonly functionName: string;
      readonly error: string;
      readonly message?: string;
      readonly times: number | null;
      /** Of `late`. */
      readonly delayMillis?: number;
    }
  | {
      readonly kind: 'slow';
      readonly functionName: string;
      readonly delayMillis: number;
      readonly times: number | null;
    }
  /** Each call is carried out twice. */
  | { readonly kind: 'duplicate'; readonly functionName: string; readonly times: number | null }
  /** PutEvents fails; what was taken is still delivered. */
  | { readonly kind: 'busStopped'; readonly bus: string };

export interface Breaks {
  readonly active: readonly Break[];
}
/** A banner on the page until it is cleared. */
export interface Break {
  readonly id: string;
  readonly kind: BreakRequest['kind'] | 'other';
  /** A sentence, such as `the next 2 calls of ProcessPayment fail after they ran: Runtime.ExitError`. */
  readonly text: string;
  readonly struck: number;
  /** Whether all its strikes are used up. */
  readonly isOver: boolean;
}

/** `skip` and `hold` are of a virtual clock: it jumps to the next wait, or stands. */
export interface ClockState {
  readonly kind: 'real' | 'virtual';
  readonly mode: 'real' | 'skip' | 'hold';
  readonly now: number;
}
export type ClockRequest =
  | { readonly kind: 'advance'; readonly millis: number }
  | { readonly kind: 'mode'; readonly mode: 'skip' | 'hold' };

/** Every function of the saga with every kind of fault, in a model of its own. */
export interface Matrix {
  readonly state: 'never' | 'running' | 'done' | 'failed' | 'unavailable';
  readonly style: SagaStyle | null;
  readonly planned: number;
  readonly cells: readonly MatrixCell[];
  /** Of `failed` and `unavailable`. */
  readonly reason: string | null;
}
export interface MatrixCell {
  readonly functionName: string;
  readonly fault: string;
  readonly outcome: LedgerState;
  /** Whether money and stock add up, and the saga ended as it says. */
  readonly holds: boolean;
  /** What the tables say: `order COMPLETED, payment CHARGED, stock HELD`. */
  readonly left: string;
  /** What does not hold; empty where all does. */
  readonly surprises: readonly string[];
}

// ---- doing --------------------------------------------------------------------------------------------------------

export type StartRequest =
  /** As a client of the application would: by the function that takes requests. */
  | { readonly kind: 'saga'; readonly stack: string; readonly input: Json }
  | { readonly kind: 'execution'; readonly machine: string; readonly input: Json; readonly name?: string };
export interface Started {
  readonly arn: string | null;
  readonly sagaId: string | null;
  readonly stack: string | null;
  /** `accepted`, or `replayed` where the same request came before. */
  readonly word: string;
}
export interface StopRequest {
  readonly arn: string;
  readonly error?: string;
  readonly cause?: string;
}
export interface SagaOrder {
  readonly stack: string;
  readonly id: string;
  readonly by: string;
  readonly reason: string;
}
/** What was done, in a sentence; a refusal of the domain is an answer of status 409 with a `Refusal`. */
export interface SagaAnswer {
  readonly done: true;
  readonly text: string;
}

// ---- live ---------------------------------------------------------------------------------------------------------

/**
 * What has changed since the last: at most 20 a second. Where more came about than one message holds, `overflow` says that
 * lists have to be read anew.
 */
export interface LiveUpdate {
  /** Another than before: the model was started anew, and the page has to be loaded again. */
  readonly startedAs: string;
  readonly now: number;
  readonly overflow: boolean;
  readonly executions: readonly ExecutionRow[];
  readonly sagas: readonly SagaRow[];
  /** Of the execution that is watched: what came about since the stream was opened. */
  readonly history: readonly HistoryEvent[];
  /** Of the saga that is watched. */
  readonly notices: readonly LaneNotice[];
  readonly alarms: readonly AlarmSummary[];
  /** Null: as they were. */
  readonly breaks: Breaks | null;
  readonly clock: ClockState | null;
  readonly matrix: Matrix | null;
}
