import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { JUDGED, JUDGED_BY, runIn, WEB, writeIn } from './fixtures';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'meshwright-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const write = (files: Readonly<Record<string, string>>) => writeIn(cwd, files);

const request = (...args: readonly string[]) => runIn(cwd, 'request', ...args);

const RULE = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: a, namespace: web}
spec:
  hosts: [a]
  http:
  - match: [{headers: {x: {exact: "1"}}}]
    directResponse: {status: 299}
  - route: [{destination: {host: a}}]
`;

describe('meshwright request', () => {
  test('GIVEN a request THEN each decision is printed with its place, and each end with its share', async () => {
    write({ 'dist/web.yaml': WEB, 'dist/rule.yaml': RULE });
    expect(await request('dist', '--from', 'web/client', '-H', 'x: 2', 'http://a/')).toEqual({
      code: 0,
      err: '',
      out: `http://a/  from web/client (sidecar)
  a is a.web.svc.cluster.local                                                dist/web.yaml:15
  listener 0.0.0.0:80: HTTP, by port http                                     dist/web.yaml:18
  host a: VirtualService web/a                                                dist/rule.yaml:5
    http[0].match[0]: header x is "2", wanted "1"                             dist/rule.yaml:7
    http[1] matches                                                           dist/rule.yaml:9
  100 %  a.web.svc.cluster.local:80: 1 pod of a-1
         a-1 takes mutual TLS and plain text at port 80, by default
         mutual TLS, timeout none, 2 retries by default on connect-failure, refused-stream, unavailable, cancelled, retriable-status-codes
