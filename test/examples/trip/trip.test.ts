import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { App } from 'aws-cdk-lib';
import { capacityKey } from '../../../examples/trip/capacity';
import type { TripRequest } from '../../../examples/trip/trip';
import { TripStack } from '../../../examples/trip/trip-stack';
import { dynamoDbLedger } from '../../../lib/aws/dynamodb-ledger';
import { featureFlags } from '../../../lib/order/order-app';
import { sagaId } from '../../../lib/saga/rule';
import type { JsonObject } from '../../../lib/units';
import { type Local, startLocal } from '../../../local/start';

const STACK = 'Trip';
/** The CDK and the functions' packages, on a busy machine. */
const LOADING_MILLIS = 60_000;
let folder: string;
let local: Local;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trip-'));
  const context = { ...featureFlags(), 'aws:cdk:bundling-stacks': [] };
  const app = new App({ outdir: folder, postCliContext: context, analyticsReporting: false });
  new TripStack(app, STACK);
  app.synth();
  local = await startLocal({ template: folder, clock: 'virtual', seed: 1 });
}, LOADING_MILLIS);

afterAll(async () => {
  await local?.stop();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => local.faults.clear());

const output = (key: string): string => local.outputs[STACK]?.[key] ?? '';
const CAPACITY = 5;

function aTrip(tripId: string, changed: Partial<TripRequest> = {}): TripRequest {
  const [hotel, flight, car] = ['hotel', 'flight', 'car'].map((what) => `${what}-${tripId}`);
  if (hotel === undefined || flight === undefined || car === undefined) throw new Error('unreachable');
  return { tripId, traveller: 'ada', hotel, flight, car, travellers: 2, price: 900_00, currency: 'EUR', ...changed };
}

async function offer(table: string, of: string, free: number): Promise<void> {
  const Item = { ...capacityKey(of), of, free, held: 0 };
  await local.clients.documents.send(new PutCommand({ TableName: output(table), Item }));
}

/** Through the door, with places enough unless told otherwise; answers when nothing is left to come. */
async function travel(trip: TripRequest, cars = CAPACITY): Promise<void> {
  await offer('HotelsTableName', trip.hotel, CAPACITY);
  await offer('FlightsTableName', trip.flight, CAPACITY);
  await offer('CarsTableName', trip.car, cars);
  const FunctionName = output('StartTripFunctionName');
  await local.clients.lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(trip) }));
  await local.idle();
}

async function row(table: string, pk: string): Promise<JsonObject | undefined> {
  const items = await local.items(output(table));
  return items.find((item) => item.pk === pk && !String(item.sk).startsWith('fence')) as JsonObject | undefined;
}

async function found({ tripId, hotel, flight, car }: TripRequest) {
  const status = async (table: string, pk: string) => (await row(table, pk))?.status ?? 'none';
  const free = async (table: string, of: string) => (await row(table, `capacity#${of}`))?.free;
  return {
    hotel: [await status('HotelsTableName', `booking#${tripId}.BookHotel`), await free('HotelsTableName', hotel)],
    flight: [await status('FlightsTableName', `booking#${tripId}.BookFlight`), await free('FlightsTableName', flight)],
    car: [await status('CarsTableName', `booking#${tripId}.BookCar`), await free('CarsTableName', car)],
    payment: await status('BankTableName', `payment#${tripId}.PayTrip`),
    saga: (await ledger().find(sagaId(tripId)))?.state,
  };
}

const ledger = () =>
  dynamoDbLedger(local.clients.documents, output('SagasTableName'), { wait: async () => undefined, fraction: () => 0 });

const functionArn = (name: string): string =>
  local.world.resources.find(({ logicalId }) => new RegExp(`${name}Function[0-9A-F]{8}$`).test(logicalId))?.arn ?? '';

const invoking = (name: string) => ({
  service: 'lambda' as const,
  operation: 'Invoke',
  resource: functionArn(name),
});

const BOOKED = {
  hotel: ['HELD', 4],
  flight: ['TICKETED', 3],
  car: ['HELD', 4],
  payment: 'PAID',
  saga: 'COMPLETED',
};
const UNDONE = { hotel: ['CANCELLED', 5], flight: ['CANCELLED', 5], payment: 'none', saga: 'COMPENSATED' };

test('books hotel, flight and car, pays, and issues the tickets', async () => {
  const trip = aTrip('trip-1');

  await travel(trip);

  expect(await found(trip)).toEqual(BOOKED);
  const flight = await row('FlightsTableName', 'booking#trip-1.BookFlight');
  expect(flight?.tickets).toEqual(['flight-trip-1-trip-1-1', 'flight-trip-1-trip-1-2']);
});

test('gives hotel and flight back when there is no car', async () => {
  const trip = aTrip('trip-2');

  await travel(trip, 0);

  expect(await found(trip)).toEqual({ ...UNDONE, car: ['none', 0] });
});

test('gives everything back when the payment is declined', async () => {
  const trip = aTrip('trip-3', { price: 20_000_01 });

  await travel(trip);

  expect(await found(trip)).toEqual({ ...UNDONE, car: ['CANCELLED', 5] });
});

test('pays what costs as much as may be paid', async () => {
  const trip = aTrip('trip-4', { price: 20_000_00 });

  await travel(trip);

  expect(await found(trip)).toEqual(BOOKED);
});

test('goes forward when every reply of the payment is lost', async () => {
  const trip = aTrip('trip-5');
  const error = { name: 'Runtime.ExitError', message: 'exit status 1' };
  local.faults.add({ target: invoking('PayTrip'), kind: 'replyLost', error, times: 4 });

  await travel(trip);

  expect(await found(trip)).toEqual(BOOKED);
});

test('goes back when the payment never arrived, and refuses it when it comes late', async () => {
  const trip = aTrip('trip-6');
  const error = { name: 'Lambda.Unknown', message: '' };
  local.faults.add({ target: invoking('PayTrip'), kind: 'late', error, times: 4, delayMillis: 3_600_000 });

  await travel(trip);

  expect(await found(trip)).toEqual({ ...UNDONE, car: ['CANCELLED', 5] });
});

test('drives the tickets forward for as long as they fail, and undoes nothing', async () => {
  const trip = aTrip('trip-7');
  const error = { name: 'Lambda.Unknown', message: '' };
  local.faults.add({ target: invoking('IssueTickets'), kind: 'notApplied', error, times: 20 });

  await travel(trip);

  expect(await found(trip)).toEqual(BOOKED);
});
