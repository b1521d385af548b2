import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ImportOptions, importDefinitions } from './import';
import { ImportError } from './import-error';
import { fetchReason } from './read-sources';

let cwd: string;
/** What the server answers, by path. */
const pages = new Map<string, string>();
let server: Server;
let base: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? '';
    if (path === '/slow') return;
    if (path.startsWith('/moved')) response.writeHead(302, { location: path.slice('/moved'.length) || '/moved' }).end();
    else if (pages.has(path)) response.end(pages.get(path));
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'meshwright-'));
  pages.clear();
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

function crd(kind: string, group = 'example.com', type = 'object'): string {
  const schema = `{ openAPIV3Schema: { type: ${type} } }`;
  return `---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
spec:
  group: ${group}
  scope: Namespaced
  names: { kind: ${kind}, plural: things }
  versions: [{ name: v1, served: true, storage: true, schema: ${schema} }]
`;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  writeFileSync(join(cwd, path), text);
}

/** Imports with a generator that says what it was given. */
function run(specs: readonly string[], options: Partial<ImportOptions> = {}) {
  return importDefinitions({
    specs,
    complete: false,
    cwd,
    outdir: 'imports',
    generateModule: (group, definitions, urls) =>
      `${group}: ${definitions.map(({ kind }) => kind).join(' ')} of ${urls.join(' ')}`,
    ...options,
  });
}

/** The problems of an import that fails. */
async function problemsOf(specs: readonly string[], options: Partial<ImportOptions> = {}): Promise<readonly string[]> {
  try {
    await run(specs, options);
  } catch (error) {
    if (error instanceof ImportError) return error.problems;
    throw error;
  }
  return [];
}

function types(): Record<string, string> {
  const names = readdirSync(join(cwd, 'imports')).filter((name) => name.endsWith('.ts'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(cwd, 'imports', name), 'utf8')]));
}

