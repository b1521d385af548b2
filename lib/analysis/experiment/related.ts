import type { Workload } from '../../world/workload';
import type { RelatedObservation } from '../rule';

/** Places of workloads whose pods have to do with a finding: the first five. */
export function relatedWorkloads(workloads: readonly Workload[], message: string): readonly RelatedObservation[] {
  return workloads.slice(0, 5).map(({ entity, template }) => ({
    entity,
    path: [...template, 'metadata', 'labels'],
    message,
  }));
}
