import type { Mesh } from '../mesh/mesh';
import { type FieldPath, type Finding, formatPath, type RelatedPlace } from '../model/finding';
import type { Entity, Place } from '../world/entity';
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
  const findings = new Map<string, Finding>();
  const failures: { rule: string; error: unknown }[] = [];
  for (const rule of rules) {
    if (rule.kinds.length > 0 && !rule.kinds.some((kind) => mesh.world.entitiesOf(kind).length > 0)) continue;
    const found = new Map<string, Finding>();
    try {
      rule.check(mesh, (entity, path, observation) => {
        const finding = findingOf(rule, entity, path, attenuated(mesh, rule, entity, observation));
        const key = keyOf(finding);
        if (!found.has(key)) found.set(key, finding);
      });
    } catch (error) {
      failures.push({ rule: rule.id, error });
      continue;
    }
    for (const [key, finding] of found) findings.set(key, finding);
  }
  return { findings: [...findings.values()].sort(inOrder), failures };
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
