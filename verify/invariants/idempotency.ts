import { canonicalJson } from '../../lib/units';
import type { Invariant } from '../invariant';
import type { Answer } from '../observed';
import { sagasOf } from '../saga-seen';

export const idempotency: Invariant = {
  name: 'I11 idempotency',
  law: 'The same request is answered with the same saga however often it is sent; another one under its key is refused.',
  check: (observed) =>
    sagasOf(observed).flatMap(({ id, record, answers }) => {
      const accepted = answers.filter(({ kind }) => kind === 'accepted');
      const others = new Set(accepted.map(({ payload }) => canonicalJson(payload)));
      const sagas = new Set(accepted.map(sagaAnswered));
      return [
        ...(others.size > 1 ? [`${others.size} different requests were accepted as saga '${id}'`] : []),
        ...(sagas.size > 1 ? [`one request was answered with ${[...sagas].join(' and ')}`] : []),
        ...(accepted.filter(({ body }) => body.status === 'accepted').length > 1
          ? [`saga '${id}' was accepted more than once; a repetition is 'replayed'`]
          : []),
        ...accepted.flatMap(({ payload }) =>
          record !== undefined && canonicalJson(record.input) !== canonicalJson(payload)
            ? [`saga '${id}' runs with another input than was accepted`]
            : [],
        ),
      ];
    }),
};

const sagaAnswered = ({ body }: Answer): string => [body.sagaId, body.executionArn].filter(Boolean).join(' ');