function sources(): { source: string; version: string | null; sha256: string; modules: string[] }[] {
  return JSON.parse(readFileSync(join(cwd, 'imports/SOURCES.json'), 'utf8')).sources;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

describe('importDefinitions', () => {
  test('merges files of one group, keeps groups and prefixes apart, and records what was read', async () => {
    // GIVEN
    write('b.yaml', crd('Beta'));
    write('a.yaml', crd('Alpha') + crd('Other', 'other.io'));

    // WHEN
    const result = await run(['b.yaml', './a.yaml', 'mine:=a.yaml', 'a.yaml']);

    // THEN
    expect(result.modules).toEqual([
      { name: 'example.com', kinds: ['Alpha', 'Beta'] },
      { name: 'mine-example.com', kinds: ['Alpha'] },
      { name: 'mine-other.io', kinds: ['Other'] },
      { name: 'other.io', kinds: ['Other'] },
    ]);
    expect(types()).toEqual({
      'example.com.ts': 'example.com: Alpha Beta of a.yaml b.yaml',
      'mine-example.com.ts': 'example.com: Alpha of a.yaml',
      'mine-other.io.ts': 'other.io: Other of a.yaml',
      'other.io.ts': 'other.io: Other of a.yaml',
    });
    const alpha = sha256(crd('Alpha') + crd('Other', 'other.io'));
    expect(sources()).toEqual([
      { source: 'a.yaml', version: null, sha256: alpha, modules: ['example.com', 'other.io'] },
      { source: 'b.yaml', version: null, sha256: sha256(crd('Beta')), modules: ['example.com'] },
      { source: 'mine:=a.yaml', version: null, sha256: alpha, modules: ['mine-example.com', 'mine-other.io'] },
    ]);
  });

  test('gives the same bytes for any order of specifications and documents', async () => {
    const kinds = ['A', 'B', 'C', 'D'];
    const results = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(kinds, { minLength: 4 }), async (order) => {
        write(
          'one.yaml',
          order
            .slice(0)
            .map((kind) => crd(kind))
            .join(''),
        );
        write('two.yaml', crd('E'));
        await run(order[0] === 'A' ? ['one.yaml', 'two.yaml'] : ['two.yaml', 'one.yaml']);
        results.add(
          `${types()['example.com.ts']}${readFileSync(join(cwd, 'imports/example.com.schema.json'), 'utf8')}`,
        );
      }),
      { numRuns: 10 },
    );
    expect(results.size).toEqual(1);
  });

  test('takes a kind once that two files define alike, and reports one that they define differently', async () => {
    // GIVEN
    write('a.yaml', crd('Same') + crd('Different'));
    write('b.yaml', crd('Same').replace('type: object', 'description: prose, type: object'));
    write('c.yaml', `${crd('Different', 'example.com', 'string')}`);

    // THEN
    expect((await run(['a.yaml', 'b.yaml'])).modules).toEqual([{ name: 'example.com', kinds: ['Different', 'Same'] }]);
    expect(await problemsOf(['a.yaml', 'c.yaml'], { complete: true })).toEqual([
      'Different of example.com is defined in two ways, in a.yaml (line 10) and in c.yaml (line 2): leave one out, or give one a module of its own with NAME:=',
    ]);
  });

  test('reports the problems of all sources and writes nothing', async () => {
    // GIVEN
    write('a.yaml', crd('A').replace('scope: Namespaced', 'scope: 1'));
    write('b.yaml', crd('B'));

    // THEN
    expect(await problemsOf(['a.yaml', 'b.yaml', 'c.yaml', '.', `${base}/none.yaml`])).toEqual([
      'a.yaml: document 1 (line 4): spec.scope is 1: must be Cluster or Namespaced',
      'c.yaml: cannot be read: there is no such file: check the path, it is relative to the working directory',
      '.: cannot be read: it is a folder: give its files',
      `${base}/none.yaml: the server answers 404 Not Found: check the address and the release in it`,
    ]);
    expect(readdirSync(cwd)).toEqual(['a.yaml', 'b.yaml']);
  });

  test('a complete import removes modules that are no longer made, and no other file', async () => {
    // GIVEN
    write('a.yaml', crd('A', 'a.io'));
    write('b.yaml', crd('B', 'b.io'));
    write('imports/mine.ts', 'mine');
    await run(['a.yaml', 'b.yaml']);

    // WHEN
    const result = await run(['a.yaml'], { complete: true });

    // THEN
    expect([result.written, result.removed]).toEqual([['SOURCES.json'], ['b.io.schema.json', 'b.io.ts']]);
    expect(readdirSync(join(cwd, 'imports'))).toEqual(['SOURCES.json', 'a.io.schema.json', 'a.io.ts', 'mine.ts']);
  });

  test('an import of one source keeps the kinds that other sources give its module', async () => {
    // GIVEN
    write('a.yaml', crd('A'));
    write('b.yaml', crd('B') + crd('O', 'other.io'));
    write('c.yaml', crd('C', 'c.io'));
    await run(['a.yaml', 'b.yaml', 'c.yaml']);
    rmSync(join(cwd, 'c.yaml'));

    // WHEN a file has lost a kind, and gained one in another group
    write('a.yaml', crd('P', 'other.io'));
    await run(['a.yaml']);

    // THEN
    expect(types()).toEqual({
      'c.io.ts': 'c.io: C of c.yaml',
      'example.com.ts': 'example.com: B of b.yaml',
      'other.io.ts': 'other.io: O P of a.yaml b.yaml',
    });
    expect(sources().map(({ source, modules }) => [source, modules])).toEqual([
      ['a.yaml', ['other.io']],
      ['b.yaml', ['example.com', 'other.io']],
      ['c.yaml', ['c.io']],
    ]);
  });

  test('an import of one source fails when another source of its module is gone', async () => {
    // GIVEN
    write('a.yaml', crd('A'));
    write('b.yaml', crd('B'));
    await run(['a.yaml', 'b.yaml']);
    rmSync(join(cwd, 'b.yaml'));

    // THEN
    expect(await problemsOf(['a.yaml'])).toEqual([
      'b.yaml: cannot be read: there is no such file: check the path, it is relative to the working directory (b.yaml is read because SOURCES.json says that example.com is made from it too: to drop it, delete its entry there)',
    ]);
    expect(types()).toEqual({ 'example.com.ts': 'example.com: A B of a.yaml b.yaml' });
  });

  test('a new release beside a recorded one says how to replace it', async () => {
    // GIVEN
    write('v1.yaml', crd('A'));
    write('v2.yaml', crd('A', 'example.com', 'string'));
    await run(['v1.yaml']);

    // THEN
    expect(await problemsOf(['v2.yaml'])).toEqual([
      'A of example.com is defined in two ways, in v1.yaml (line 2) and in v2.yaml (line 2): leave one out, or give one a module of its own with NAME:= (v1.yaml is read because SOURCES.json says that example.com is made from it too: to drop it, delete its entry there)',
    ]);
  });
});

