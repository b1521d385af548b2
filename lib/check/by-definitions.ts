import { isMap, type JsonMap } from '../kube/json';
import { groupOf } from '../kube/object-reference';
import { isDefinition } from '../schema/definition-schemas';
import type { Judged } from './judge';
import type { AnyJudge } from './late-judge';

/** What definitions among objects make of them. */
export interface ByDefinitions {
  /** Knows what they define. */
  readonly judge: AnyJudge;
  /** The objects of their kinds, judged by them, by their place in the list. */
  readonly again: ReadonlyMap<number, Judged>;
}

/**
 * Judges again what is defined among the objects themselves: a definition counts for all objects of its kind, wherever
 * they stand. Undefined where there is none.
 */
export function byDefinitions(judged: readonly Judged[], judge: Pick<AnyJudge, 'knowing'>): ByDefinitions | undefined {
  const manifests = judged.flatMap(({ manifest, sound }) => (sound && isDefinition(manifest.object) ? [manifest] : []));
  if (manifests.length === 0) return undefined;
  const definitions = manifests.map(({ object }) => object);
  const digests = manifests.map(({ digest }) => digest);
  const knowing = judge.knowing(definitions, digests);
  const defined = new Set(definitions.map(definedKind));
  const again = new Map<number, Judged>();
  for (const [index, { manifest }] of judged.entries()) {
    const { apiVersion, kind } = manifest.resource;
    if (!defined.has(`${groupOf(apiVersion)}/${kind}`)) continue;
    const verdict = knowing.judge(manifest);
    // Of versions that the definition does not serve, K8S_VERSION_NOT_SERVED says more.
    const violations = verdict.violations.filter(({ rule }) => rule !== 'SCHEMA_VERSION');
    again.set(index, { ...verdict, violations });
  }
  return { judge: knowing, again };
}

/** `group/kind` of what a definition defines. */
function definedKind({ spec }: JsonMap): string {
  const names = isMap(spec) && isMap(spec.names) ? spec.names : {};
  return `${isMap(spec) ? spec.group : ''}/${names.kind}`;
}
