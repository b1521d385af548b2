import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Memory } from '../memory/memory';
import { type Ended, runRemembering, WEB, writeIn } from './fixtures';

let root: string;
let project: string;
let kept: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'meshwright-remembered-'));
  project = join(root, 'project');
  kept = join(root, 'memory');
  mkdirSync(project);
});
afterEach(() => rmSync(root, { recursive: true }));

/** A run of the command, with what earlier ones have found or without. */
async function run(args: readonly string[], { memory = false, cwd = project, tool = 'test' } = {}): Promise<Ended> {
  const { code, out, err } = await runRemembering(memory ? new Memory(kept, () => tool) : undefined, cwd, args);
  // Whoever takes long says what is being done.
  return { code, out, err: err.replace(/^checking .*\n/gm, '') };
}

/** Holds a run with a memory equal to one without. */
async function expectTheSame(args: readonly string[], cwd = project): Promise<void> {
  const without = await run(args, { cwd });
  expect(await run(args, { memory: true, cwd })).toEqual(without);
}

const entries = () => readdirSync(kept).sort();
const contents = () => entries().map((name) => readFileSync(join(kept, name)));

const SERVICE = (name: string, port: number | string) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: web}\nspec: {selector: {app: ${name}}, ports: [{name: http, port: ${port}}]}\n`;
const ROUTE = (host: string) =>
  `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: route, namespace: web}\nspec: {hosts: [${host}], http: [{route: [{destination: {host: ${host}, subset: v1}}]}]}\n`;
const SUBSETS = (host: string, name: string) =>
  `apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: rule, namespace: web}\nspec: {host: ${host}, subsets: [{name: ${name}, labels: {app: ${host}}}]}\n`;
const SLIP =
  'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: slip, namespace: web}\nspec: {hosst: [a], hosts: [a], http: [{route: [{destination: {hoxt: a}}]}]}\n';
const SECRET = (key: string) =>
  `apiVersion: v1\nkind: Secret\nmetadata: {name: secret, namespace: web}\ndata: {${key}: aHVudGVyMg==}\n`;
const DEFINITION = (type: string) => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: toys.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: toys, singular: toy, kind: Toy, listKind: ToyList}
  versions:
    - name: v1
      served: true
      storage: true
      schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: ${type}}}}}}}
`;
const TOY = 'apiVersion: example.com/v1\nkind: Toy\nmetadata: {name: toy, namespace: web}\nspec: {size: 3}\n';

/** Documents that are right, wrong, wrong together with others, and none. */
const DOCUMENTS: readonly string[] = [
  ...[WEB, SERVICE('a', 80), SERVICE('a', 0), SERVICE('b', 8080), SERVICE('b', '"x"')],
  ...[ROUTE('a'), ROUTE('b'), ROUTE('nowhere'), SUBSETS('a', 'v1'), SUBSETS('a', 'v2'), SUBSETS('b', 'v1'), SLIP],
  ...[SECRET('key'), SECRET('"no key"'), DEFINITION('integer'), DEFINITION('string'), TOY, '# nothing\n', 'a: [\n'],
  ...[
    `apiVersion: v1\nkind: List\nitems:\n  - ${JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'N' } })}\n`,
  ],
  'apiVersion: v1\nkind: Namespace\nmetadata: {name: web, annotations: {meshwright.dev/ignore: "*"}}\n',
  'resources: [a.yaml]\npatches: [{path: b.yaml}]\n',
];
const FILES = [
  'a.yaml',
  'b.yaml',
  'kustomization.yaml',
  'c.json',
  'base/a.yaml',
  'base/b.yaml',
  'top/1.yaml',
  'top/2.yaml',
];
const SETTINGS: readonly string[] = [
  '',
  'complete: true\n',
  'namespace: web\n',
  'external: {hosts: [nowhere]}\n',
  'suppress: [{rule: IST0101, reason: because}]\n',
  "worlds: {all: {base: ['base/*'], overlays: ['top/*']}}\n",
  "worlds: {all: {base: ['base/*', a.yaml], overlays: ['top/*'], complete: true}}\n",
  'versions: {kubernetes: "1.31"}\n',
];
const OPTIONS: readonly (readonly string[])[] = [
  ...[[], ['--severity', 'error'], ['--severity', 'warning'], ['--only', 'IST0101'], ['--kubernetes', '1.36']],
];
const PATHS: readonly (readonly string[])[] = [['.'], ['base'], ['base', 'top'], ['a.yaml', 'top'], ['top/1.yaml']];

