import type { Mesh } from '../mesh/mesh';
import type { FieldPath } from '../model/finding';
import type { Entity, Labels } from '../world/entity';
import { NAMESPACE } from '../world/kinds';
import type { RelatedObservation, Report } from './rule';
import { missed } from './selection';
import { selectedPods } from './traffic/membership';

/** What a rule says of a policy that is for nobody. */
interface Unenforced {
  /** Undefined for a policy that is for all. */
  readonly labels: Labels | undefined;
  readonly path: FieldPath;
  /** "it lets nobody in and keeps nobody out" */
  readonly consequence: string;
  /** Whether one in the root namespace is for pods of all namespaces. @default true */
  readonly everywhere?: boolean;
}

/** Reports a policy whose selector selects no pod, or none with a proxy. */
export function reportUnenforced(mesh: Mesh, report: Report, entity: Entity, policy: Unenforced): void {
  const { labels = {}, path, consequence, everywhere = true } = policy;
  const selected = selectedPods(mesh, entity, labels, { everywhere });
  const { namespace } = entity.id;
  const text = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',');
  if (selected.kind === 'none') {
    report(entity, path, {
      message: `no pod of namespace ${namespace} has the labels ${text}: ${consequence}`,
      ...missed(mesh.world, namespace, { matchLabels: labels }),
    });
  } else if (selected.kind === 'unknown' && text !== '' && namespace !== mesh.config.rootNamespace) {
    report(entity, path, {
      severity: 'note',
      message: `no pod of namespace ${namespace} that is among the files has the labels ${text}`,
    });
  } else if (selected.kind === 'outside') {
    const [first] = selected.workloads;
    const manifest = mesh.given.get(NAMESPACE, { namespace: '', name: namespace });
    report(entity, path, {
      message:
        text === ''
          ? `no pod of namespace ${namespace} is in the mesh: ${consequence}`
          : `no pod with the labels ${text} is in the mesh: ${consequence}`,
      fix: `label namespace ${first?.namespace ?? namespace} with istio-injection: enabled, or its pods with sidecar.istio.io/inject: "true"`,
      related: [
        ...selected.workloads
          .slice(0, 3)
          .map(({ entity: workload }): RelatedObservation => ({ entity: workload, path: [], message: 'has no proxy' })),
        ...(manifest === undefined
          ? []
          : [{ entity: manifest, path: ['metadata', 'name'], message: 'does not ask for any' }]),
      ],
    });
  }
}