${JUDGED}`,
    });
  });

  test('GIVEN what is not modelled THEN that is said before what comes apart from it', async () => {
    const ambient = WEB.replace(
      'istio-injection: enabled',
      'istio.io/dataplane-mode: ambient, istio.io/use-waypoint: w',
    );
    write({ 'dist/web.yaml': ambient, 'dist/rule.yaml': RULE });
    const gateway = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: w, namespace: web}
spec: {gatewayClassName: istio-waypoint, listeners: [{name: mesh, port: 15008, protocol: HBONE}]}
`;
    write({ 'dist/waypoint.yaml': gateway });
    expect((await request('dist', '--from', 'web/client', 'http://a/')).out).toBe(`http://a/  from web/client (ambient)
  a is a.web.svc.cluster.local                                                dist/web.yaml:15
  waypoint web/w takes requests to Service web/a                              dist/waypoint.yaml:1
  unknown: waypoint web/w follows VirtualService web/a, which is not modelled
  apart from that:
  100 %  a.web.svc.cluster.local:80: 1 pod of a-1
         a-1 takes mutual TLS and plain text at port 80, by default
         mutual TLS, timeout none, no retries
judged by Kubernetes 1.34.0, Istio 1.30.3, Flagger 1.44.0, ChaosBlade 1.8.0, Gateway API 1.5.1
`);
  });

  test('GIVEN --resolve THEN its address is dialled, and the host is still asked for', async () => {
    write({ 'web.yaml': WEB.replace('{selector: {app: a}, ports', '{clusterIP: 10.0.0.9, selector: {app: a}, ports') });
    const resolve = (line: string, url: string) =>
      request('web.yaml', '--from', 'web/client', '--resolve', line, '--format', 'json', url);
    const ended = await resolve('db.example.com:80:10.0.0.9', 'TCP db.example.com:80');
    const [end] = JSON.parse(ended.out).outcomes;
    expect([ended.code, end.destination.host]).toEqual([0, 'a.web.svc.cluster.local']);
    // WHEN it is for another port
    const other = await resolve('db.example.com:81:10.0.0.9', 'TCP db.example.com:80');
    expect(JSON.parse(other.out).outcomes[0].destination.cluster).toBe('PassthroughCluster');
    // WHEN it is for any name, over HTTP: sidecars go by the host that is asked for
    const http = await resolve('*:80:10.0.0.9', 'http://nobody.example.com/');
    const [passed] = JSON.parse(http.out).outcomes;
    expect([passed.request.authority, passed.destination.cluster]).toEqual([
      'nobody.example.com',
      'PassthroughCluster',
    ]);
  });

  test.each(['shop.example.com', 'a:99999:10.0.0.1', 'shop.example.com:443:gateway', 'a:http:10.0.0.1'])(
    'GIVEN --resolve %s THEN it is said how to write it',
    async (line) => {
      write({ 'web.yaml': WEB });
      expect(await request('web.yaml', '--from', 'web/client', '--resolve', line, 'http://a/')).toEqual({
        code: 2,
        out: '',
        err: `--resolve ${line}: write HOST:PORT:ADDRESS, such as shop.example.com:443:10.0.0.7\n`,
      });
    },
  );

  test('GIVEN --format json THEN the answer is an object', async () => {
    write({ 'dist/web.yaml': WEB, 'dist/rule.yaml': RULE });
    const { code, out } = await request(
      'dist',
      '--from',
      'client.web',
      '-H',
      'x: 1',
      '--format',
      'json',
      'POST http://a/b?c',
    );
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      from: 'client.web',
      request: 'POST http://a/b?c',
      certainty: 'exact',
      assumptions: [],
      steps: [
        {
          kind: 'name',
          text: 'a is a.web.svc.cluster.local',
          object: 'Service web/a',
          file: 'dist/web.yaml',
          line: 15,
        },
        {
          kind: 'listener',
          text: 'listener 0.0.0.0:80: HTTP, by port http',
          object: 'Service web/a',
          field: 'spec.ports[0]',
          file: 'dist/web.yaml',
          line: 18,
        },
        {
          kind: 'host',
          text: 'host a: VirtualService web/a',
          object: 'VirtualService web/a',
          field: 'spec.hosts',
          file: 'dist/rule.yaml',
          line: 5,
        },
        {
          kind: 'route',
          text: 'http[0].match[0] matches',
          verdict: 'match',
          object: 'VirtualService web/a',
          field: 'spec.http[0].match[0]',
          file: 'dist/rule.yaml',
          line: 7,
        },
        {
          kind: 'answer',
          text: 'answered with 299',
          object: 'VirtualService web/a',
          field: 'spec.http[0].directResponse',
          file: 'dist/rule.yaml',
          line: 8,
        },
      ],
      outcomes: [
        {
          probability: 1,
          kind: 'answered',
          status: 299,
          why: 'directResponse',
          request: { method: 'POST', scheme: 'http', authority: 'a', path: '/b?c', headers: { x: '1' } },
          route: {
            virtualService: 'web/a',
            rule: 'http[0]',
            match: 'http[0].match[0]',
            object: 'VirtualService web/a',
            field: 'spec.http[0].match[0]',
            file: 'dist/rule.yaml',
            line: 7,
          },
          retries: {
            attempts: 2,
            on: 'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes',
            byDefault: true,
          },
          mirrors: [],
          steps: [],
        },
      ],
      judgedBy: JUDGED_BY,
    });
  });

  test('GIVEN many requests THEN there is an answer to each, in order, also where one is wrong', async () => {
    write({
      'dist/web.yaml': WEB,
      'dist/rule.yaml': RULE,
      'r.json': JSON.stringify([
        { from: 'web/client', request: 'GET http://a/', headers: { x: 1, host: 'b.com' } },
        { from: 'web/nobody', request: 'GET http://a/' },
        { from: 'web/client', request: 'ftp://a/' },
        { from: 'web/client', request: 'http://a/', headers: { x: ['1'] }, tls: 'plaintext', sni: 's' },
      ]),
    });
    const { code, out } = await request('dist', '--requests', 'r.json', '--format', 'json');
    expect(code).toBe(2);
    expect(
      (
        JSON.parse(out) as { error?: string; outcomes?: { status?: number; destination?: { cluster?: string } }[] }[]
      ).map(({ error, outcomes }) => error ?? outcomes?.[0]?.status ?? outcomes?.[0]?.destination?.cluster),
    ).toEqual([
      'PassthroughCluster',
      'no workload web/nobody: there are web/a-1, web/client, and outside',
      '"ftp://a/": ftp is no scheme: write http, https, grpc, grpcs, tcp or tls',
      299,
    ]);
    const text = await request('dist', '--requests', 'r.json');
    expect(text.out).toContain('GET http://a/  from web/nobody\n  no workload web/nobody');
  });

  test.each([
    ['{}', 'r.yaml: give a list of requests, each with from and request'],
    ['- a', 'r.yaml: [0] is no map: give from and request'],
    ['- {from: a}', 'r.yaml: [0] needs from and request'],
    [
      '- {from: a, request: b, x: 1}',
      'r.yaml: [0].x means nothing: write one of from, request, headers, sni, tls, sourceAddress, claims',
    ],
    ['- {from: a, request: b, tls: x}', 'r.yaml: [0].tls is x: write one of plaintext, tls, mtls'],
    ['- {from: a, request: b, headers: [x]}', 'r.yaml: [0].headers must be a map of names to values'],
    ['- {from: a, request: b, headers: {x: {}}}', 'r.yaml: [0].headers.x must be text, or a list of texts'],
    ['- {from: 5, request: b}', 'r.yaml: [0].from must be text'],
    ['[', 'r.yaml:1: '],
  ])('GIVEN requests %s THEN it is said what is wrong', async (text, message) => {
    write({ 'dist/web.yaml': WEB, 'r.yaml': text });
    const { code, out, err } = await request('dist', '--requests', 'r.yaml');
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  test('GIVEN an overlay THEN it is on top', async () => {
    write({ 'dist/web.yaml': WEB, 'dist/scenarios/rule.yaml': RULE });
    const ask = async (...more: readonly string[]) =>
      (await request('dist', '--from', 'web/client', '-H', 'x: 1', ...more, 'http://a/')).out;
    expect(await ask()).toContain('host a: no VirtualService');
    expect(await ask('--overlay', 'dist/scenarios/rule.yaml')).toContain('299: directResponse');
  });

  test('GIVEN --list THEN everyone is named', async () => {
    write({ 'web.yaml': WEB });
    expect((await request('web.yaml', '--list')).out).toBe(
      'workloads, for --from\n  web/a-1  sidecar\n  web/client  sidecar\n  outside\nhosts\n  a.web.svc.cluster.local  80 http\n',
    );
    const { out } = await request('web.yaml', '--list', '--format', 'json');
    expect(Object.keys(JSON.parse(out) as object)).toEqual(['workloads', 'hosts', 'gateways']);
  });

  test('GIVEN no path THEN it is what meshwright.yaml says is applied, else the output of cdk8s.yaml', async () => {
    write({ 'out/web.yaml': WEB, 'cdk8s.yaml': 'output: out\n' });
    expect((await request('--from', 'web/client', 'http://a/')).code).toBe(0);
    write({ 'meshwright.yaml': 'worlds: {lab: {base: [x/*.yaml]}}\n', 'x/web.yaml': WEB, 'x/rule.yaml': RULE });
    expect((await request('--from', 'web/client', '-H', 'x: 1', 'http://a/')).out).toContain('299');
    write({ 'meshwright.yaml': 'worlds: {lab: {base: [x/*.yaml]}, prod: {base: [y/*.yaml]}}\n' });
    expect(await request('--from', 'web/client', 'http://a/')).toMatchObject({
      code: 2,
      err: 'meshwright.yaml has several worlds: say --world with one of lab, prod\n',
    });
    expect((await request('--world', 'lab', '--from', 'web/client', 'http://a/')).code).toBe(0);
    expect((await request('--world', 'prod', '--from', 'web/client', 'http://a/')).err).toContain(
      'no file is in world prod',
    );
    expect((await request('--world', 'x', '--from', 'web/client', 'http://a/')).err).toBe(
      '--world x: there are lab, prod\n',
    );
    expect(await request('x', '--world', 'lab', '--from', 'web/client', 'http://a/')).toMatchObject({
      code: 2,
      err: '--world lab chooses a world of meshwright.yaml, and x is given: leave one of the two out\n',
    });
  });

  test('GIVEN a folder without manifests of its own THEN everything below it is read', async () => {
    write({ 'all/package.json': '{"name": "x"}', 'all/a/web.yaml': WEB, 'all/b/rule.yaml': RULE });
    expect((await request('all', '--from', 'web/client', '-H', 'x: 1', 'http://a/')).out).toContain('299');
  });

  test('GIVEN MeshConfig in meshwright.yaml THEN it counts', async () => {
    write({ 'meshwright.yaml': 'meshConfig: {outboundTrafficPolicy: {mode: REGISTRY_ONLY}}\n', 'web.yaml': WEB });
    expect((await request('web.yaml', '--from', 'web/client', 'http://b.com/')).out).toContain(
      '502: outboundTrafficPolicy REGISTRY_ONLY',
    );
  });

  test('GIVEN what the API server would refuse THEN it is left out, and said', async () => {
    write({ 'web.yaml': `${WEB}---\n${RULE.replace('hosts: [a]', 'hosts: a')}` });
    const { err, out } = await request('web.yaml', '--from', 'web/client', 'http://a/');
    expect(err).toContain('left out, as the API server would refuse it: web.yaml: VirtualService web/a: spec.hosts');
    expect(out).toContain('host a: no VirtualService');
  });

  test.each([
    [
      ['web.yaml', '--from', 'web/client'],
      'say what is asked for, such as http://reviews:9080/: it comes after the paths',
    ],
    [
      ['web.yaml', 'http://a/'],
      'say who asks, such as --from default/client; meshwright request --list names everyone',
    ],
    [['web.yaml', '--from', 'web/clint', 'http://a/'], 'no workload web/clint: did you mean web/client?'],
    [
      ['web.yaml', '--from', 'web/client', 'GET'],
      '"GET" is a method: write the address after it, like GET http://reviews:9080/',
    ],
    [
      ['web.yaml', '--from', 'web/client', '-X', 'POST', 'GET', 'http://a/'],
      "two methods are given, POST and that of 'GET http://a/': leave one of the two out",
    ],
    [['web.yaml', '--from', 'web/client', '-H', 'x', 'http://a/'], '-H "x": write NAME: VALUE'],
    [['web.yaml', '--from', 'web/client', '-X', '', 'http://a/'], '-X is empty: write a method, such as POST'],
    [
      ['web.yaml', '--from', 'web/client', '--sni', '', 'http://a/'],
      '--sni is empty: write a name; without the option it is the host',
    ],
    [
      ['web.yaml', '--from', 'web/client', '--source-address', '999', 'http://a/'],
      'the source address "999" is none: write one such as 10.0.0.7',
    ],
    [
      ['web.yaml', '--from', 'web/client', '--overlay', 'none.yaml', 'http://a/'],
      'none.yaml: cannot be read: there is no such file or folder',
    ],
    [
      ['web.yaml', '--from', 'web/client', '--claims', '[]', 'http://a/'],
      '--claims []: write a JSON object, such as {"sub": "jason"}',
    ],
    [
      ['web.yaml', '--from', 'web/client', 'ftp://a/'],
      '"ftp://a/": ftp is no scheme: write http, https, grpc, grpcs, tcp or tls',
    ],
    [
      ['', '--from', 'web/client', 'http://a/'],
      'a path is empty: give a file, a folder or -, and . for the current folder',
    ],
    [['none', '--from', 'web/client', 'http://a/'], 'none: cannot be read: there is no such file or folder'],
    [['web.yaml', '--requests', 'none.json'], 'none.json: cannot be read: there is no such file or folder'],
    [['empty.yaml', '--from', 'web/client', 'http://a/'], 'empty.yaml: no objects in these files: give manifests'],
    [
      ['--from', 'web/client', 'http://a/'],
      'give a path, such as dist: neither meshwright.yaml nor cdk8s.yaml is here',
    ],
  ])('GIVEN %j THEN it is a wrong call', async (args, message) => {
    write({ 'web.yaml': WEB, 'empty.yaml': '# nothing\n' });
    const { code, out, err } = await request(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toBe(`${message}\n`);
  });
});

test('GIVEN a method and an address as two words THEN they are one request', async () => {
  write({ 'web.yaml': WEB });
  const ask = async (...words: string[]) => (await request('web.yaml', '--from', 'web/client', ...words)).out;
  expect(await ask('POST', 'http://a/')).toBe(await ask('POST http://a/'));
});

test('GIVEN a value with codes of a terminal THEN they are seen, and do nothing', async () => {
  write({ 'web.yaml': WEB });
  const { code, out } = await request('web.yaml', '--from', 'web/client', '-H', 'a: \x1b[2J\u202e', 'http://a/');
  expect(code).toBe(0);
  expect(['\x1b', '\u202e'].filter((code) => out.includes(code))).toEqual([]);
  const { err } = await request('web.yaml', '--from', `\x1b[2J${'x'.repeat(100_000)}`, 'http://a/');
  expect(err).toMatch(/^no workload \\u001b\[2Jxxx/);
  expect(err.length).toBeLessThan(1100);
});

describe('clients', () => {
  test('GIVEN a name of several THEN it is asked which; a Service with one workload stands for it', async () => {
    write({
      'web.yaml': `${WEB}---\napiVersion: v1\nkind: Pod\nmetadata: {name: client, namespace: shop}\nspec: {containers: [{name: c, image: c}]}\n`,
    });
    const ask = async (from: string) => (await request('web.yaml', '--from', from, 'http://a.web/')).err;
    expect(await ask('client')).toBe('client may be shop/client, web/client: say which, as NAMESPACE/NAME\n');
    expect(await ask('client.shop')).toBe('');
    expect(await ask('web/a')).toBe('');
    expect(await ask('a-1')).toBe('');
  });
});
