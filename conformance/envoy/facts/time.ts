import type { Answer } from '../envoy';
import { type Fact, get, table, to } from './fact';

const FAULT = 'type.googleapis.com/envoy.extensions.filters.http.fault.v3.HTTPFault';
const fault = (config: object) => ({
  typed_per_filter_config: { 'envoy.filters.http.fault': { '@type': FAULT, ...config } },
});
const delay = (fixed_delay: string) => ({ delay: { fixed_delay, percentage: { numerator: 100 } } });
const abort = (http_status: number) => ({ abort: { http_status, percentage: { numerator: 100 } } });

/** Istio's default. */
const ISTIO = {
  retry_on: 'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes',
  retriable_status_codes: [503],
  num_retries: 2,
};
/** The seconds that were expected, where an answer took about that long: machines are not always quick. */
const about = ({ duration }: Answer, seconds: number) => {
  const took = duration / 1_000;
  return took > seconds - 0.05 && took < seconds + 0.3 ? seconds : took;
};
const tries = ({ status, arrivals }: Answer) => `${status} after ${arrivals.length}`;
const status = (...statuses: number[]): [string, string] => ['x-backend-status', statuses.join(',')];
const late = (seconds: number): [string, string] => ['x-backend-delay', `${seconds}`];

export const timeFacts: readonly Fact[] = [
  {
    id: 'fault-delay-and-timeout',
    question: 'Does a fault’s delay of 0.8 s count towards the timeout of 0.5 s of its own route?',
    mesh: { routes: table([{ ...to('a', { prefix: '/' }, { timeout: '0.5s' }), ...fault(delay('0.8s')) }]) },
    requests: [get('/'), get('/', [late(0.3)]), get('/', [late(0.7)])],
    measure: (answers) =>
      answers.map(
        (answer, index) => `${answer.status} ${answer.flags.join()} ${about(answer, [0.8, 1.1, 1.3][index] ?? 0)}`,
      ),
    expected: ['200 DI 0.8', '200 DI 1.1', '504 DI,UT 1.3'],
  },
  {
    id: 'fault-delay-and-abort',
    question: 'Delay and abort at once: which, and when?',
    mesh: { routes: table([{ ...to('a'), ...fault({ ...delay('0.3s'), ...abort(418) }) }]) },
    requests: [get('/')],
    measure: (answers) =>
      answers.map((answer) => `${answer.status} ${answer.flags.join()} ${about(answer, 0.3)} ${answer.body}`),
    expected: ['418 DI,FI 0.3 fault filter abort'],
  },
  {
    id: 'fault-abort-retried',
    question: 'Is an abort of the own route retried, and is it sent anywhere?',
    mesh: { routes: table([{ ...to('a', { prefix: '/' }, { retry_policy: ISTIO }), ...fault(abort(503)) }]) },
    requests: [get('/')],
    measure: (answers) => answers.map(tries),
    expected: ['503 after 0'],
  },
  {
    id: 'timeout-zero',
    question: 'Is a timeout of 0 s no limit, and what is the limit without one?',
    mesh: { routes: table([to('a', { prefix: '/zero' }), { match: { prefix: '/none' }, route: { cluster: 'a' } }]) },
    requests: [get('/zero', [late(0.5)]), get('/none')],
    measure: (answers) =>
      answers.map(({ status, arrivals: [arrival] }) => [
        status,
        arrival?.headers.find(([name]) => name === 'x-envoy-expected-rq-timeout-ms')?.[1] ?? 'no limit',
      ]),
    expected: [
      [200, 'no limit'],
      [200, '15000'],
    ],
  },
  {
    id: 'timeout-header',
    question: 'Does a client’s `x-envoy-upstream-rq-timeout-ms` count?',
    mesh: { routes: table([to('a')]) },
    requests: [get('/', [['x-envoy-upstream-rq-timeout-ms', '100'], late(0.4)])],
    measure: (answers) => answers.map(({ status }) => status),
    expected: [200],
  },
  {
    id: 'timeout-header-internal',
    question: 'The same, when the address of the client counts as internal, as Istio has it for addresses of the mesh?',
    setup: {
      connectionManager: {
        use_remote_address: true,
        internal_address_config: { cidr_ranges: [{ address_prefix: '127.0.0.0', prefix_len: 8 }] },
      },
    },
    mesh: { routes: table([to('a')]) },
    requests: [get('/', [['x-envoy-upstream-rq-timeout-ms', '100'], late(0.4)])],
    measure: (answers) => answers.map(({ status }) => status),
    expected: [504],
  },
  {
    id: 'retry-statuses',
    question:
      'Istio’s default retries: after 503, after 500, after 503 once; and what is not retried without a status?',
    mesh: {
      routes: table([
        to('a', { prefix: '/istio' }, { retry_policy: ISTIO }),
        to(
          'a',
          { prefix: '/plain' },
          { retry_policy: { retry_on: 'connect-failure,refused-stream,unavailable,cancelled', num_retries: 2 } },
        ),
      ]),
    },
    requests: [
      get('/istio', [status(503)]),
      get('/istio', [status(500)]),
      get('/istio', [status(503, 200)]),
      get('/plain', [status(503)]),
    ],
    measure: (answers) => answers.map(tries),
    expected: ['503 after 3', '500 after 1', '200 after 2', '503 after 1'],
  },
  {
    id: 'retry-per-try-timeout',
    question: 'Is a try that takes longer than perTryTimeout retried: by Istio’s default, by gateway-error, by 5xx?',
    mesh: {
      routes: table([
        to('a', { prefix: '/istio' }, { retry_policy: { ...ISTIO, per_try_timeout: '0.2s' } }),
        to(
          'a',
          { prefix: '/gateway' },
          { retry_policy: { retry_on: 'gateway-error', num_retries: 2, per_try_timeout: '0.2s' } },
        ),
        to('a', { prefix: '/5xx' }, { retry_policy: { retry_on: '5xx', num_retries: 2, per_try_timeout: '0.2s' } }),
      ]),
    },
    requests: ['/istio', '/gateway', '/5xx'].map((path) => get(path, [late(1)])),
    measure: (answers) => answers.map(tries),
    expected: ['504 after 1', '504 after 3', '504 after 3'],
  },
  {
    id: 'retry-without-per-try-timeout',
    question: 'Is a slow try retried within the timeout of the route when there is no perTryTimeout?',
    mesh: {
      routes: table([
        to('a', { prefix: '/' }, { timeout: '0.5s', retry_policy: { retry_on: '5xx,gateway-error', num_retries: 2 } }),
      ]),
    },
    requests: [get('/', [late(1)])],
    measure: (answers) => answers.map(tries),
    expected: ['504 after 1'],
  },
  {
    id: 'retry-connection',
    question: 'Istio’s default retries: nobody listens; the connection is closed without an answer?',
    mesh: {
      routes: table([
        to('refuses', { prefix: '/refuses' }, { retry_policy: ISTIO }),
        to('closes', { prefix: '/closes' }, { retry_policy: ISTIO }),
      ]),
      clusters: { refuses: 'refuses', closes: 'closes' },
    },
    requests: [get('/refuses'), get('/closes')],
    measure: (answers) => answers.map(({ status, flags, attempts }) => `${status} ${flags.join()} after ${attempts}`),
    expected: ['503 URX,UF after 3', '503 UC after 1'],
  },
  {
    id: 'retry-weighted',
    question: 'Does a retry stay with the weighted destination that was chosen first?',
    mesh: {
      routes: table([
        {
          match: { prefix: '/' },
          route: {
            weighted_clusters: {
              clusters: [
                { name: 'a', weight: 50 },
                { name: 'b', weight: 50 },
              ],
            },
            retry_policy: {
              retry_on: '5xx',
              num_retries: 3,
              retry_back_off: { base_interval: '0.001s', max_interval: '0.002s' },
            },
          },
        },
      ]),
    },
    requests: Array.from({ length: 20 }, () => get('/', [status(503)])),
    measure: (answers) => [
      ...new Set(answers.map(({ arrivals, mirrored }) => `${arrivals.length} there, ${mirrored.length} elsewhere`)),
    ],
    expected: ['4 there, 0 elsewhere'],
  },
];
