import { exact, type Fact, get, host, says, table, texts } from './fact';

const HOSTS = {
  ignore_port_in_host_matching: true,
  virtual_hosts: [
    host('exact', ['a.b.com'], [says('exact')]),
    host('suffix', ['*.b.com'], [says('*.b.com')]),
    host('longer suffix', ['*.c.b.com'], [says('*.c.b.com')]),
    host('prefix', ['foo.*'], [says('foo.*')]),
    host('any', ['*'], [says('any')]),
  ],
};

export const hostFacts: readonly Fact[] = [
  {
    id: 'host-port',
    question: 'Which domain does a Host header with a port, in capitals, with an impossible port reach?',
    mesh: { routes: HOSTS },
    requests: ['a.b.com', 'a.b.com:8080', 'A.B.com', 'a.b.com:99999'].map((name) => get('/', [], name)),
    measure: texts,
    expected: ['exact', 'exact', 'exact', 'exact'],
  },
  {
    id: 'host-absolute-form',
    question: 'Which wins, the host of a request target in absolute form or the Host header?',
    mesh: { routes: HOSTS },
    requests: [get('http://a.b.com:80/', [], 'zzz')],
    measure: texts,
    expected: ['exact'],
  },
  {
    id: 'host-trailing-dot',
    question: 'Does `a.b.com.` reach the domain `a.b.com`?',
    mesh: { routes: HOSTS },
    requests: [get('/', [], 'a.b.com.')],
    measure: texts,
    expected: ['any'],
  },
  {
    id: 'host-wildcards',
    question: 'Which wildcard wins?',
    mesh: { routes: HOSTS },
    requests: ['x.b.com', 'x.c.b.com', 'foo.b.com', 'foo.zzz', 'foo.x.c.b.com', 'b.com', 'zzz'].map((name) =>
      get('/', [], name),
    ),
    measure: texts,
    expected: ['*.b.com', '*.c.b.com', '*.b.com', 'foo.*', '*.c.b.com', 'any', 'any'],
  },
  {
    id: 'host-empty',
    question: 'Where does an empty Host header lead?',
    mesh: { routes: HOSTS },
    requests: [get('/', [], '')],
    measure: texts,
    expected: ['any'],
  },
  {
    id: 'host-none',
    question: 'What answers when no domain matches, and when no route of the domain does?',
    mesh: { routes: { virtual_hosts: [host('a', ['a'], [says('a', { prefix: '/a' })])] } },
    requests: [get('/', [], 'b'), get('/b', [], 'a')],
    measure: (answers) => answers.map(({ status, flags, details }) => `${status} ${flags.join()} ${details}`),
    expected: ['404 NR route_not_found', '404 NR route_not_found'],
  },
  {
    id: 'authority-port',
    question: 'Does `authority: {exact: t.com}` match when the Host header has a port?',
    mesh: {
      routes: table([says('match', { prefix: '/', headers: [exact(':authority', 't.com')] }), says('other')], {
        ignore_port_in_host_matching: true,
      }),
    },
    requests: [get('/', [], 't.com'), get('/', [], 't.com:19000')],
    measure: texts,
    expected: ['match', 'other'],
  },
];
