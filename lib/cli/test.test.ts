import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
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

const run = (...args: readonly string[]) => runIn(cwd, 'test', ...args);

const ROUTES = (status: number) => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: a, namespace: web}
spec:
  hosts: [a]
  http:
  - match: [{headers: {x: {exact: "1"}}}]
    directResponse: {status: ${status}}
  - route: [{destination: {host: a}}]
`;
const TESTS = `testCases:
- description: everybody else
  wantMatch: true
  request: {authority: [a], uri: [/], method: [GET, POST]}
  route: [{destination: {host: a}}]
- description: one
  request: {source: web/client, url: 'http://a/', headers: {x: 1}}
  expect: {status: 299}
`;

describe('meshwright test', () => {
  test('GIVEN tests that pass THEN each has a line', async () => {
    write({ 'dist/web.yaml': WEB, 'dist/a.yaml': ROUTES(299), 'tests/a.yaml': TESTS });
    expect(await run('tests', '--mesh', 'dist', '--coverage')).toEqual({
      code: 0,
      err: '',
      out: `tests/a.yaml
  ✓ everybody else (2 requests)
  ✓ one

coverage: tests reach 2 of 2 routes (100 %)

2 passed, 2 tests, 3 requests
${JUDGED}`,
    });
  });

  test('GIVEN a test that fails THEN it says the way of the request, and what would have to change', async () => {
    write({ 'dist/web.yaml': WEB, 'dist/a.yaml': ROUTES(298), 'a.yaml': `mesh: dist\n${TESTS}` });
    const { code, out, err } = await run('a.yaml');
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toBe(`a.yaml
  ✓ everybody else (2 requests)
  ✗ one  a.yaml:7

      expected http://a/ from web/client to be answered with 299 by a proxy
      but it is: 298

        http://a/  from web/client (sidecar)
          a is a.web.svc.cluster.local                                                dist/web.yaml:15
          listener 0.0.0.0:80: HTTP, by port http                                     dist/web.yaml:18
          host a: VirtualService web/a                                                dist/a.yaml:5
            http[0].match[0] matches                                                  dist/a.yaml:7
          answered with 298                                                           dist/a.yaml:8
          100 %  298: directResponse

      what would have to change, one of:
        spec.http[0] of VirtualService web/a, which takes the request (dist/a.yaml:7)
        a route of a.web.svc.cluster.local for requests to be answered with 299 by a proxy: there is none

