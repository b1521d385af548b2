import type { CanarySpec } from '../../imports/flagger.app';
import { serviceNames } from '../flagger-objects/canary';
import type { Phase } from '../rollout/phase';
import type { Happening } from '../routing-tests/happenings';
import type { Sound } from '../world/entity';
import type { Workload } from '../world/workload';

/** The new version, or the old one. */
export type Version = 'canary' | 'primary';

/** Which version of a release is met, if any: the target of a Canary is the new one once there is a primary. */
export function versionOf(
  { id, spec }: Sound<CanarySpec>,
  phase: Phase,
  { workload, end }: Pick<Happening, 'workload' | 'end'>,
): Version | undefined {
  if (end.kind !== 'reached' || phase === 'Initializing') return undefined;
  if (workload !== undefined) return versionOfWorkload({ id, spec }, workload);
  // A target that is a Service has no pods of its own.
  const { primary, canary } = serviceNames(spec);
  const [name, namespace] = end.destination?.host.split('.') ?? [];
  if (namespace !== id.namespace) return undefined;
  return name === canary ? 'canary' : name === primary ? 'primary' : undefined;
}

export function versionOfWorkload(
  { id, spec: { targetRef } }: Pick<Sound<CanarySpec>, 'id' | 'spec'>,
  { namespace, name, entity }: Workload,
): Version | undefined {
  if (namespace !== id.namespace || entity.id.kind !== targetRef.kind) return undefined;
  return name === targetRef.name ? 'canary' : name === `${targetRef.name}-primary` ? 'primary' : undefined;
}