describe('sources from the network', () => {
  test('are fetched through redirects, recorded, and read once', async () => {
    // GIVEN
    pages.set('/v1.2.3/a.yaml', crd('A'));
    const url = `${base}/moved/v1.2.3/a.yaml`;
    const seen: string[] = [];

    // WHEN
    await run([url, `b:=${url}`], { progress: (what, state) => seen.push(`${state} ${what}`) });

    // THEN
    expect(sources()[1]).toEqual({ source: url, version: '1.2.3', sha256: sha256(crd('A')), modules: ['example.com'] });
    expect(seen).toEqual([`begin ${url}`, `end ${url}`]);
  });

  test('must have the recorded sha256', async () => {
    // GIVEN
    pages.set('/a.yaml', crd('A'));
    await run([`${base}/a.yaml`]);
    pages.set('/a.yaml', crd('B'));

    // THEN
    const problem = `${base}/a.yaml: sha256 is ${sha256(crd('B'))}, but SOURCES.json records ${sha256(crd('A'))}: the file has changed upstream or on the way; to accept it, delete the entry of this URL from SOURCES.json and import again`;
    expect(await problemsOf([`${base}/a.yaml`])).toEqual([problem]);
    expect(await problemsOf([`n:=${base}/a.yaml`])).toEqual([problem]);

    // WHEN the change is accepted
    write('imports/SOURCES.json', '{"sources":[]}');
    await run([`${base}/a.yaml`]);

    // THEN
    expect(types()).toEqual({ 'example.com.ts': `example.com: B of ${base}/a.yaml` });
  });

  test('may be copies in a folder, under any name', async () => {
    // GIVEN
    pages.set('/a.yaml', crd('A'));
    await run([`${base}/a.yaml`]);
    pages.clear();
    rmSync(join(cwd, 'imports/example.com.ts'));
    write('copies/deep/some.txt', crd('A'));
    write('copies/b.yaml', crd('B'));

    // THEN
    expect((await run([`${base}/a.yaml`], { from: 'copies' })).written).toEqual(['example.com.ts']);
    write('copies/deep/some.txt', crd('C'));
    expect(await problemsOf([`${base}/a.yaml`, `${base}/b.yaml`], { from: 'copies' })).toEqual([
      `${base}/a.yaml: none of the 2 files in copies has the sha256 ${sha256(crd('A'))} that SOURCES.json records: put a copy of this very file there, under any name`,
      `${base}/b.yaml: SOURCES.json records no sha256 for it, so no file of copies can be told to be it: import once without --from, or import the file by its path`,
    ]);
    expect(await problemsOf([`${base}/a.yaml`], { from: 'none' })).toEqual([
      '--from none: cannot be read: there is no such file: check the path, it is relative to the working directory',
    ]);
  });

  test('that cannot be had are reported with the cause', async () => {
    // GIVEN
    pages.set('/login', '<html>');
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));

    // WHEN
    const problems = [
      ...(await problemsOf([`${base}/slow`], { timeout: 100 })),
      ...(await problemsOf([
        ...[`${base}/moved`, `${base}/login`, `http://127.0.0.1:${port}/`],
        base.replace('http', 'https'),
      ])),
    ];

    // THEN
    const network = 'check the network, or download the file and use --from';
    expect(problems.slice(0, 4)).toEqual([
      `${base}/slow: cannot be fetched: no answer within 0.1 s: ${network}`,
      `${base}/moved: cannot be fetched: redirect count exceeded: ${network}`,
      `${base}/login: is an HTML page, not YAML: it may be the login or error page of a proxy, or a page that shows the file: open the address in a browser`,
      `http://127.0.0.1:${port}/: cannot be fetched: connect ECONNREFUSED 127.0.0.1:${port}: ${network}`,
    ]);
    expect(problems[4]).toMatch(
      /: the connection is not trusted: if a proxy signs it, name its CA in NODE_EXTRA_CA_CERTS$/,
    );
  });

  test('of a host that is not known are told apart', () => {
    // GIVEN
    const cause = Object.assign(new Error('getaddrinfo ENOTFOUND a.test'), { code: 'ENOTFOUND' });

    // THEN
    expect(fetchReason(new TypeError('fetch failed', { cause }), 1)).toEqual(
      'getaddrinfo ENOTFOUND a.test: the host is not known: check the address and the network, or download the file and use --from',
    );
  });
});
