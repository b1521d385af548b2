import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, test } from '@jest/globals';

/**
 * The rooms that each room may import from, beside itself. Dependencies point one way only: a room that two others
 * need stands below both.
 */
const CONSTRUCTS = ['imports', 'kube', 'core', 'istio', 'kubernetes', 'microservice'];
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  imports: [],
  // The words that both halves share.
  kube: [],
  // What ChaosBlade can do: constructs write it, readers judge it.
  'chaosblade-catalogue': ['kube'],
  // What Flagger knows by name: placeholders of queries, providers of metrics.
  'flagger-catalogue': [],
  // What Prometheus reads: constructs write queries, readers judge them.
  promql: [],
  // Files on a disk: what apps write, and the plugin when it is right.
  output: ['kube'],
  // Constructs: the library.
  core: ['kube', 'output'],
  istio: ['imports', 'kube', 'core'],
  kubernetes: ['imports', 'kube', 'core'],
  microservice: ['imports', 'kube', 'core', 'istio', 'kubernetes'],
  'gateway-api': CONSTRUCTS,
  observability: [...CONSTRUCTS, 'promql'],
  flagger: [...CONSTRUCTS, 'observability', 'flagger-catalogue'],
  chaosblade: [...CONSTRUCTS, 'chaosblade-catalogue'],
  argocd: ['imports', 'kube', 'core'],
  'index.ts': [...CONSTRUCTS, 'gateway-api', 'observability', 'flagger', 'chaosblade', 'argocd'],
  // What is made of them: the lab.
  charts: [...CONSTRUCTS, 'observability', 'flagger', 'chaosblade', 'argocd'],
  // What was found before, by digests of all that it depends on.
  memory: ['kube'],
  // What reads manifests, wherever they come from, and knows no construct.
  model: ['kube'],
  codegen: ['imports', 'kube', 'model', 'output'],
  // What a repository says in meshwright.yaml.
  settings: ['kube', 'model'],
  world: ['imports', 'kube', 'model'],
  // What Flagger makes of a Canary: below whatever looks at a whole mesh.
  'flagger-objects': ['imports', 'kube', 'model', 'world'],
  rollout: ['imports', 'kube', 'model', 'flagger-catalogue', 'world', 'flagger-objects'],
  mesh: ['imports', 'kube', 'model', 'world', 'flagger-objects'],
  // A request in, its way and its end out.
  simulation: ['imports', 'kube', 'model', 'world', 'mesh'],
  // What a mesh looks like, and where in it a request goes.
  picture: ['imports', 'kube', 'world', 'mesh', 'simulation'],
  // What is expected of requests, and what no test notices.
  'routing-tests': ['imports', 'kube', 'model', 'conditions', 'world', 'mesh', 'simulation'],
  // What requests meet during a release.
  'release-traffic': [
    ...['imports', 'kube', 'model', 'conditions', 'world', 'flagger-objects', 'rollout', 'mesh', 'simulation'],
    'routing-tests',
  ],
  // What ChaosBlade objects say, and which pods they find.
  experiments: ['imports', 'kube', 'model', 'chaosblade-catalogue', 'world', 'mesh'],
  analysis: [
    ...['imports', 'kube', 'model', 'violation', 'promql', 'chaosblade-catalogue', 'flagger-catalogue', 'conditions'],
    ...['world', 'flagger-objects', 'rollout', 'mesh', 'admission', 'experiments'],
  ],
  // Two worlds in, what changes for traffic out.
  diff: [
    ...['imports', 'kube', 'model', 'conditions', 'world', 'mesh', 'simulation', 'flagger-objects', 'rollout'],
    'analysis',
  ],
  // What experiments do to requests.
  forecast: [
    ...['imports', 'kube', 'model', 'chaosblade-catalogue', 'world', 'mesh', 'simulation', 'experiments', 'analysis'],
  ],
  // What judges say of an object, and how it is put into words.
  violation: ['kube', 'model'],
  cel: ['kube'],
  schema: ['kube', 'violation', 'codegen', 'cel'],
  native: ['kube', 'violation', 'codegen', 'cel', 'schema'],
  // What a condition of a rule of traffic implies: for whoever compares rules.
  conditions: ['kube', 'cel'],
  admission: ['kube', 'model', 'cel', 'violation', 'conditions'],
  check: [
    ...['kube', 'memory', 'model', 'settings', 'violation', 'schema', 'native', 'admission', 'world', 'mesh'],
    'analysis',
  ],
  // Files and folders as worlds.
  inputs: ['kube', 'memory', 'model', 'codegen', 'settings', 'violation', 'check', 'world'],
  report: [
    ...['kube', 'model', 'violation', 'check', 'rollout', 'world', 'simulation', 'mesh', 'routing-tests'],
    ...['release-traffic', 'diff', 'forecast', 'picture'],
  ],
  // What runs in the page of a mesh, in browsers.
  page: ['imports', 'kube', 'world', 'mesh', 'simulation', 'picture', 'report'],
  // What a project has beside its code.
  project: ['output'],
  // Manifests in, code out: above what reads and what writes.
  migrate: [
    ...CONSTRUCTS,
    ...['index', 'flagger', 'chaosblade', 'chaosblade-catalogue', 'model', 'violation', 'check', 'world', 'mesh'],
    ...['inputs', 'diff', 'project'],
  ],
  testing: [
    ...[
      'imports',
      'kube',
      'core',
      'istio',
      'model',
      'violation',
      'settings',
      'check',
      'inputs',
      'world',
      'flagger-objects',
    ],
    ...['rollout', 'mesh', 'simulation', 'routing-tests', 'diff', 'forecast', 'report'],
  ],
  jest: ['testing'],
  plugin: ['kube', 'memory', 'model', 'output', 'settings', 'check', 'report'],
  cli: [
    'imports',
    'kube',
    'memory',
    'model',
    'output',
    'settings',
    'violation',
    'codegen',
    'check',
    'world',
    'inputs',
    'mesh',
    'simulation',
    'routing-tests',
    'rollout',
    'release-traffic',
    'forecast',
    'diff',
    'report',
    'picture',
    'project',
    'migrate',
  ],
};

