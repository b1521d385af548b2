import type { Entity } from '../world/entity';
import { at } from '../world/workload';

/**
 * The order in which istiod asks objects of a kind: the oldest first, then by name, then by namespace. Manifests seldom
 * say when their objects were created, so that the order of most is assumed.
 */
export function byCreation(a: Entity, b: Entity): number {
  return createdAt(a) - createdAt(b) || compare(a.id.name, b.id.name) || compare(a.id.namespace, b.id.namespace);
}

/** Whether two objects are known to have been created in this order. */
export function isOrderKnown(a: Entity, b: Entity): boolean {
  return createdAt(a) > 0 && createdAt(b) > 0;
}

/** In milliseconds; 0 where nothing is said. */
function createdAt({ object }: Entity): number {
  const time = at(object, ['metadata', 'creationTimestamp']);
  const milliseconds = typeof time === 'string' ? Date.parse(time) : time instanceof Date ? time.getTime() : 0;
  return Number.isNaN(milliseconds) ? 0 : milliseconds;
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
