import type { JsonMap } from '../../kube/json';
import { isSet, structOf, textOf } from '../values/decoded';
import { changed } from './default';

/** Kinds with a status that is read when they are created. */
const WITH_STATUS: ReadonlySet<string> = new Set(['/Node']);

/**
 * What the server does to an object before it is created: to the object itself, not to what is like it elsewhere, such
 * as the claims of a stateful set.
 *
 * @param kind group and kind: `apps/Deployment`
 */
export function prepared(kind: string, object: JsonMap): JsonMap {
  const own = kind === '/PersistentVolumeClaim' ? claim(object) : object;
  return WITH_STATUS.has(kind) ? own : withoutStatus(own);
}

/** Status is written by others, and dropped from what is created. */
function withoutStatus(object: JsonMap): JsonMap {
  if (!isSet(object.status)) return object;
  const { status: _, ...rest } = object;
  return rest;
}

/** Sources that are neither claims nor snapshots were always passed over; those of today have a field of their own. */
function claim(object: JsonMap): JsonMap {
  const spec = structOf(object.spec);
  const { dataSource, dataSourceRef } = spec;
  const { kind, apiGroup } = structOf(dataSource);
  const isKept =
    (kind === 'PersistentVolumeClaim' && textOf(apiGroup) === '') ||
    (kind === 'VolumeSnapshot' && apiGroup === 'snapshot.storage.k8s.io');
  // Sources in other namespaces are off unless somebody turns them on.
  const ref = textOf(structOf(dataSourceRef).namespace) === '' ? dataSourceRef : undefined;
  const source = isSet(ref) || isKept ? dataSource : undefined;
  const made = { dataSource: source ?? ref, dataSourceRef: ref ?? source };
  return changed(object, { spec: changed(spec, made) });
}
