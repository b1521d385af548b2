import type { JsonMap } from '../../../kube/json';
import { create, type Expression, literal, THIS } from '../../code/expression';
import { cannot } from '../inexpressible';
import { objectProps, specOf } from '../metadata';
import { field, fields, mapOf, mapsOf, maybe, only } from '../values';
import { allowed, gatewayApi } from './gateway';

const TRAFFIC = 'istio.io/waypoint-for';

/** Whether a Gateway is a waypoint of ambient mode. */
export function isWaypoint(object: JsonMap): boolean {
  return specOf(object).gatewayClassName === 'istio-waypoint';
}

/** `new gatewayApi.Waypoint(this, 'waypoint')` */
export function waypoint(object: JsonMap, id: string): Expression {
  const { listeners } = only(specOf(object), ['gatewayClassName', 'listeners'], 'the construct');
  const [listener, second] = mapsOf(listeners) ?? [];
  if (listener === undefined || second !== undefined) return cannot('a waypoint has not exactly one listener');
  const { allowedRoutes } = only(listener, ['name', 'port', 'protocol', 'allowedRoutes'], 'the listener of a waypoint');
  const metadata = mapOf(object.metadata) ?? {};
  const { [TRAFFIC]: traffic, ...labels } = mapOf(metadata.labels) ?? {};
  const plain = {
    ...object,
    metadata: { ...metadata, labels: Object.keys(labels).length === 0 ? undefined : labels },
  } as JsonMap;
  const props = fields([
    ...objectProps(plain, id),
    traffic === 'service' ? undefined : field('traffic', maybe(traffic)),
    field('allowedNamespaces', allowed(mapOf(allowedRoutes) ?? {})),
  ]);
  return create(gatewayApi('Waypoint'), THIS, literal(id), ...(props.entries.length === 0 ? [] : [props]));
}
