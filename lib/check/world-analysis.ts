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
    if (rest.size > 0) {
      const world = this.worldOf([...rest], settings.complete);
      for (const finding of this.reported(analyse(Mesh.of(world), this.options.rules(world))).findings)
        this.add(finding);
    }
    return { findings: [...this.findings.values()], failures: this.failures };
  }

  /** @param given which may be a part of what the definition says */
  private world(given: ReadonlyMap<Role | undefined, readonly Judged[]>, definition: WorldDefinition): void {
    const { settings } = this.options;
    const baseFiles = filesOf(definition, settings).base;
    const givenBase = given.get('base') ?? [];
    const givenFiles = new Set(givenBase.map(({ manifest }) => this.pathOf(manifest.file)));
    const others = baseFiles.filter((file) => !givenFiles.has(file)).flatMap((file) => this.options.read?.(file) ?? []);
    const base = this.worldOf([...givenBase, ...others], definition.complete ?? settings.complete);
    const overlays = groupBy(given.get('overlay') ?? [], ({ manifest }) => manifest.file);
    const state = new SteadyState(Mesh.of(base), this.options.rules, overlays.size >= WORTH_OBSERVING);
    const steady = this.reported(state.analysis).findings;
    for (const finding of steady) if (givenFiles.has(this.pathOf(finding.file ?? ''))) this.add(finding);
    const known = new Set(steady.map(keyOf));
    for (const [file, overlay] of overlays) {
      for (const finding of this.reported(state.with(overlay)).findings) {
        if (!known.has(keyOf(finding))) this.add(finding.file === file ? finding : appliedWith(finding, overlay));
      }
    }
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
