import { resolve } from 'node:path';
import { type Analysis, analyse } from '../analysis/analyse';
import type { Rule } from '../analysis/rule';
import { SteadyState } from '../analysis/steady-state';
import { groupBy } from '../kube/group-by';
import { Mesh } from '../mesh/mesh';
import type { Finding } from '../model/finding';
import type { Settings, WorldDefinition } from '../settings/settings';
import { filesOf, type Role, roleIn } from '../settings/world-files';
import { World } from '../world/world';
import type { Judged } from './judge';
import type { RememberedWorlds } from './remembered-worlds';

/** What is wrong between objects. */
export interface WorldAnalysis {
  /** In the order of files and places. */
  readonly findings: readonly Finding[];
  /** Rules that failed, which is a fault of this program. */
  readonly failures: readonly { readonly rule: string; readonly error: unknown }[];
}

/** What an analysis needs to know. */
export interface WorldAnalysisOptions {
  readonly settings: Settings;
  /** The rules that are asked about a world. */
  readonly rules: (world: World) => readonly Rule[];
  /** The folder that names of files are relative to. */
  readonly cwd: string;
  /** Reads and judges a file that belongs to a world and was not given. @default - such files are left out */
  readonly read?: (file: string) => readonly Judged[];
  /** The path that settings know a file by, when it stands somewhere else for now. @default - its own */
  readonly knownAs?: (file: string) => string;
  /** The files of the base of a world, absolute. @default - those that there are now */
  readonly baseOf?: (definition: WorldDefinition) => readonly string[];
  /** What was found before. @default - nothing is remembered */
  readonly remembered?: RememberedWorlds | undefined;
}

/**
 * Applies rules to the worlds of manifests: those that the settings define, with each overlay alone on top of its base,
 * and one of all that belong to none. Of an overlay, what it adds to the findings of its base is reported.
 *
 * @param judged what was given: only of this are findings reported
 */
export function analyseWorlds(judged: readonly Judged[], options: WorldAnalysisOptions): WorldAnalysis {
  return new Analysing(options).worlds(judged);
}

/** With fewer overlays it takes longer to find out what each rule reads than to ask all of them again. */
const WORTH_OBSERVING = 12;

class Analysing {
  private readonly findings = new Map<string, Finding>();
  private readonly failures: WorldAnalysis['failures'][number][] = [];

  constructor(private readonly options: WorldAnalysisOptions) {}

  worlds(judged: readonly Judged[]): WorldAnalysis {
    const { settings } = this.options;
    const rest = new Set(judged);
    for (const definition of settings.worlds) {
      const role = roleIn(definition, settings);
      const byRole = groupBy(judged, ({ manifest }) => role(this.pathOf(manifest.file)));
      for (const each of [...(byRole.get('base') ?? []), ...(byRole.get('overlay') ?? [])]) rest.delete(each);
      if (byRole.has('base') || byRole.has('overlay')) this.world(byRole, definition);
    }
    if (rest.size > 0) for (const finding of this.alone([...rest])) this.add(finding);
    return { findings: [...this.findings.values()], failures: this.failures };
  }

  /** What is wrong with what belongs to no world of the settings. */
  private alone(judged: readonly Judged[]): readonly Finding[] {
    const { complete } = this.options.settings;
    const remembered = this.options.remembered?.world(judged, complete);
    const known = remembered?.recallSteady();
    if (known !== undefined) return known.findings;
    const world = this.worldOf(judged, complete);
    const analysis = this.reported(analyse(Mesh.of(world), this.options.rules(world)));
    if (analysis.failures.length === 0) remembered?.keepSteady({ findings: analysis.findings, readings: undefined });
    remembered?.save();
    return analysis.findings;
  }