type Edit = (folder: string) => void;

const document = fc.constantFrom(...DOCUMENTS);
const file = fc.constantFrom(...FILES);
const edit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(file, fc.array(document, { minLength: 1, maxLength: 3 }))
      .map(([name, all]) => writing(name, all.join('---\n'))),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(file, document).map(
      ([name, more]): Edit =>
        (folder) =>
          writing(name, `${textOf(folder, name)}---\n${more}`)(folder),
    ),
  },
  // Lines move.
  {
    weight: 2,
    arbitrary: file.map(
      (name): Edit =>
        (folder) =>
          writing(name, `# a line\n${textOf(folder, name)}`)(folder),
    ),
  },
  {
    weight: 1,
    arbitrary: file.map(
      (name): Edit =>
        (folder) =>
          rmSync(join(folder, name), { force: true }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(file, file).map(
      ([from, to]): Edit =>
        (folder) =>
          writing(to, textOf(folder, from))(folder),
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom(...SETTINGS).map((text) => writing('meshwright.yaml', text)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('integer', 'string').map((type) =>
      writing(
        'imports/example.com.schema.json',
        JSON.stringify({
          group: 'example.com',
          kinds: [{ kind: 'Toy', plural: 'toys', scope: 'Namespaced', versions: [{ name: 'v1', schema: 'Toy' }] }],
          schemas: {
            Toy: { type: 'object', properties: { spec: { type: 'object', properties: { size: { type } } } } },
          },
        }),
      ),
    ),
  },
);

function writing(name: string, text: string): Edit {
  return (folder) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
}

function textOf(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch {
    return '';
  }
}

/** More, and others, with `REMEMBERED_EDITS=1000 REMEMBERED_SEED=2`. */
const { REMEMBERED_EDITS = '6', REMEMBERED_SEED = '1' } = process.env;
const EDITS = { numRuns: Number(REMEMBERED_EDITS), seed: Number(REMEMBERED_SEED) };

describe('checks that remember', () => {
  test('GIVEN edits THEN each check says what one says that remembers nothing', async () => {
    const step = fc.record({ edit, options: fc.constantFrom(...OPTIONS), paths: fc.constantFrom(...PATHS) });
    writeIn(project, { 'base/a.yaml': WEB, 'top/1.yaml': ROUTE('a'), 'a.yaml': SERVICE('b', 80) });
    for (const { edit: change, options, paths } of fc.sample(step, EDITS)) {
      change(project);
      // In one way each time, so that nothing but the edit is new, and in any.
      for (const asked of [['.'], [...paths, ...options]]) {
        const args = ['check', '--format', 'json', ...asked];
        const without = await run(args);
        // The second time all of it is remembered.
        expect([await run(args, { memory: true }), await run(args, { memory: true })]).toEqual([without, without]);
      }
    }
  }, 600_000);

  test('GIVEN the same files THEN settings, schemas and options count', async () => {
    writeIn(project, {
      'base/a.yaml': [WEB, SERVICE('b', 80), ROUTE('nowhere')].join('---\n'),
      'top/1.yaml': [ROUTE('elsewhere'), SUBSETS('a', 'v2')].join('---\n'),
      // It says no namespace.
      'a.yaml': [TOY, SERVICE('a', 80).replace(', namespace: web', '')].join('---\n'),
    });
    const ways = [...SETTINGS.map((text) => ({ text, options: OPTIONS[0] ?? [] }))];
    for (const options of OPTIONS.slice(1)) ways.push({ text: SETTINGS[5] ?? '', options });
    const said = new Set<string>();
    for (const { text, options } of ways) {
      writeIn(project, { 'meshwright.yaml': text });
      const args = ['check', '.', '--format', 'json', ...options];
      await expectTheSame(args);
      said.add((await run(args, { memory: true })).out);
    }
    // Most make a difference.
    expect(said.size).toBeGreaterThan(8);
  });

  test('GIVEN a slip of the pen THEN what was meant is told the first time, and later', async () => {
    writeIn(project, { 'a.yaml': SLIP });
    expect((await run(['check', '.'])).out).toContain('did you mean host?');
    await expectTheSame(['check', '.']);
    await expectTheSame(['check', '.']);
    await expectTheSame(['check', '.', '--severity', 'error']);
  });

  test('GIVEN schemas that are written in another way than `import` does it THEN it is told whose they are', async () => {
    const toys = {
      group: 'example.com',
      kinds: [{ kind: 'Toy', plural: 'toys', scope: 'Namespaced', versions: [{ name: 'v1', schema: 'Toy' }] }],
      schemas: { Toy: { type: 'object', properties: { spec: { type: 'object' } } } },
    };
    writeIn(project, {
      'imports/example.com.schema.json': toys,
      'imports/SOURCES.json': { sources: [{ name: 'Toys', version: '7', modules: ['example.com'] }] },
      'a.yaml': TOY,
    });
    await expectTheSame(['check', 'a.yaml']);
    // Nothing is left to be judged of Toys: their schemas are not read.
    writeIn(project, { 'b.yaml': SERVICE('b', 80) });
    expect((await run(['check', 'a.yaml', 'b.yaml'])).out).toContain('Toys 7');
    await expectTheSame(['check', 'a.yaml', 'b.yaml']);
  });

  test('GIVEN two versions of one project THEN the same is told in any order of objects', async () => {
    const schema = (group: string) => ({
      group,
      kinds: [{ kind: 'Toy', plural: 'toys', scope: 'Namespaced', versions: [{ name: 'v1', schema: 'Toy' }] }],
      schemas: { Toy: { type: 'object', properties: { spec: { type: 'object' } } } },
    });
    const groups = ['one.example.com', 'two.example.com'];
    writeIn(project, {
      'imports/one.example.com.schema.json': schema('one.example.com'),
      'imports/two.example.com.schema.json': schema('two.example.com'),
      'imports/SOURCES.json': {
        sources: groups.map((group, index) => ({ name: 'Toys', version: String(index), modules: [group] })),
      },
      'a.yaml': TOY.replace('example.com', 'one.example.com'),
      'b.yaml': TOY.replace('example.com', 'two.example.com'),
    });
    await expectTheSame(['check', 'a.yaml', 'b.yaml']);
    await expectTheSame(['check', 'b.yaml', 'a.yaml']);
  });

  test('GIVEN nothing has changed THEN nothing is written again', async () => {
    writeIn(project, { 'a.yaml': `${WEB}---\n${ROUTE('nowhere')}` });
    await expectTheSame(['check', '.']);
    const before = contents();
    await expectTheSame(['check', '.']);
    expect(contents()).toEqual(before);
  });

  test('GIVEN what can be read once only THEN it is remembered as files are', () => {
    const input = `${WEB}---\n${SERVICE('a', 0)}`;
    const check = (path: string, env: Readonly<Record<string, string>>) => {
      const [node, command] = [process.execPath, join(__dirname, '../../bin/meshwright.js')];
      const { status, stdout, stderr } = spawnSync('sh', ['-c', `cat | "$@"`, '', node, command, 'check', path], {
        ...{ cwd: project, input, encoding: 'utf8', env: { ...process.env, ...env } },
      });
      return { status, stdout, stderr };
    };
    for (const path of ['-', '/dev/stdin']) {
      const without = check(path, { MESHWRIGHT_NO_CACHE: '1' });
      expect(without.stdout).toContain('5 objects in 1 file: 3 errors');
      const env = { MESHWRIGHT_CACHE_DIR: kept };
      expect([check(path, env), check(path, env)]).toEqual([without, without]);
      expect(entries().length).toBeGreaterThan(0);
    }
  });

  test('GIVEN other folders to run in, moved files, other names of one file THEN each is told by its name', async () => {
    writeIn(project, { 'base/a.yaml': SERVICE('a', 0), 'base/meshwright.yaml': 'complete: true\n' });
    for (const cwd of [project, join(project, 'base'), project]) {
      await expectTheSame(['check', '.'], cwd);
      await expectTheSame(['check', join(project, 'base/a.yaml')], cwd);
    }
    await expectTheSame(['check', 'base/../base/a.yaml']);
  });

  test('GIVEN another program THEN nothing of what this one found counts', async () => {
    writeIn(project, { 'a.yaml': WEB });
    await run(['check', '.'], { memory: true });
    const first = entries();
    await run(['check', '.'], { memory: true, tool: 'another' });
    expect(entries().length).toBe(2 * first.length);
  });

  test('GIVEN --no-cache THEN nothing is read or written', async () => {
    writeIn(project, { 'a.yaml': WEB });
    expect(await run(['check', '.', '--no-cache'], { memory: true })).toEqual(await run(['check', '.']));
    expect(existsSync(kept)).toBe(false);
  });

  test('GIVEN findings with values, and Secrets THEN no text of theirs is in the memory, nor a digest of a Secret', async () => {
    const secret = SECRET('key');
    writeIn(project, { 'a.yaml': `${WEB}---\n${SERVICE('hunter2', 0)}`, 'b.yaml': secret, 'c.yaml': SERVICE('c', 80) });
    await expectTheSame(['check', '.']);
    const all = Buffer.concat(contents());
    for (const text of ['hunter2', 'aHVudGVyMg', 'a.yaml', 'Service', project]) expect(all.includes(text)).toBe(false);
    const digest = (text: string) => createHash('sha256').update(text).digest().subarray(0, 16);
    expect(all.includes(digest(secret))).toBe(false);
    // As those of other texts are.
    expect(all.includes(digest(SERVICE('c', 80)))).toBe(true);
  });

  describe('GIVEN a memory that is', () => {
    const SPOILT: Readonly<Record<string, (path: string) => void>> = {
      empty: (path) => writeFileSync(path, ''),
      'cut short': (path) => writeFileSync(path, readFileSync(path).subarray(0, -1)),
      'changed in a byte': (path) => {
        const bytes = readFileSync(path);
        bytes[bytes.length - 3] = (bytes.at(-3) ?? 0) ^ 1;
        writeFileSync(path, bytes);
      },
      'of something else': (path) => writeFileSync(path, '{"findings": []}'),
      'longer than all that is kept': (path) => truncateSync(path, 2 ** 31),
      'a folder': (path) => {
        rmSync(path);
        mkdirSync(join(path, 'more'), { recursive: true });
      },
      'a link': (path) => {
        renameSync(path, `${path}-other`);
        symlinkSync(`${path}-other`, path);
      },
      'a pipe': (path) => {
        rmSync(path);
        spawnSync('mkfifo', [path]);
      },
    };
    test.each(Object.keys(SPOILT))('%s THEN it is as if there were none', async (how) => {
      writeIn(project, { 'a.yaml': `${WEB}---\n${SERVICE('a', 0)}` });
      await expectTheSame(['check', '.']);
      for (const name of entries()) SPOILT[how]?.(join(kept, name));
      await expectTheSame(['check', '.']);
      await expectTheSame(['check', '.']);
    });

    test('written under the names of others THEN it is as if there were none', async () => {
      writeIn(project, { 'a.yaml': `${WEB}---\n${SERVICE('a', 0)}` });
      await expectTheSame(['check', '.']);
      const [names, all] = [entries(), contents()];
      for (const [index, name] of names.entries()) writeFileSync(join(kept, name), all.at(index - 1) ?? '');
      await expectTheSame(['check', '.']);
    });

    test('in the place of a file THEN it is as if there were none', async () => {
      writeIn(project, { 'a.yaml': WEB });
      writeFileSync(kept, '');
      await expectTheSame(['check', '.']);
      expect(readFileSync(kept, 'utf8')).toBe('');
    });
  });

  test('GIVEN a folder in which none can be made, or several to be made THEN a run ends as it would without', async () => {
    writeIn(project, { 'a.yaml': WEB });
    const without = await run(['check', '.']);
    kept = '/proc/meshwright/memory';
    expect(await run(['check', '.'], { memory: true })).toEqual(without);
    kept = join(root, 'one/two/memory');
    expect(await run(['check', '.'], { memory: true })).toEqual(without);
    expect(entries().length).toBeGreaterThan(0);
  });

  test('GIVEN runs at the same time THEN each says what it says alone', async () => {
    writeIn(project, { 'a.yaml': `${WEB}---\n${SERVICE('a', 0)}`, 'b.yaml': ROUTE('nowhere') });
    const ways = [['.'], ['a.yaml'], ['b.yaml'], ['.'], ['.', '--severity', 'error']];
    const alone = await Promise.all(ways.map((args) => run(['check', ...args])));
    for (let round = 0; round < 2; round++) {
      expect(await Promise.all(ways.map((args) => run(['check', ...args], { memory: true })))).toEqual(alone);
    }
    expect(entries().every((name) => /^[0-9a-f]{32}$/.test(name))).toBe(true);
  });
});
