import type { Mesh } from '../../../../mesh/mesh';
import { perMesh } from '../../../../mesh/per-mesh';
import type { FieldPath } from '../../../../model/finding';
import { type Entity, isSound, type Labels } from '../../../../world/entity';
import { at, TEMPLATES, textsOf } from '../../../../world/workload';
import { WRITTEN_BY_ISTIO } from './known';

/** An annotation of Istio, and what it is on. */
export interface Annotated {
  readonly entity: Entity;
  /** Of the annotation. */
  readonly path: FieldPath;
  readonly name: string;
  readonly value: string;
  /** What it is on: the kind of the object, or `Pod` for what pods are made from. */
  readonly kind: string;
  /** Beside the annotation. */
  readonly labels: Labels;
}

/** Kinds whose annotations somebody reads, or that are taken for them. */
const KINDS = new Set([
  ...['/Namespace', '/Service', 'networking.k8s.io/Ingress', 'security.istio.io/AuthorizationPolicy'],
  ...['networking.istio.io/ServiceEntry', 'networking.istio.io/WorkloadEntry'],
  ...['gateway.networking.k8s.io/Gateway', 'gateway.networking.k8s.io/GatewayClass'],
]);

/** Every annotation of Istio, on objects and on what pods are made from. */
export const annotationsIn = perMesh(({ given }: Mesh): readonly Annotated[] => {
  const found: Annotated[] = [];
  for (const entity of given.entities) {
    const { kind } = entity.id;
    const template = TEMPLATES.get(entity.kindKey);
    if (template === undefined && !KINDS.has(entity.kindKey)) continue;
    // What controllers of Istio make has annotations copied from elsewhere.
    if (!isSound(entity) || entity.labels['gateway.istio.io/managed'] !== undefined) continue;
    add(found, entity, ['metadata'], kind, entity.annotations, entity.labels);
    if (template === undefined || template.length === 0) continue;
    const metadata = at(entity.object, [...template, 'metadata']);
    const labels = textsOf(at(metadata, ['labels']));
    add(found, entity, [...template, 'metadata'], 'Pod', textsOf(at(metadata, ['annotations'])), labels);
  }
  return found;
});

function add(
  found: Annotated[],
  entity: Entity,
  metadata: FieldPath,
  kind: string,
  annotations: Labels,
  labels: Labels,
): void {
  for (const name in annotations) {
    if (!isIstios(name) || WRITTEN_BY_ISTIO.test(name)) continue;
    const path = [...metadata, 'annotations', name];
    found.push({ entity, path, name, value: annotations[name] ?? '', kind, labels });
  }
}

function isIstios(name: string): boolean {
  if (name === 'kubernetes.io/ingress.class') return true;
  const slash = name.indexOf('/');
  return slash > 0 && name.slice(0, slash).endsWith('istio.io');
}
