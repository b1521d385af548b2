import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { loadSchemas } from '../check/installed-schemas';
import { Mesh } from '../mesh/mesh';
import type { Finding } from '../model/finding';
import { readManifests } from '../model/read-manifests';
import { type JudgedManifest, World } from '../world/world';
import { analyse } from './analyse';
import { rulesFor } from './rule-sets';
import { ANALYSIS_RULES } from './rules';
import { SteadyState } from './steady-state';

const dist = join(__dirname, '../../dist');
const judge = loadSchemas({ cwd: join(__dirname, '../..') });

function judged(name: string, text: string): readonly JudgedManifest[] {
  return readManifests(name, text).manifests.map((each) => judge.judge(each));
}

function filesIn(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.yaml')).sort();
}

/** Every so manieth, so that all parts are there. */
function some<T>(all: readonly T[], count: number): readonly T[] {
  return all.filter((_, index) => index % Math.ceil(all.length / count) === 0);
}

const base = filesIn(dist)
  .filter((name) => !name.startsWith('scenarios/'))
  .flatMap((name) => judged(name, readFileSync(join(dist, name), 'utf8')));
type Overlay = readonly [name: string, judged: () => readonly JudgedManifest[]];
const scenarios = filesIn(join(dist, 'scenarios')).map(
  (name): Overlay => [name, () => judged(name, readFileSync(join(dist, 'scenarios', name), 'utf8'))],
);
const examples = ANALYSIS_RULES.flatMap(({ id, docs }): readonly Overlay[] => [
  [`wrong ${id}`, () => judged('overlay.yaml', docs.wrong)],
  [`right ${id}`, () => judged('overlay.yaml', docs.right)],
]);
/** Objects of the base once more, in another file and without what is said of them. */
const emptied = base.map(({ manifest, ...rest }): Overlay => {
  const { apiVersion, kind, metadata } = manifest.object;
  const object = { apiVersion, kind, metadata };
  return [
    `emptied ${kind}`,
    () => [
      { ...rest, sound: rest.sound && kind === 'ConfigMap', manifest: { ...manifest, object, file: 'overlay.yaml' } },
    ],
  ];
});

const world = World.of(base);
const state = SteadyState.of(Mesh.of(world), rulesFor, true);
const alone = analyse(Mesh.of(world), rulesFor(world));
const known = new Set(alone.findings.map((finding) => JSON.stringify(finding)));
const added = (findings: readonly Finding[]) =>
  findings.map((finding) => JSON.stringify(finding)).filter((finding) => !known.has(finding));

test('GIVEN rules that are observed THEN they say of the state alone what they say anyway', () => {
  expect(state.analysis.findings).toEqual(alone.findings);
  expect(state.analysis.failures).toEqual([]);
});

test.each([...some(scenarios, 12), ...some(examples, 16), ...some(emptied, 8)])(
  'GIVEN %s on top THEN what it adds is what a world made anew adds',
  (_, make) => {
    const overlay = make();
    const above = world.with(overlay);
    expect(added(state.with(overlay).findings)).toEqual(added(analyse(Mesh.of(above), rulesFor(above)).findings));
  },
);

test('GIVEN an overlay of one kind THEN most rules are not asked again', () => {
  const asked = new Set<string>();
  const counted = (of: World) =>
    rulesFor(of).map((rule) => ({
      ...rule,
      check: (...args: Parameters<typeof rule.check>) => {
        asked.add(rule.id);
        rule.check(...args);
      },
    }));
  const rules = counted(world);
  const observed = SteadyState.of(Mesh.of(world), () => rules, true);
  asked.clear();
  observed.with(
    judged(
      'overlay.yaml',
      'apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: {name: a, namespace: default}\nspec: {}\n',
    ),
  );
  expect(asked.size).toBeGreaterThan(0);
  expect(asked.size).toBeLessThan(rules.length / 3);
});
