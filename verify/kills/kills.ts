/**
 * Kills the model under load, at any instant, and looks at what is left: every order that was acknowledged comes to the
 * end it must, whatever was told of an end stays true, nothing is done twice, and money and stock add up.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ARTICLES, STOCKED } from '../../bench/workload';
import { closeBooks, discrepancies, reactionsOf } from '../../demo/books';
import { startOrderApp } from '../../demo/local-app';
import { projectRoot } from '../../lib/constructs/project-root';
import type { Entropy } from '../../local/entropy';
import type { Local } from '../../local/start';

/** After its first acknowledgement a victim lives up to so long; some die while they start, or before they answer. */
const LIFE_MILLIS = 400;
const EARLY_SHARE = 0.15;
const START_MILLIS = 2_500;
/** Longer than any order takes, retries included. */
const REST_MILLIS = 180_000;

export interface Kills {
  readonly kills: number;
  readonly early: number;
  readonly sent: number;
  readonly acknowledged: number;
  readonly ended: number;
  /** What is not as it must be, in sentences. */
  readonly violations: readonly string[];
}

/** What the victims told. */
interface Told {
  readonly sent: Map<string, string>;
  readonly acknowledged: Set<string>;
  readonly ended: Map<string, string>;
}

export async function killUnderLoad(kills: number, chance: Entropy, onKill: (kills: number) => void): Promise<Kills> {
  const folder = mkdtempSync(join(tmpdir(), 'backstep-kills-'));
  const told: Told = { sent: new Map(), acknowledged: new Set(), ended: new Map() };
  let early = 0;
  try {
    for (let life = 0; life < kills; life++) {
      // The first has shelves to stock before it may die.
      if (await liveAndDie(folder, life, life > 0 && chance.fraction() < EARLY_SHARE, chance, told)) early++;
      onKill(life + 1);
    }
    const violations = await leftBehind(folder, told);
    const { sent, acknowledged, ended } = told;
    return { kills, early, sent: sent.size, acknowledged: acknowledged.size, ended: ended.size, violations };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Answers whether it died before it acknowledged anything. */
async function liveAndDie(folder: string, life: number, early: boolean, chance: Entropy, told: Told): Promise<boolean> {
  const victim = spawn(
    process.execPath,
    ['bin/run.js', 'verify/kills/victim.ts', folder, String(life), life === 0 ? 'stock' : 'no'],
    { cwd: projectRoot(), stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let loaded = false;
  const die = (millis: number) => setTimeout(() => victim.kill('SIGKILL'), millis);
  if (early) die(chance.fraction() * START_MILLIS);
  for await (const line of createInterface({ input: victim.stdout })) {
    const [word, id = '', rest = ''] = line.split(' ');
    if (word === 'sent') told.sent.set(id, rest);
    else if (word === 'acknowledged') {
      told.acknowledged.add(id);
      if (!loaded) die(chance.fraction() * LIFE_MILLIS);
      loaded = true;
    } else if (word === 'ended') told.ended.set(id, rest);
  }
  await exited(victim);
  if (victim.signalCode !== 'SIGKILL') throw new Error(`a victim ended by itself, with code ${victim.exitCode}`);
  return !loaded;
}

async function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

/** Opens the folder for the last time, lets everything come to its end, and looks. */
async function leftBehind(data: string, told: Told): Promise<readonly string[]> {
  const { local, stack } = await startOrderApp('dev', { data });
  try {
    await atRest(local, local.outputs[stack]?.StateMachineArn ?? '');
    return await violationsIn(local, stack, told);
  } finally {
    await local.stop();
  }
}

async function atRest(local: Local, stateMachineArn: string): Promise<void> {
  const { stepfunctions } = local.world.services;
  const giveUp = performance.now() + REST_MILLIS;
  for (;;) {
    await local.idle();
    const request = { stateMachineArn, statusFilter: 'RUNNING', maxResults: 1 };
    const { executions } = await stepfunctions.call('ListExecutions', request, { kind: 'client' });
    if (Array.isArray(executions) && executions.length === 0) return;
    if (performance.now() > giveUp) throw new Error(`executions still run after ${REST_MILLIS / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function violationsIn(local: Local, stack: string, told: Told): Promise<readonly string[]> {
  const outputs = local.outputs[stack] ?? {};
  const table = (name: string) => outputs[`${name}TableName`] ?? '';
  const tables = { orders: table('Orders'), payments: table('Payments'), inventory: table('Inventory') };
  const rows = await local.items(tables.orders);
  const orders = new Map(rows.filter(({ sk }) => sk === 'order').map((row) => [String(row.orderId), row.status]));
  const sagas = (await local.items(table('Sagas'))).filter(({ sk }) => sk === 'saga');
  const found: string[] = [];

  for (const id of told.acknowledged) {
    const status = orders.get(id);
    if (status !== told.sent.get(id)) found.push(`${id} was acknowledged and is ${status}, not ${told.sent.get(id)}`);
  }
  for (const [id, status] of orders) {
    if (!told.sent.has(id)) found.push(`${id} is ${status}, and nobody placed it`);
    else if (status !== told.sent.get(id)) found.push(`${id} is ${status}, not ${told.sent.get(id)}`);
  }
  for (const [id, status] of told.ended) {
    const end = status === 'SUCCEEDED' ? 'COMPLETED' : 'CANCELLED';
    if (orders.get(id) !== end) found.push(`${id} was told to have ${status} and is ${orders.get(id)}`);
  }
  for (const { sagaId, state } of sagas) {
    const expected = orders.get(String(sagaId)) === 'COMPLETED' ? 'COMPLETED' : 'COMPENSATED';
    if (state !== expected) found.push(`the ledger says that ${sagaId} is ${state}, not ${expected}`);
  }
  const opening = Object.fromEntries(Array.from({ length: ARTICLES }, (_, n) => [`sku-${n}`, STOCKED]));
  found.push(...discrepancies(await closeBooks(local.clients.documents, tables, opening, 'k-'), new Set()));
  const completed = [...orders.values()].filter((status) => status === 'COMPLETED').length;
  const { mails, sales } = await reactionsOf(
    local.clients.documents,
    { mails: table('Mails'), sales: table('Sales') },
    '',
  );
  const sold = sales.reduce((sum, { quantity }) => sum + quantity, 0);
  if (mails !== completed || sold !== completed) {
    found.push(`${completed} orders are completed, with ${mails} mails and ${sold} articles sold`);
  }
  return found;
}
