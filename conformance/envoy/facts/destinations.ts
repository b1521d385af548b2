import type { Answer } from '../envoy';
import { type Fact, get, says, table, texts, to } from './fact';

const weighted = (...clusters: readonly (readonly [string, number])[]) => ({
  weighted_clusters: { clusters: clusters.map(([name, weight]) => ({ name, weight })) },
});
const CORS = 'type.googleapis.com/envoy.extensions.filters.http.cors.v3.CorsPolicy';
const cors = (more: object) => ({
  'envoy.filters.http.cors': {
    '@type': CORS,
    allow_origin_string_match: [{ exact: 'https://ok.com' }],
    allow_methods: 'GET',
    ...more,
  },
});
const outcome = ({ status, flags, body }: Answer) => `${status} ${flags.join()} ${body}`.trim();

export const destinationFacts: readonly Fact[] = [
  {
    id: 'weight-zero',
    question: 'Does a weight of 0 ever get a request?',
    mesh: { routes: table([{ match: { prefix: '/' }, route: weighted(['zero', 0], ['one', 1]) }]) },
    requests: Array.from({ length: 200 }, () => get('/')),
    measure: (answers) => [...new Set(answers.map(({ cluster }) => cluster))],
    expected: ['one'],
  },
  {
    id: 'weights',
    question: 'Do weights that sum to 3 share as thirds?',
    mesh: { routes: table([{ match: { prefix: '/' }, route: weighted(['one', 1], ['two', 2]) }]) },
    requests: Array.from({ length: 600 }, () => get('/')),
    measure: (answers) => {
      const share = answers.filter(({ cluster }) => cluster === 'two').length / answers.length;
      return share > 0.6 && share < 0.73 ? 'two thirds' : share;
    },
    expected: 'two thirds',
  },
  {
    id: 'cluster-missing',
    question:
      'A cluster that does not exist, alone and among weighted ones; one without endpoints; one where nobody listens?',
    mesh: {
      routes: table([
        to('absent', { prefix: '/absent' }),
        to('absent', { prefix: '/gateway-api' }, { cluster_not_found_response_code: 'INTERNAL_SERVER_ERROR' }),
        { match: { prefix: '/weighted' }, route: weighted(['absent', 1]) },
        to('empty', { prefix: '/empty' }),
        to('refuses', { prefix: '/refuses' }),
      ]),
      clusters: { absent: 'absent', empty: 'empty', refuses: 'refuses' },
    },
    requests: ['/absent', '/gateway-api', '/weighted', '/empty'].map((path) => get(path)),
    measure: (answers) => answers.map(outcome),
    expected: ['503 NC', '500 NC', '503 NC', '503 UH no healthy upstream'],
  },
  {
    id: 'mirror',
    question: 'What arrives at a mirror, with which Host, and does its answer matter?',
    mesh: {
      routes: table([
        to('main', { prefix: '/default' }, { request_mirror_policies: [{ cluster: 'copy' }] }),
        to(
          'main',
          { prefix: '/istio' },
          { request_mirror_policies: [{ cluster: 'copy', disable_shadow_host_suffix_append: true }] },
        ),
        to(
          'main',
          { prefix: '/never' },
          { request_mirror_policies: [{ cluster: 'copy', runtime_fraction: { default_value: { numerator: 0 } } }] },
        ),
      ]),
    },
    requests: [get('/default/a?b=1'), get('/istio'), get('/never')],
    measure: (answers) =>
      answers.map(({ status, mirrored }) => [
        status,
        ...mirrored.map(({ cluster, host, path }) => `${cluster} ${host} ${path}`),
      ]),
    expected: [[200, 'copy web-shadow /default/a?b=1'], [200, 'copy web /istio'], [200]],
  },
  {
    id: 'cors',
    question: 'CORS: preflights and requests of an allowed and of a foreign origin?',
    mesh: {
      routes: table([
        {
          ...to('app', { prefix: '/ignore' }),
          typed_per_filter_config: cors({ forward_not_matching_preflights: false }),
        },
        { ...to('app', { prefix: '/' }), typed_per_filter_config: cors({}) },
      ]),
    },
    requests: ['/', '/ignore'].flatMap((path) =>
      ['https://ok.com', 'https://no.com'].flatMap((origin) => [
        {
          ...get(path, [
            ['origin', origin],
            ['access-control-request-method', 'GET'],
          ]),
          method: 'OPTIONS',
        },
        get(path, [['origin', origin]]),
      ]),
    ),
    measure: (answers) =>
      answers.map(({ status, arrivals, headers }) => {
        const allowed = headers.find(([name]) => name === 'access-control-allow-origin')?.[1] ?? 'no origin';
        return `${status} ${arrivals.length === 0 ? 'proxy' : 'app'} ${allowed}`;
      }),
    expected: [
      '200 proxy https://ok.com',
      '200 app https://ok.com',
      '200 app no origin',
      '200 app no origin',
      '200 proxy https://ok.com',
      '200 app https://ok.com',
      '200 proxy no origin',
      '200 app no origin',
    ],
  },
  {
    id: 'order',
    question: 'Does the first route that matches win, whatever comes after?',
    mesh: { routes: table([says('first', { prefix: '/a' }), says('second', { path: '/a/b' }), says('third')]) },
    requests: ['/a/b', '/b'].map((path) => get(path)),
    measure: texts,
    expected: ['first', 'third'],
  },
];
