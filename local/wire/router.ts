/** From a request to the service and back, whoever carried it. */
import type { JsonObject } from '../../lib/units';
import type { CallSite, FaultList } from '../faults';
import { AwsError, type Caller, type Service, type ServiceName } from '../service';
import { refuseAwsJson, routeAwsJson } from './aws-json';
import { isAwsQuery, routeAwsQuery } from './aws-query';
import { isLambdaPath, routeLambda } from './lambda-rest';
import { asAwsError, type Route, type WireReply, type WireRequest } from './message';

export type Services = { readonly [Name in ServiceName]?: Service };

/** How a call came in. */
export interface Origin {
  readonly caller: Caller;
  /** Told when a fault swallows the reply for good. */
  readonly onHang?: () => void;
}

export interface Call extends Origin {
  readonly request: WireRequest;
  readonly requestId: string;
}

export interface Router {
  /** Whether no fault is set, so that no call can be struck. */
  undisturbed(): boolean;
  /** Whether someone stands before every call, who may do anything to it. */
  watched(): boolean;
  /** Never rejects for what a service refuses: that is a reply. */
  route(call: Call): Promise<WireReply>;
  /** Past the protocols: JSON in, JSON out, and refusals thrown. Answers may share structure with the store. */
  call(service: ServiceName, operation: string, input: JsonObject, origin: Origin): Promise<JsonObject>;
}

/** Told of every call that a service, or a fault in its place, has refused. */
export type RefusalListener = (site: CallSite, error: AwsError) => void;

export function createRouter(services: Services, faults: FaultList, refused?: RefusalListener): Router {
  const router: Router = {
    undisturbed: () => !faults.any,
    watched: () => faults.watched,
    async call(service, operation, input, { caller, onHang }) {
      const model = services[service];
      if (model === undefined) {
        throw new AwsError(
          'UnknownOperationException',
          `the local model has no ${service}; ${operation} was not sent anywhere`,
        );
      }
      const run = () => model.call(operation, input, caller);
      const site = { service, operation, input, caller };
      // Lambda strikes invocations itself, whichever way they come.
      if (service === 'lambda' && operation === 'Invoke') return run();
      return told(faults.around(site, { run, refuse: refuseCall, onHang }), site, refused);
    },
    async route({ request, requestId, ...origin }) {
      let route: Route;
      try {
        route = routeOf(request);
      } catch (error) {
        return refuseAwsJson(asAwsError(error), requestId);
      }
      try {
        return route.reply(await router.call(route.service, route.operation, route.input, origin), requestId);
      } catch (error) {
        return route.refuse(asAwsError(error), requestId);
      }
    },
  };
  return router;
}

/** Only a refusal costs anything. */
function told<T>(work: Promise<T>, site: CallSite, refused: RefusalListener | undefined): Promise<T> {
  if (refused === undefined) return work;
  return work.catch((error: unknown) => {
    if (error instanceof AwsError) refused(site, error);
    throw error;
  });
}

function routeOf(request: WireRequest): Route {
  if (isLambdaPath(request.path)) return routeLambda(request);
  return isAwsQuery(request) ? routeAwsQuery(request) : routeAwsJson(request);
}

function refuseCall({ name, message }: { readonly name: string; readonly message: string }): never {
  throw new AwsError(name, message, name === 'InternalServerError' ? 500 : 400);
}
