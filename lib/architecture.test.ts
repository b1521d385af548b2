import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, test } from '@jest/globals';

/**
 * The rooms that each room may import from, beside itself. Dependencies point one way only: a room that two others
 * need stands below both.
 */
const CONSTRUCTS = ['imports', 'core', 'istio', 'kubernetes'];
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  imports: [],
  // Words that both halves share.
  kube: [],
  // Constructs: the library.
  core: [],
  istio: ['imports', 'core'],
  kubernetes: ['imports', 'core', 'istio'],
  observability: CONSTRUCTS,
  flagger: [...CONSTRUCTS, 'observability'],
  chaosblade: CONSTRUCTS,
  argocd: ['imports', 'core'],
  'index.ts': [...CONSTRUCTS, 'observability', 'flagger', 'chaosblade', 'argocd'],
  // What is made of them: the lab.
  charts: [...CONSTRUCTS, 'observability', 'flagger', 'chaosblade', 'argocd'],
  // What reads manifests, wherever they come from, and knows no construct.
  codegen: ['imports', 'model'],
  model: [],
  world: ['imports', 'kube', 'model'],
  schema: ['codegen', 'model'],
  // What Flagger makes of a Canary: below whatever looks at a whole mesh.
  'flagger-objects': ['imports', 'model'],
  report: ['model', 'schema'],
  jest: ['model', 'schema', 'report'],
  plugin: ['model', 'schema', 'report'],
  cli: ['codegen', 'model', 'schema', 'report'],
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
    return path.endsWith('.ts') && !/\.(test|test-d)\.ts$/.test(path) ? [path] : [];
  });
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const specifiers = [...text.matchAll(/(?:from|import|require\()\s*'(\.[^']*)'/g)].map((match) => match[1] ?? '');
  return specifiers.map((specifier) => resolve(dirname(file), specifier));
}

const files = [...sources(join(ROOT, 'lib')), ...sources(join(ROOT, 'imports'))];

describe('dependencies between rooms', () => {
  test('GIVEN every room of lib THEN it is known what it may import', () => {
    const rooms = new Set(files.map(roomOf).filter((room) => room !== 'architecture.test.ts'));
    expect([...rooms].filter((room) => room === undefined || !(room in MAY_IMPORT))).toEqual([]);
  });

  test('GIVEN every import of every file THEN it points the allowed way', () => {
    const wrong = files.flatMap((file) => {
      const from = roomOf(file) ?? '';
      return importsOf(file)
        .filter((target) => {
          const to = roomOf(target);
          return to === undefined || (to !== from && !MAY_IMPORT[from]?.includes(to));
        })
        .map((target) => `${relative(ROOT, file)} imports ${relative(ROOT, target)}`);
    });
    expect(wrong).toEqual([]);
  });
});
