/** The trip as a deployed application: four services that share no table, the saga's machine, and what finishes it. */
import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { SagaLedger } from '../../lib/constructs/saga-ledger';
import { SagaRecovery } from '../../lib/constructs/saga-recovery';
import { SagaStateMachine } from '../../lib/constructs/saga-state-machine';
import { Service } from '../../lib/constructs/service';
import { ServiceFunction } from '../../lib/constructs/service-function';
import { bookTrip } from './book-trip';

const REMOVAL = { tableRemovalPolicy: RemovalPolicy.DESTROY, logRemovalPolicy: RemovalPolicy.DESTROY };
const LAMBDAS = 'examples/trip/lambdas';

export class TripStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, { description: 'Trips booked by a saga across four services.', ...props });
    const hotels = new Service(this, 'Hotels', REMOVAL);
    const flights = new Service(this, 'Flights', REMOVAL);
    const cars = new Service(this, 'Cars', REMOVAL);
    const bank = new Service(this, 'Bank', REMOVAL);
    const functions = {
      BookHotel: hotels.participant(bookTrip, 'BookHotel', `${LAMBDAS}/book-hotel.ts`).function,
      CancelHotel: hotels.participant(bookTrip, 'CancelHotel', `${LAMBDAS}/cancel-hotel.ts`).function,
      BookFlight: flights.participant(bookTrip, 'BookFlight', `${LAMBDAS}/book-flight.ts`).function,
      CancelFlight: flights.participant(bookTrip, 'CancelFlight', `${LAMBDAS}/cancel-flight.ts`).function,
      BookCar: cars.participant(bookTrip, 'BookCar', `${LAMBDAS}/book-car.ts`).function,
      CancelCar: cars.participant(bookTrip, 'CancelCar', `${LAMBDAS}/cancel-car.ts`).function,
      PayTrip: bank.participant(bookTrip, 'PayTrip', `${LAMBDAS}/pay-trip.ts`).function,
      IssueTickets: flights.participant(bookTrip, 'IssueTickets', `${LAMBDAS}/issue-tickets.ts`).function,
    };
    const ledger = new SagaLedger(this, 'Sagas', REMOVAL);
    const { stateMachine } = new SagaStateMachine(this, 'BookTripSaga', {
      definition: bookTrip,
      functions,
      recordSaga: ledger.recorder(this, 'RecordSaga', {
        entry: `${LAMBDAS}/record-saga.ts`,
        timeout: Duration.seconds(10),
      }).function,
    });
    const recovery = new SagaRecovery(this, 'SagaRecovery', {
      definition: bookTrip,
      functions,
      ledger,
      conductor: stateMachine,
      entries: { recordEnding: `${LAMBDAS}/record-ending.ts`, sweepSagas: `${LAMBDAS}/sweep-sagas.ts` },
    });
    const door = new ServiceFunction(this, 'StartTrip', {
      entry: `${LAMBDAS}/start-trip.ts`,
      service: 'trips',
      timeout: Duration.seconds(10),
      environment: { SAGAS_TABLE_NAME: ledger.tableName, STATE_MACHINE_ARN: stateMachine.stateMachineArn },
    });
    ledger.grantAccept(door);
    stateMachine.grantStartExecution(door);

    const outputs = {
      StateMachineArn: stateMachine.stateMachineArn,
      RecoveryStateMachineArn: recovery.stateMachine.stateMachineArn,
      StartTripFunctionName: door.function.functionName,
      SagasTableName: ledger.tableName,
      HotelsTableName: hotels.table.tableName,
      FlightsTableName: flights.table.tableName,
      CarsTableName: cars.table.tableName,
      BankTableName: bank.table.tableName,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
