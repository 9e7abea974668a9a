import { jsonLog, type LogEnvironment } from '../../../lib/aws/json-log';
import { AT } from './transactions';

function aLog(environment: LogEnvironment = {}) {
  const lines: string[] = [];
  const log = jsonLog(environment, { now: () => AT }, (line) => lines.push(line));
  return { log, lines: () => lines.map((line) => JSON.parse(line)) };
}

describe('the log of a function', () => {
  it('is one line of JSON a message, with the fields of the call', () => {
    const { log, lines } = aLog({ POWERTOOLS_SERVICE_NAME: 'payments' });

    log.info('call answered', { sagaId: 's-1', outcome: 'succeeded' });

    expect(lines()).toEqual([
      {
        level: 'INFO',
        message: 'call answered',
        timestamp: new Date(AT).toISOString(),
        service: 'payments',
        sagaId: 's-1',
        outcome: 'succeeded',
      },
    ]);
  });

  it.each([
    [undefined, ['INFO', 'WARN', 'ERROR']],
    ['debug', ['INFO', 'WARN', 'ERROR']],
    ['WARN', ['WARN', 'ERROR']],
    ['ERROR', ['ERROR']],
    ['SILENT', []],
    ['no level', ['INFO', 'WARN', 'ERROR']],
  ])('at the level %j writes %j', (level, written) => {
    const { log, lines } = aLog({ POWERTOOLS_LOG_LEVEL: level });

    log.info('a', {});
    log.warn('b', {});
    log.error('c', {});

    expect(lines().map((line) => line.level)).toEqual(written);
  });

  it('names the trace of the call under way, which changes from call to call', () => {
    const environment = { _X_AMZN_TRACE_ID: 'Root=1-6a-b;Parent=c;Sampled=0' };
    const { log, lines } = aLog(environment);

    log.info('first', {});
    environment._X_AMZN_TRACE_ID = 'Root=1-6a-d';
    log.info('second', {});

    expect(lines().map((line) => line.xray_trace_id)).toEqual(['1-6a-b', '1-6a-d']);
  });
});
