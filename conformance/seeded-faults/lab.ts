import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { stringify } from 'yaml';
import { analyse } from '../../lib/analysis/analyse';
import { ANALYSIS_RULES } from '../../lib/analysis/rules';
import { findingsOf } from '../../lib/check/check';
import { loadSchemas } from '../../lib/check/installed-schemas';
import type { Judge, Judged } from '../../lib/check/judge';
import type { JsonMap } from '../../lib/kube/json';
import { Mesh } from '../../lib/mesh/mesh';
import type { Finding } from '../../lib/model/finding';
import { readManifests } from '../../lib/model/read-manifests';
import { readSettings } from '../../lib/settings/read-settings';
import type { Settings } from '../../lib/settings/settings';
import { filesOf } from '../../lib/settings/world-files';
import { World } from '../../lib/world/world';
import { nameOf } from './edit';
import type { Change, LabObject } from './fault';

/** The lab as `dist/` has it: what is applied together, and scenarios, each of which goes on top. */
export class Lab {
  readonly objects: readonly LabObject[];
  private readonly settings: Settings;
  private readonly judge: Judge;
  private readonly judged = new Map<LabObject, Judged>();
  private readonly usual = new Map<string, ReadonlySet<string>>();

  constructor(private readonly root: string) {
    const settings = readSettings(root);
    this.judge = loadSchemas({ cwd: root, settings });
    const [definition] = settings.worlds;
    if (definition === undefined) throw new Error('meshwright.yaml describes no world');
    this.settings = { ...settings, complete: definition.complete ?? settings.complete };
    const { base, overlays } = filesOf(definition, settings);
    this.objects = [
      ...base.flatMap((file) => this.read(file, false)),
      ...overlays.flatMap((file) => this.read(file, true)),
    ];
  }

  private read(path: string, isScenario: boolean): readonly LabObject[] {
    const file = relative(this.root, path);
    return readManifests(file, readFileSync(path, 'utf8')).manifests.map((manifest) => {
      const object: LabObject = { object: manifest.object, file, scenario: isScenario ? file : undefined };
      this.judged.set(object, this.judge.judge(manifest));
      return object;
    });
  }

  /** What is found after a change that was not found before. */
  findings({ of, to }: Change): readonly Finding[] {
    const usual = this.usualOf(of.scenario);
    const text = to.map((object: JsonMap) => stringify(object)).join('---\n');
    const { manifests } = readManifests(of.file, text);
    const changed = manifests.map((manifest) => this.judge.judge(manifest));
    return [...changed.flatMap(findingsOf), ...this.analyse(of.scenario, of, changed)].filter(
      (finding) => !usual.has(keyOf(finding)),
    );
  }

  private usualOf(scenario: string | undefined): ReadonlySet<string> {
    const key = scenario ?? '';
    let found = this.usual.get(key);
    if (found === undefined) {
      const own = this.objects
        .filter((each) => each.scenario === scenario)
        .map((each) => this.judged.get(each) as Judged);
      found = new Set([...own.flatMap(findingsOf), ...this.analyse(scenario)].map(keyOf));
      this.usual.set(key, found);
    }
    return found;
  }

  private analyse(
    scenario: string | undefined,
    without?: LabObject,
    changed: readonly Judged[] = [],
  ): readonly Finding[] {
    const judgedOf = (objects: readonly LabObject[]) =>
      objects.filter((each) => each !== without).map((each) => this.judged.get(each) as Judged);
    const isBase = without === undefined || without.scenario === undefined;
    // What a scenario has no more is not there at all, in place of that of the steady state.
    const isKept = (each: LabObject) => isBase || changed.length > 0 || !isSame(each, without);
    const base = judgedOf(this.objects.filter((each) => each.scenario === undefined && isKept(each)));
    const { complete, external } = this.settings;
    let world = World.of(isBase ? [...base, ...changed] : base, { complete, external });
    if (scenario !== undefined) {
      const own = judgedOf(this.objects.filter((each) => each.scenario === scenario));
      world = world.with([...own, ...changed]);
    }
    const { findings, failures } = analyse(Mesh.of(world), ANALYSIS_RULES);
    for (const { error } of failures) throw error;
    return findings;
  }
}

function isSame(a: LabObject, b: LabObject): boolean {
  return nameOf(a.object) === nameOf(b.object);
}

/** Without its place, which a change moves. */
function keyOf({ rule, resource, path, message }: Finding): string {
  return JSON.stringify([rule, resource?.kind, resource?.namespace, resource?.name, path, message]);
}