/** The rooms whose files form no circle, not even by types alone. */
const WITHOUT_CIRCLES = [
  'istio',
  'microservice',
  'chaosblade',
  'flagger',
  'gateway-api',
  'kube',
  'chaosblade-catalogue',
  'flagger-catalogue',
  'promql',
  'output',
  'memory',
  'model',
  'settings',
  'world',
  'flagger-objects',
  'rollout',
  'codegen',
  'violation',
  'cel',
  'schema',
  'native',
  'conditions',
  'admission',
  'mesh',
  'simulation',
  'picture',
  'routing-tests',
  'release-traffic',
  'experiments',
  'analysis',
  'forecast',
  'diff',
  'check',
  'inputs',
  'report',
  'page',
  'project',
  'migrate',
];

/**
 * The folders inside of a room, each of which may import from those before it only; what lies beside them may import
 * from all.
 */
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  diff: ['requests', 'objects', 'traffic'],
  native: ['rules', 'values', 'defaults', 'decoding', 'walk', 'checks', 'warnings', 'definitions', 'tables'],
};

const ROOT = resolve(__dirname, '..');

/** `lib/istio/gateway.ts` → istio; `imports/x.ts` → imports; `lib/index.ts` → index.ts. */
function roomOf(file: string): string | undefined {
  const parts = relative(ROOT, file).split(sep);
  return parts[0] === 'lib' ? parts[1] : parts[0] === 'imports' ? 'imports' : undefined;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return path.endsWith('.ts') && !/(\.(test|test-d)|\/fixtures)\.ts$/.test(path) ? [path] : [];
  });
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const specifiers = [...text.matchAll(/(?:from|import|import\(|require\()\s*'(\.[^']*)'/g)].map(
    (match) => match[1] ?? '',
  );
  return specifiers.map((specifier) => resolve(dirname(file), specifier));
}

const files = [...sources(join(ROOT, 'lib')), ...sources(join(ROOT, 'imports'))];
const imports = new Map(files.map((file) => [file, importsOf(file)]));

