import { exact, type Fact, get, paths, says, table, texts, to } from './fact';

const query = (name: string, value?: string) => ({
  prefix: '/',
  query_parameters: [{ name, ...(value === undefined ? { present_match: true } : { string_match: { exact: value } }) }],
});

export const pathFacts: readonly Fact[] = [
  {
    id: 'path-normalised',
    question: 'Which forms of a path reach the prefix `/psp`?',
    mesh: { routes: table([says('psp', { prefix: '/psp' }), says('none')]) },
    requests: [
      '/psp',
      '/a/../psp',
      '/a/%2e%2e/psp',
      '/%70sp',
      '//psp',
      '/psp%2Fx',
      '/PSP',
      '/a\\..\\psp',
      '/psp;x=1',
    ].map((path) => get(path)),
    measure: texts,
    expected: ['psp', 'psp', 'psp', 'psp', 'none', 'psp', 'none', 'psp', 'psp'],
  },
  {
    id: 'path-refused',
    question: 'Which paths does Envoy refuse?',
    mesh: { routes: table([says('taken')]) },
    requests: ['/x%00y', '/a%2Fb', '/a%5Cb', '/a//b', '/%zz', '/a#b'].map((path) => get(path)),
    measure: texts,
    expected: [400, 'taken', 'taken', 'taken', 'taken', 400],
  },
  {
    id: 'path-without-slash',
    question: 'And paths that do not begin with a slash?',
    mesh: { routes: table([says('taken')]) },
    requests: ['b', '?q=1', '%2Fb'].map((path) => get(path)),
    measure: texts,
    expected: [400, 400, 400],
  },
  {
    id: 'path-fragment',
    question: 'What becomes of a fragment, as Istio starts Envoy (http_reject_path_with_fragment off)?',
    setup: { runtime: { 'envoy.reloadable_features.http_reject_path_with_fragment': false } },
    mesh: { routes: table([to('a')]) },
    requests: [get('/a#b'), get('/a?c=1#b')],
    measure: paths,
    expected: ['/a', '/a?c=1'],
  },
  {
    id: 'path-matchers',
    question: 'Exact, prefix, path-separated prefix, without case, regular expression: which paths?',
    mesh: {
      routes: table([
        says('sep', { path_separated_prefix: '/sep' }),
        says('case', { path: '/CaSe', case_sensitive: false }),
        says('regex', { safe_regex: { regex: '/re/[a-z]+' } }),
        says('exact', { path: '/ex' }),
        says('prefix', { prefix: '/pre' }),
        says('none'),
      ]),
    },
    requests: [
      '/sep',
      '/sep/a',
      '/sepx',
      '/case',
      '/re/a',
      '/re/a/b',
      '/x/re/a',
      '/re/a?b=1',
      '/ex?a=1',
      '/ex/',
      '/prefix',
    ].map((path) => get(path)),
    measure: texts,
    expected: ['sep', 'sep', 'none', 'case', 'regex', 'none', 'none', 'regex', 'exact', 'none', 'prefix'],
  },
  {
    id: 'query',
    question: 'Query parameters: decoding, the first of two, presence, case?',
    mesh: {
      routes: table([
        says('a b', query('k', 'a b')),
        says('a%20b', query('k', 'a%20b')),
        says('first', query('k', 'first')),
        says('second', query('k', 'second')),
        says('present', query('k')),
        says('none'),
      ]),
    },
    requests: [
      '/?k=a%20b',
      '/?k=a+b',
      '/?k=first&k=second',
      '/?k=second&k=first',
      '/?k',
      '/?k=',
      '/?K=first',
      '/?x=1&k=second',
      '/',
    ].map((path) => get(path)),
    measure: texts,
    expected: ['a%20b', 'present', 'first', 'second', 'present', 'present', 'none', 'second', 'none'],
  },
  {
    id: 'rewrite',
    question:
      'What does `prefix_rewrite: /new` make of a prefix, an exact path and a regular expression, and of the query?',
    mesh: {
      routes: table([
        to('a', { safe_regex: { regex: '/re/[a-z]+' } }, { prefix_rewrite: '/new' }),
        to('a', { path: '/ex' }, { prefix_rewrite: '/new' }),
        to('a', { prefix: '/pf' }, { prefix_rewrite: '/new' }),
        to('a', { prefix: '/' }, { prefix_rewrite: '/v1' }),
      ]),
    },
    requests: ['/re/abc', '/re/abc?z=1', '/ex?z=1', '/pf', '/pf/', '/pf/x', '/pfx?z=1', '/x'].map((path) => get(path)),
    measure: paths,
    expected: ['/new', '/new?z=1', '/new?z=1', '/new', '/new/', '/new/x', '/newx?z=1', '/v1x'],
  },
  {
    id: 'rewrite-regex',
    question: 'Does a rewriting regular expression replace all occurrences, in the query, too?',
    mesh: {
      routes: table([
        to('a', { prefix: '/' }, { regex_rewrite: { pattern: { regex: '/rr/([a-z]+)' }, substitution: '/n/\\1' } }),
      ]),
    },
    requests: [get('/rr/ab/rr/cd?e=/rr/zz')],
    measure: paths,
    expected: ['/n/ab/n/cd?e=/rr/zz'],
  },
  {
    id: 'rewrite-to-nothing',
    question: 'What does a rewriting regular expression make of a path of which nothing is left?',
    mesh: {
      routes: table([to('a', { prefix: '/' }, { regex_rewrite: { pattern: { regex: '/rr' }, substitution: '' } })]),
    },
    requests: [get('/rr'), get('/rr?z=1')],
    measure: paths,
    expected: ['/rr', '/rr?z=1'],
  },
  {
    id: 'rewrite-host',
    question:
      'What of a rewritten host arrives, beside the old one? Of the route’s and a weighted destination’s, which?',
    mesh: {
      routes: table([
        to('a', { prefix: '/one' }, { host_rewrite_literal: 'new.host' }),
        {
          match: { prefix: '/two' },
          route: {
            host_rewrite_literal: 'route.host',
            weighted_clusters: { clusters: [{ name: 'a', weight: 1, host_rewrite_literal: 'destination.host' }] },
          },
        },
      ]),
    },
    requests: [get('/one'), get('/two')],
    measure: (answers) =>
      answers.map(({ arrivals: [arrival] }) => [
        arrival?.host,
        arrival?.headers.find(([name]) => name === 'x-forwarded-host')?.[1] ?? 'none',
      ]),
    expected: [
      ['new.host', 'none'],
      ['route.host', 'none'],
    ],
  },
  {
    id: 'redirect',
    question: 'Redirects: what of path, query and port is kept?',
    mesh: {
      routes: table([
        { match: { prefix: '/path' }, redirect: { path_redirect: '/there' } },
        { match: { prefix: '/query' }, redirect: { path_redirect: '/there?x=1' } },
        { match: { prefix: '/p80' }, redirect: { port_redirect: 80, host_redirect: 'o.com' } },
        { match: { prefix: '/p443' }, redirect: { port_redirect: 443, https_redirect: true } },
        { match: { prefix: '/prefix' }, redirect: { prefix_rewrite: '/new', response_code: 'FOUND' } },
      ]),
    },
    requests: ['/path/a?z=1', '/query?z=1', '/p80/a?b=1', '/p443/a', '/prefix/a?z=1'].map((path) => get(path)),
    measure: (answers) =>
      answers.map(({ status, headers }) => `${status} ${headers.find(([name]) => name === 'location')?.[1]}`),
    expected: [
      '301 http://web/there?z=1',
      '301 http://web/there?x=1',
      '301 http://o.com:80/p80/a?b=1',
      '301 https://web:443/p443/a',
      '302 http://web/new/a?z=1',
    ],
  },
  {
    id: 'method-and-scheme',
    question: 'Are method and scheme matched as headers, with their case?',
    mesh: {
      routes: table([
        says('post', { prefix: '/', headers: [exact(':method', 'POST')] }),
        says('http', { prefix: '/s', headers: [exact(':scheme', 'http')] }),
        says('none'),
      ]),
    },
    requests: [{ ...get('/'), method: 'POST' }, get('/'), get('/s')],
    measure: texts,
    expected: ['post', 'none', 'http'],
  },
];
