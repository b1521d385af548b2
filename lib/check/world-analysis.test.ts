import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { analyse } from '../analysis/analyse';
import { rulesFor } from '../analysis/rule-sets';
import { Mesh } from '../mesh/mesh';
import { readManifests } from '../model/read-manifests';
import { World } from '../world/world';
import { loadSchemas } from './installed-schemas';
import type { Judged } from './judge';

const root = join(__dirname, '../..');
const judge = loadSchemas({ cwd: root });

function judgedIn(folder: string, names: readonly string[]): readonly (readonly Judged[])[] {
  return names.map((name) =>
    readManifests(name, readFileSync(join(folder, name), 'utf8')).manifests.map((each) => judge.judge(each)),
  );
}

const findingsOf = (world: World) => analyse(Mesh.of(world), rulesFor(world));

test('GIVEN an overlay on a base that was looked at before THEN the findings are those of a world made anew', () => {
  // GIVEN
  const dist = join(root, 'dist');
  const files = readdirSync(dist).filter((name) => name.endsWith('.yaml'));
  const base = judgedIn(dist, files.sort()).flat();
  const scenarios = readdirSync(join(dist, 'scenarios'), { recursive: true, encoding: 'utf8' });
  const overlays = scenarios.filter((name) => name.endsWith('.yaml')).sort();
  // Some, of all folders.
  const chosen = overlays.filter((_, index) => index % Math.ceil(overlays.length / 8) === 0);
  const world = World.of(base);
  findingsOf(world);

  for (const overlay of judgedIn(join(dist, 'scenarios'), chosen)) {
    // WHEN
    const above = World.of(overlay);
    const below = base.filter((each) =>
      World.of([each]).entities.every(({ id }) => above.alternatives(id).length === 0),
    );
    const { findings, failures } = findingsOf(world.with(overlay));

    // THEN
    expect(failures).toEqual([]);
    expect(findings).toEqual(findingsOf(World.of([...below, ...overlay])).findings);
  }
});