/** The first way from a file back to itself, over files of the same room. */
function circleFrom(start: string, room: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const seen = new Set<string>();
  const visit = (file: string, way: readonly string[]): string[] | undefined => {
    for (const next of room.get(file) ?? []) {
      if (next === start) return [...way, next];
      if (seen.has(next)) continue;
      seen.add(next);
      const found = visit(next, [...way, next]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return visit(start, [start]);
}

describe('dependencies between rooms', () => {
  test('GIVEN every room of lib THEN it is known what it may import', () => {
    const rooms = new Set(files.map(roomOf).filter((room) => room !== 'architecture.test.ts'));
    expect([...rooms].filter((room) => room === undefined || !(room in MAY_IMPORT))).toEqual([]);
  });

  test('GIVEN every import of every file THEN it points the allowed way', () => {
    const wrong = [...imports].flatMap(([file, targets]) => {
      const from = roomOf(file) ?? '';
      return targets
        .filter((target) => {
          const to = roomOf(target);
          return to === undefined || (to !== from && !MAY_IMPORT[from]?.includes(to));
        })
        .map((target) => `${relative(ROOT, file)} imports ${relative(ROOT, target)}`);
    });
    expect(wrong).toEqual([]);
  });

  test('GIVEN what rooms may import THEN the rooms form no circle', () => {
    const rooms = new Map(Object.entries(MAY_IMPORT));
    expect([...rooms.keys()].flatMap((room) => circleFrom(room, rooms) ?? [])).toEqual([]);
  });
});

describe('what runs in browsers', () => {
  /** What a file needs when it runs: types are gone by then. */
  const neededBy = (file: string): string[] =>
    [...readFileSync(file, 'utf8').matchAll(/^import (?!type\b)[^;]*?'([^']*)';/gm)].map((match) => match[1] ?? '');

  test('GIVEN the page of a mesh THEN it needs nothing of Node.js, but for signatures, which browsers check too', () => {
    const seen = new Set<string>();
    const found: string[] = [];
    const open = [join(ROOT, 'lib/page/main.ts')];
    for (let file = open.pop(); file !== undefined; file = open.pop()) {
      if (seen.has(file)) continue;
      seen.add(file);
      for (const name of neededBy(file)) {
        if (name.startsWith('node:')) found.push(`${relative(ROOT, file)} needs ${name}`);
        else if (name.startsWith('.')) open.push(`${resolve(dirname(file), name)}.ts`);
      }
    }
    expect(found).toEqual(['lib/simulation/tokens.ts needs node:crypto']);
    expect([...seen].map(roomOf)).toEqual(expect.arrayContaining(['mesh', 'simulation', 'world', 'picture']));
  });
});

describe('dependencies inside of a room', () => {
  test.each(Object.entries(FOLDERS))('GIVEN the folders of %s THEN they point one way', (room, folders) => {
    /** Where a file of the room stands; above all folders if it is in none. */
    const standing = (file: string): number => {
      const [folder = '', rest] = relative(join(ROOT, 'lib', room), file).split(sep);
      if (folders.includes(folder)) return folders.indexOf(folder);
      if (rest !== undefined) throw new Error(`${room}/${folder} is not in the order of folders`);
      return folders.length;
    };
    const wrong = [...imports]
      .filter(([file]) => roomOf(file) === room)
      .flatMap(([file, targets]) =>
        targets
          .filter((target) => roomOf(target) === room && standing(target) > standing(file))
          .map((target) => `${relative(ROOT, file)} imports ${relative(ROOT, target)}`),
      );
    expect(wrong).toEqual([]);
  });

  test.each(WITHOUT_CIRCLES)('GIVEN %s THEN no file leads back to itself', (room) => {
    const inside = new Map(
      [...imports]
        .filter(([file]) => roomOf(file) === room)
        .map(([file, targets]) => [
          file,
          targets
            .flatMap((target) => [`${target}.ts`, join(target, 'index.ts'), target])
            .filter((path) => imports.has(path)),
        ]),
    );
    const circles = [...inside.keys()].flatMap((file) => {
      const circle = circleFrom(file, inside);
      return circle === undefined ? [] : [circle.map((each) => relative(ROOT, each)).join(' → ')];
    });
    expect(circles).toEqual([]);
  });
});
