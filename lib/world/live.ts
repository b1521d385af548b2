import { isMap } from '../kube/json';
import type { Entity } from './entity';

/** Whether an object comes from a cluster, as `kubectl get -o yaml` prints it: what it needs was there. */
export function isLive({ object }: Entity): boolean {
  const { metadata } = object;
  return isMap(metadata) && (typeof metadata.uid === 'string' || typeof metadata.resourceVersion === 'string');
}
