import { isMap, type JsonMap } from '../../kube/json';
import { withoutDefaults } from './server-defaults';

/** What of an object belongs into a manifest. */
export interface Cleaned {
  readonly object: JsonMap;
  /** What was taken away, in words. */
  readonly removed: readonly string[];
}

/** Fields of metadata that the API server writes. */
const WRITTEN_BY_SERVER = [
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'uid',
];

/** Annotations that kubectl and controllers write. */
const WRITTEN_BY_TOOLS = ['kubectl.kubernetes.io/last-applied-configuration', 'deployment.kubernetes.io/revision'];

/** Takes away what the API server and its controllers have put into an object; nulls, which say nothing, as well. */
export function cleaned(read: JsonMap): Cleaned {
  const removed: string[] = [];
  const { status, ...object } = withoutNulls(read) as JsonMap;
  if (isMap(status)) removed.push('status');
  const metadata: Record<string, unknown> = isMap(object.metadata) ? { ...object.metadata } : {};
  const isLive = 'uid' in metadata || 'resourceVersion' in metadata || 'managedFields' in metadata;
  for (const field of WRITTEN_BY_SERVER) {
    if (field in metadata) removed.push(`metadata.${field}`);
    delete metadata[field];
  }
  if (isMap(metadata.annotations)) {
    const kept = Object.entries(metadata.annotations).filter(([key]) => !WRITTEN_BY_TOOLS.includes(key));
    for (const key of WRITTEN_BY_TOOLS) if (key in metadata.annotations) removed.push(`annotation ${key}`);
    if (kept.length > 0) metadata.annotations = Object.fromEntries(kept);
    else if (Object.keys(metadata.annotations).length > 0) delete metadata.annotations;
  }
  const manifest = { ...object, ...(Object.keys(metadata).length > 0 && { metadata }) };
  if (!isLive) return { object: manifest, removed };
  const defaulted = withoutDefaults(withoutAddresses(manifest));
  if (JSON.stringify(defaulted) !== JSON.stringify(manifest)) removed.push('defaults of the server');
  return { object: defaulted, removed };
}

/** Whether a controller makes an object of another, so that nobody writes it. */
export function madeByController(object: JsonMap): boolean {
  const owners = isMap(object.metadata) ? object.metadata.ownerReferences : undefined;
  return Array.isArray(owners) && owners.some((owner) => isMap(owner) && owner.controller === true);
}

/** Addresses of a Service, and finalizers and the label of a Namespace, which the cluster hands out. */
function withoutAddresses(object: JsonMap): JsonMap {
  const { kind, spec, metadata } = object;
  if (!isMap(spec)) return object;
  if (kind === 'Service') {
    const { clusterIP, clusterIPs: _, ...rest } = spec;
    return { ...object, spec: clusterIP === 'None' ? { clusterIP, ...rest } : rest };
  }
  if (kind === 'Namespace' && isMap(metadata)) {
    const { spec: _, ...rest } = object;
    const { 'kubernetes.io/metadata.name': __, ...labels } = isMap(metadata.labels) ? metadata.labels : {};
    const { labels: ___, ...others } = metadata;
    return { ...rest, metadata: { ...others, ...(Object.keys(labels).length > 0 && { labels }) } };
  }
  return object;
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isMap(value)) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== null && inner !== undefined);
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutNulls(inner)]));
}
