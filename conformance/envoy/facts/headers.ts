import { httpFilter } from '../configuration';
import { arrived, ByVersion, exact, type Fact, get, regex, says, table, texts, to } from './fact';

const lines = (...values: string[]) => values.map((value): [string, string] => ['x-m', value]);
const JOINED = table([
  says('a,b', { prefix: '/', headers: [exact('x-m', 'a,b')] }),
  says('b', { prefix: '/', headers: [exact('x-m', 'b')] }),
  says('a', { prefix: '/', headers: [exact('x-m', 'a')] }),
  says('none'),
]);
const INVERTED = table([
  says('not a', {
    prefix: '/',
    headers: [exact('x-m', 'a', { invert_match: true, treat_missing_header_as_empty: true })],
  }),
  says('a'),
]);
const INDIVIDUALLY = 'envoy.reloadable_features.match_headers_individually';

/** Values that a level sets. */
const overwrites = (key: string, value: string) => [
  { header: { key, value }, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD' },
];
const sets = (value: string) => overwrites('x-set', value);
const adds = (value: string) => [{ header: { key: 'x-add', value }, append_action: 'APPEND_IF_EXISTS_OR_ADD' }];

/** A filter as istiod pushes it for an AuthorizationPolicy that denies a value of a header. */
const DENY_A = {
  action: 'DENY',
  policies: {
    deny: {
      permissions: [{ any: true }],
      principals: [{ header: { name: 'x-m', string_match: { exact: 'a' } } }],
    },
  },
};

export const headerFacts: readonly Fact[] = [
  {
    id: 'header-lines-rbac',
    question:
      'An AuthorizationPolicy denies `x-m: a`: a header on two lines, `a` and `b`; one line `a,b`; one line `a`?',
    setup: { filters: [httpFilter('rbac', 'rbac.v3.RBAC', { rules: DENY_A })] },
    mesh: { routes: table([says('allowed')]) },
    requests: [get('/', lines('a', 'b')), get('/', lines('a,b')), get('/', lines('a')), get('/', lines('b'))],
    measure: texts,
    expected: [403, 'allowed', 403, 'allowed'],
  },
  {
    id: 'header-lines',
    question: 'A header on two lines, `a` and `b`: which value is compared? And one line `a,b`, `b,a`?',
    mesh: { routes: JOINED },
    requests: [get('/', lines('a', 'b')), get('/', lines('a,b')), get('/', lines('b,a'))],
    measure: texts,
    expected: new ByVersion({ '1.38.3': ['a,b', 'a,b', 'none'], '1.40.0': ['b', 'a,b', 'none'] }),
  },
  {
    id: 'header-lines-switched',
    question: 'The same with match_headers_individually off, which 1.38 does not know',
    setup: { runtime: { [INDIVIDUALLY]: false } },
    mesh: { routes: JOINED },
    requests: [get('/', lines('a', 'b'))],
    measure: texts,
    expected: ['a,b'],
  },
  {
    id: 'header-lines-inverted',
    question: 'Does `withoutHeaders: exact a` match a header on two lines, `a` and `b`?',
    mesh: { routes: INVERTED },
    requests: [get('/', lines('a', 'b')), get('/', lines('a')), get('/', lines('b'))],
    measure: texts,
    expected: new ByVersion({ '1.38.3': ['not a', 'a', 'not a'], '1.40.0': ['a', 'a', 'not a'] }),
  },
  {
    id: 'header-regex',
    question: 'Is a regular expression matched against the whole value?',
    mesh: { routes: table([says('match', { prefix: '/', headers: [regex('x-m', 'a.c')] }), says('none')]) },
    requests: ['abc', 'xabcx', 'abc,abc'].map((value) => get('/', lines(value))),
    measure: texts,
    expected: ['match', 'none', 'none'],
  },
  {
    id: 'header-cookie',
    question: 'Does `^(.*?;)?(user=jason)(;.*)?$` find the cookie when there is a blank after `;`?',
    mesh: {
      routes: table([
        says('jason', { prefix: '/', headers: [regex('cookie', '^(.*?;)?(user=jason)(;.*)?$')] }),
        says('nobody'),
      ]),
    },
    requests: ['user=jason', 'x=1;user=jason', 'x=1; user=jason', 'user=jason; x=1'].map((value) =>
      get('/', [['cookie', value]]),
    ),
    measure: texts,
    expected: ['jason', 'jason', 'nobody', 'jason'],
  },
  {
    id: 'header-present',
    question: 'Is an empty header present?',
    mesh: {
      routes: table([says('present', { prefix: '/', headers: [{ name: 'x-m', present_match: true }] }), says('none')]),
    },
    requests: [get('/', lines('')), get('/', lines('a')), get('/')],
    measure: texts,
    expected: ['present', 'present', 'none'],
  },
  {
    id: 'header-name-case',
    question: 'Does the case of a header’s name matter, and that of its value?',
    mesh: { routes: table([says('match', { prefix: '/', headers: [exact('x-m', 'a')] }), says('none')]) },
    requests: [get('/', [['X-M', 'a']]), get('/', lines('A'))],
    measure: texts,
    expected: ['match', 'none'],
  },
  {
    id: 'without-header-missing',
    question: 'Missing header and `withoutHeaders`: exact `b`, regex `.*`, presence?',
    mesh: {
      routes: table([
        says('not b', {
          prefix: '/exact',
          headers: [exact('x-m', 'b', { invert_match: true, treat_missing_header_as_empty: true })],
        }),
        says('not .*', {
          prefix: '/regex',
          headers: [regex('x-m', '.*', { invert_match: true, treat_missing_header_as_empty: true })],
        }),
        says('absent', { prefix: '/present', headers: [{ name: 'x-m', present_match: true, invert_match: true }] }),
        says('none'),
      ]),
    },
    requests: ['/exact', '/regex', '/present'].flatMap((path) => [get(path), get(path, lines('b'))]),
    measure: texts,
    expected: ['not b', 'none', 'none', 'none', 'absent', 'none'],
  },
  {
    id: 'header-order',
    question: 'Who sets a request header last: the weighted destination, the route or the virtual host?',
    mesh: {
      routes: {
        virtual_hosts: [
          {
            name: 'all',
            domains: ['*'],
            request_headers_to_add: [...sets('host'), ...adds('host')],
            routes: [
              {
                match: { prefix: '/' },
                request_headers_to_add: [...sets('route'), ...adds('route')],
                route: {
                  weighted_clusters: {
                    clusters: [
                      {
                        name: 'a',
                        weight: 1,
                        request_headers_to_add: [...sets('destination'), ...adds('destination')],
                      },
                    ],
                  },
                },
              },
            ],
          },
        ],
      },
    },
    requests: [
      get('/', [
        ['x-set', 'client'],
        ['x-add', 'client'],
      ]),
    ],
    measure: (answers) => [arrived('x-set')(answers), arrived('x-add')(answers)],
    expected: [[['host']], [['client', 'destination', 'route', 'host']]],
  },
  {
    id: 'header-remove-and-set',
    question: 'One level removes and sets the same header: what is left?',
    mesh: {
      routes: table([{ ...to('a'), request_headers_to_remove: ['x-set'], request_headers_to_add: sets('route') }]),
    },
    requests: [get('/', [['x-set', 'client']])],
    measure: arrived('x-set'),
    expected: [['route']],
  },
  {
    id: 'header-add-before-set',
    question: 'One level adds a value to a header and then, in its list, sets the header: which values are there?',
    mesh: {
      routes: table([{ ...to('a'), request_headers_to_add: [...adds('added'), ...overwrites('x-add', 'set')] }]),
    },
    requests: [get('/', [['x-add', 'client']])],
    measure: arrived('x-add'),
    expected: [['set', 'added']],
  },
  {
    id: 'response-header-order',
    question: 'Who sets a response header last: the weighted destination or the route?',
    mesh: {
      routes: table([
        {
          match: { prefix: '/' },
          response_headers_to_add: sets('route'),
          route: {
            weighted_clusters: { clusters: [{ name: 'a', weight: 1, response_headers_to_add: sets('destination') }] },
          },
        },
      ]),
    },
    requests: [get('/')],
    measure: (answers) => answers.map(({ headers }) => headers.find(([name]) => name === 'x-set')?.[1]),
    expected: ['route'],
  },
];
