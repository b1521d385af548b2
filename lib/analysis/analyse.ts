import type { Mesh } from '../mesh/mesh';
import { type FieldPath, type Finding, formatPath, type RelatedPlace } from '../model/finding';
import type { Entity, Place } from '../world/entity';
import { READING, Readings } from '../world/readings';
import type { Observation, Rule } from './rule';

/** What rules say of a mesh. */
export interface Analysis {
  /** In the order of files and places. */
  readonly findings: readonly Finding[];
  /** Rules that failed, which is a fault of this program; what they would have said is not known. */
  readonly failures: readonly { readonly rule: string; readonly error: unknown }[];
}

/**
 * Applies rules to a mesh. The result depends on the objects alone, not on the order of files, documents or rules.
 */
export function analyse(mesh: Mesh, rules: readonly Rule[]): Analysis {
  const applying = new Applying();
  for (const rule of rules) applying.apply(rule, mesh);
  return applying.result();
}

/** What rules say of a mesh, and what each has read of it: of another one where that is the same, it says the same. */
export interface ObservedAnalysis extends Analysis {
  readonly readings: ReadonlyMap<Rule, Readings>;
}

/** As {@link analyse}; no two rules share what they look up, so that it is known of each. */
export function analyseObserved(mesh: Mesh, rules: readonly Rule[]): ObservedAnalysis {
  const applying = new Applying();
  const readings = new Map(
    rules.map((rule) => {
      const read = new Readings();
      if (!applying.apply(rule, mesh.observed(read))) read.add(READING.everything);
      return [rule, read];
    }),
  );
  return { ...applying.result(), readings };
}

class Applying {
  private readonly findings = new Map<string, Finding>();
  private readonly failures: { rule: string; error: unknown }[] = [];

  /** @returns whether the rule could be evaluated */
  apply(rule: Rule, mesh: Mesh): boolean {
    if (rule.kinds.length > 0 && !rule.kinds.some((kind) => mesh.world.entitiesOf(kind).length > 0)) return true;
    const found = new Map<string, Finding>();
    try {
      rule.check(mesh, (entity, path, observation) => {
        const finding = findingOf(rule, entity, path, attenuated(mesh, rule, entity, observation));
        const key = keyOf(finding);
        if (!found.has(key)) found.set(key, finding);
      });
    } catch (error) {
      this.failures.push({ rule: rule.id, error });
      return false;
    }
    for (const [key, finding] of found) this.findings.set(key, finding);
    return true;
  }

  result(): Analysis {
    return { findings: [...this.findings.values()].sort(inOrder), failures: this.failures };
  }
}

/** Of what Kustomize completes only it knows what is wrong in the end. */
function attenuated({ world }: Mesh, rule: Rule, entity: Entity, observation: Observation): Observation {
  const { severity = rule.severity, fix } = observation;
  if (severity === 'note' || !world.isRaw(entity)) return observation;
  const hint = 'check what `kustomize build` prints: this is raw material';
  return { ...observation, severity: 'note', fix: fix === undefined ? hint : `${fix}; ${hint}` };
}

function findingOf(rule: Rule, entity: Entity, path: FieldPath, observation: Observation): Finding {
  const { message, fix, severity = rule.severity, related = [] } = observation;
  return {
    rule: rule.id,
    severity,
    resource: entity.manifest.resource,
    path: formatPath(path),
    message,
    ...(fix === undefined ? {} : { fix }),
    ...(related.length === 0 ? {} : { related: related.map((each) => relatedPlace(each, each.message)) }),
    file: entity.manifest.file,
    ...entity.manifest.locate(path),
  };
}

function relatedPlace({ entity, path }: Place, message: string): RelatedPlace {
  return {
    resource: entity.manifest.resource,
    path: formatPath(path),
    message,
    file: entity.manifest.file,
    ...entity.manifest.locate(path),
  };
}

function keyOf({ rule, file, line, column, path, message }: Finding): string {
  return [rule, file, line, column, path, message].join('\0');
}

/** By file, place, rule, and then everything else that is printed. */
function inOrder(a: Finding, b: Finding): number {
  return (
    compare(a.file ?? '', b.file ?? '') ||
    (a.line ?? 0) - (b.line ?? 0) ||
    (a.column ?? 0) - (b.column ?? 0) ||
    compare(a.rule, b.rule) ||
    compare(a.path, b.path) ||
    compare(a.message, b.message)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
