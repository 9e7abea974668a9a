/** From a request to the service and back, whoever carried it. */
import type { FaultList } from '../faults';
import { AwsError, type Caller, type Service, type ServiceName } from '../service';
import { refuseAwsJson, routeAwsJson } from './aws-json';
import { isLambdaPath, routeLambda } from './lambda-rest';
import { asAwsError, type Route, type WireReply, type WireRequest } from './message';

export type Services = { readonly [Name in ServiceName]?: Service };

export interface Call {
  readonly request: WireRequest;
  readonly caller: Caller;
  readonly requestId: string;
  /** Told when a fault swallows the reply for good. */
  readonly onHang?: () => void;
}

export type Router = (call: Call) => Promise<WireReply>;

export function createRouter(services: Services, faults: FaultList): Router {
  return async ({ request, caller, requestId, onHang }) => {
    let route: Route;
    try {
      route = isLambdaPath(request.path) ? routeLambda(request) : routeAwsJson(request);
    } catch (error) {
      return refuseAwsJson(asAwsError(error), requestId);
    }
    const { service, operation, input } = route;
    try {
      const model = services[service];
      if (model === undefined) {
        throw new AwsError(
          'UnknownOperationException',
          `the local model has no ${service}; ${operation} was not sent anywhere`,
        );
      }
      const output = await faults.around(
        { service, operation, input },
        {
          run: () => model.call(operation, input, caller),
          refuse: ({ name, message }) => {
            throw new AwsError(name, message, name === 'InternalServerError' ? 500 : 400);
          },
          onHang,
        },
      );
      return route.reply(output, requestId);
    } catch (error) {
      return route.refuse(asAwsError(error), requestId);
    }
  };
}