1 failed, 1 passed, 2 tests, 3 requests
${JUDGED}`);
  });

  test('GIVEN a rule that another takes the request of THEN it says what request it takes', async () => {
    const wrong = TESTS.replace('route: [{destination: {host: a}}]', 'directResponse: {status: 299}');
    write({ 'dist/a.yaml': ROUTES(299), 'a.yaml': `mesh: dist\n${wrong}` });
    const { out } = await run('a.yaml');
    expect(out.split('\n').slice(1, 14)).toEqual([
      '  ✗ everybody else (2 requests)  a.yaml:3',
      '',
      '      expected GET http://a/ to be taken by a rule with directResponse {status: 299}',
      '      but its directResponse is: none',
      '',
      '        GET http://a/  from whoever the VirtualService is for',
      '          host a: VirtualService web/a                                                dist/a.yaml:5',
      '            http[0].match[0]: header x is missing, wanted "1"                         dist/a.yaml:7',
      '            http[1] matches                                                           dist/a.yaml:9',
      '',
      '      what would have to change, one of:',
      '        the request, for http[0].match[0] of VirtualService web/a: header x: 1 (dist/a.yaml:7)',
      '        the directResponse of the rule that takes the request (dist/a.yaml:9)',
    ]);
  });

  test('GIVEN overlays THEN they are on top of the mesh for their tests, and their routes count', async () => {
    write({
      'dist/web.yaml': WEB,
      'dist/a.yaml': ROUTES(298),
      'tests/b.yaml': ROUTES(299),
      'tests/a.yaml': `mesh: ../dist\nwith: b.yaml\n${TESTS}`,
    });
    const { code, out } = await run('tests/a.yaml', '--coverage', '--min-coverage', '50');
    expect({ code, coverage: out.split('\n').slice(4, -4) }).toEqual({
      code: 0,
      coverage: [
        'coverage: tests reach 2 of 4 routes (50 %); not',
        '  VirtualService web/a http[0].match[0]  dist/a.yaml:7',
        '  VirtualService web/a http[1]           dist/a.yaml:9',
      ],
    });
    expect(await run('tests/a.yaml', '--min-coverage', '51')).toMatchObject({
      code: 1,
      err: 'tests reach less than 51 % of the routes\n',
    });
  });

  test('GIVEN --format json and --junit THEN programs can read the results', async () => {
    write({ 'dist/web.yaml': WEB, 'dist/a.yaml': ROUTES(298), 'tests/a.yaml': TESTS });
    const { code, out } = await run(
      ...['tests', '--mesh', 'dist', '--coverage', '--format', 'json', '--junit', 'out/results.xml'],
    );
    expect(code).toBe(1);
    const request = (method: string) => ({ request: `${method} http://a/`, passed: true, failures: [] });
    expect(JSON.parse(out)).toEqual({
      summary: { tests: 2, passed: 1, failed: 1, requests: 3 },
      files: [
        {
          file: 'tests/a.yaml',
          tests: [
            { description: 'everybody else', line: 2, passed: true, requests: [request('GET'), request('POST')] },
            {
              description: 'one',
              line: 6,
              passed: false,
              requests: [
                {
                  from: 'web/client',
                  request: 'http://a/',
                  passed: false,
                  outcome: '298',
                  failures: [
                    {
                      kind: 'unmet',
                      expected: 'to be answered with 299 by a proxy',
                      message: expect.stringContaining('but it is: 298'),
                    },
                  ],
                },
              ],
            },
          ],
        },
      ],
      coverage: { routes: 2, reached: 2, missed: [] },
      judgedBy: JUDGED_BY,
    });
    const xml = readFileSync(join(cwd, 'out/results.xml'), 'utf8');
    expect(xml.split('\n').slice(0, 5)).toEqual([
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<testsuites name="meshwright test" tests="2" failures="1" errors="0">',
      '  <testsuite name="tests/a.yaml" tests="2" failures="1" errors="0" file="tests/a.yaml">',
      '    <testcase name="everybody else" classname="tests/a.yaml" file="tests/a.yaml" line="2"/>',
      '    <testcase name="one" classname="tests/a.yaml" file="tests/a.yaml" line="6">',
    ]);
    expect(xml).toContain(
      '<failure message="expected http://a/ from web/client to be answered with 299 by a proxy" type="expectation">tests/a.yaml:6\n',
    );
  });

  test('GIVEN --mutate THEN changes that no test notices are named, each with a request that would tell', async () => {
    write({ 'dist/web.yaml': WEB, 'dist/a.yaml': ROUTES(299), 'a.yaml': `mesh: dist\n${TESTS}` });
    expect((await run('a.yaml', '--mutate', '--min-killed', '100')).out).toContain(
      'mutants: tests notice 3 of 3 changes of the mesh (100 %)\n',
    );
    const some = TESTS.slice(0, TESTS.indexOf('- description: one'));
    write({ 'some.yaml': `mesh: dist\n${some}` });
    const { code, out, err } = await run('some.yaml', '--mutate', '--min-killed', '50');
    expect({ code, err }).toEqual({ code: 1, err: 'tests notice less than 50 % of the changes of the mesh\n' });
    expect(out.split('\n').slice(3, 10)).toEqual([
      'mutants: tests notice 1 of 3 changes of the mesh (33 %); these go unnoticed',
      '  VirtualService web/a spec.http[0].match[0].headers.x.exact: "1" → "1-mutant"  dist/a.yaml:7',
      '      a test of {url: "http://a/", headers: {x: "1"}}',
      '      would tell: directResponse of its rule is {status: 299}, with the change none',
      '  VirtualService web/a spec.http[0].directResponse.status: 299 → 503  dist/a.yaml:8',
      '      a test of {url: "http://a/", headers: {x: "1"}}',
      '      would tell: directResponse of its rule is {status: 299}, with the change {status: 503}',
    ]);
    const { mutation } = JSON.parse((await run('some.yaml', '--mutate', '--format', 'json')).out);
    const [first] = mutation.survived;
    expect({ ...mutation, survived: first }).toEqual({
      mutants: 3,
      killed: 1,
      survived: {
        object: 'VirtualService web/a',
        field: 'spec.http[0].match[0].headers.x.exact',
        from: '1',
        to: '1-mutant',
        file: 'dist/a.yaml',
        line: 7,
        killedBy: {
          request: { url: 'http://a/', headers: { x: '1' } },
          what: 'rule.directResponse',
          before: '{status: 299}',
          after: 'none',
        },
      },
      alike: [],
    });
  });

  test('GIVEN a test that fails THEN the mesh is not changed', async () => {
    write({ 'dist/web.yaml': WEB, 'dist/a.yaml': ROUTES(298), 'a.yaml': `mesh: dist\n${TESTS}` });
    const { code, out, err } = await run('a.yaml', '--mutate');
    expect({ code, err }).toEqual({ code: 1, err: 'the mesh is only changed where every test passes\n' });
    expect(out).not.toContain('mutants');
  });

  test('GIVEN texts that XML cannot hold THEN the file is well-formed all the same', async () => {
    write({ 'dist/web.yaml': WEB, 'a.yaml': TESTS.replace('one', '"<&\\"\\u0001>"') });
    await run('a.yaml', '--mesh', 'dist', '--junit', 'r.xml');
    expect(readFileSync(join(cwd, 'r.xml'), 'utf8')).toContain('name="&lt;&amp;&quot;\ufffd&gt;"');
  });

  test.each([
    [['missing.yaml'], 'missing.yaml: cannot be read: there is no such file or folder\n'],
    [['dist/a.yaml'], 'dist/a.yaml: there are no tests: it is a manifest, so give it with --mesh dist/a.yaml\n'],
    [['dist'], 'dist: there are no tests: give files, or folders of files, with testCases\n'],
    [
      ['tests/wrong.yaml'],
      'tests/wrong.yaml:3: testCases[0].request.method must be a list: write its items with a dash each\n',
    ],
    [
      ['tests/a.yaml'],
      'tests/a.yaml: in which mesh? say --mesh PATH, or mesh in the file: give a path, such as dist: neither meshwright.yaml nor cdk8s.yaml is here\n',
    ],
    [['tests/a.yaml', '--mesh', 'no'], 'no: cannot be read: there is no such file or folder\n'],
    [['tests/a.yaml', '--mesh', 'dist', '--min-coverage', 'x'], '--min-coverage x: give a percentage from 0 to 100\n'],
  ])('GIVEN %j THEN one message says what is wrong, and nothing is run', async (args, message) => {
    write({
      'dist/a.yaml': ROUTES(299),
      'tests/a.yaml': TESTS,
      'tests/wrong.yaml': 'testCases:\n- request:\n    method: {GET: 1}\n    authority: [a]\n  wantMatch: true\n',
    });
    const { code, out, err } = await run(...args, '--junit', 'r.xml');
    expect({ code, out, err }).toEqual({ code: 2, out: '', err: message });
    expect(existsSync(join(cwd, 'r.xml'))).toBe(false);
  });
});