  /** @param given which may be a part of what the definition says */
  private world(given: ReadonlyMap<Role | undefined, readonly Judged[]>, definition: WorldDefinition): void {
    const { settings, baseOf } = this.options;
    const baseFiles = baseOf?.(definition) ?? filesOf(definition, settings).base;
    const givenBase = given.get('base') ?? [];
    const givenFiles = new Set(givenBase.map(({ manifest }) => this.pathOf(manifest.file)));
    const others = baseFiles.filter((file) => !givenFiles.has(file)).flatMap((file) => this.options.read?.(file) ?? []);
    const overlays = groupBy(given.get('overlay') ?? [], ({ manifest }) => manifest.file);
    const complete = definition.complete ?? settings.complete;
    const { steady, added } = this.withOverlays([...givenBase, ...others], [...overlays.values()], complete);
    for (const finding of steady) if (givenFiles.has(this.pathOf(finding.file ?? ''))) this.add(finding);
    for (const finding of added) this.add(finding);
  }

  /**
   * What is wrong with a world, and what each of its overlays adds to that: asked is what is not remembered.
   *
   * @param base what is always there
   */
  private withOverlays(base: readonly Judged[], overlays: readonly (readonly Judged[])[], complete: boolean) {
    const remembered = this.options.remembered?.world(base, complete);
    const known = overlays.map((overlay) => remembered?.recall(overlay));
    const missing = known.filter((each) => each === undefined).length;
    let mesh: Mesh | undefined;
    const below = () => (mesh ??= Mesh.of(this.worldOf(base, complete)));
    let steady = remembered?.recallSteady();
    if (steady === undefined || (missing >= WORTH_OBSERVING && steady.readings === undefined)) {
      const { analysis, readings } = SteadyState.of(below(), this.options.rules, missing >= WORTH_OBSERVING);
      this.reported(analysis);
      steady = { findings: analysis.findings, readings };
      if (analysis.failures.length === 0) remembered?.keepSteady(steady);
    }
    const { findings, readings } = steady;
    const analysis = { findings, failures: [] };
    const state = missing === 0 ? undefined : new SteadyState(below(), this.options.rules, analysis, readings);
    const keys = new Set(findings.map(keyOf));
    const added = overlays.flatMap((overlay, index) => {
      const found = known[index];
      if (found !== undefined || state === undefined) return found ?? [];
      const withIt = this.reported(state.with(overlay));
      const file = overlay[0]?.manifest.file;
      const more = withIt.findings
        .filter((finding) => !keys.has(keyOf(finding)))
        .map((finding) => (finding.file === file ? finding : appliedWith(finding, overlay)));
      if (withIt.failures.length === 0) remembered?.keep(overlay, more);
      return more;
    });
    remembered?.save();
    return { steady: findings, added };
  }

  /** Keeps the failures of an analysis, one of each rule. */
  private reported(analysis: Analysis): Analysis {
    for (const failure of analysis.failures) {
      if (!this.failures.some(({ rule }) => rule === failure.rule)) this.failures.push(failure);
    }
    return analysis;
  }

  private worldOf(judged: readonly Judged[], complete: boolean): World {
    const { external, namespace } = this.options.settings;
    return World.of(judged, {
      complete,
      external,
      ...(namespace === undefined ? {} : { defaultNamespace: namespace }),
    });
  }

  private add(finding: Finding): void {
    const key = keyOf(finding);
    if (!this.findings.has(key)) this.findings.set(key, finding);
  }

  private pathOf(file: string): string {
    const { cwd, knownAs } = this.options;
    return resolve(cwd, knownAs?.(file) ?? file);
  }
}

/** A finding of an object of the base that is only there while an overlay is applied. */
function appliedWith(finding: Finding, [first]: readonly Judged[]): Finding {
  if (first === undefined) return finding;
  const { manifest } = first;
  const { resource, file } = manifest;
  const cause = { resource, path: '', file, ...manifest.locate([]), message: 'with this file applied' };
  return { ...finding, related: [...(finding.related ?? []), cause] };
}

function keyOf({ rule, file, path, line, message }: Finding): string {
  return [rule, file, line, path, message].join('\0');
}
