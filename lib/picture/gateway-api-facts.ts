import type { GRPCRouteSpec, HTTPRouteSpec, TLSRouteSpec } from '../../imports/gateway.networking.k8s.io';
import { isMap, type JsonMap } from '../kube/json';
import { inYaml } from '../kube/yaml-text';
import type { Entity, Place } from '../world/entity';
import { conditionsOf, type Rule } from './gateway-api-rules';
import type { NodeFact } from './node-fact';

/** Of filters: what edges say, and the route itself. */
const DRAWN: ReadonlySet<string> = new Set(['type', 'requestRedirect', 'requestMirror']);
const FIELDS = ['timeouts', 'retry', 'sessionPersistence'];

/** What a route of the Gateway API asks for, beside where requests go; nothing of one that its definition refuses. */
export function apiRouteFacts(entity: Entity): readonly NodeFact[] {
  const spec = entity.spec as HTTPRouteSpec | GRPCRouteSpec | TLSRouteSpec | undefined;
  const { hostnames = [], rules = [] } = spec ?? {};
  const fact = (name: string, value: unknown, path: Place['path']): NodeFact => {
    return { name, value: inYaml(value), place: { entity, path } };
  };
  const filterFacts = (which: string, filters: unknown, path: Place['path']) =>
    mapsIn(filters).flatMap((filter, index) =>
      Object.entries(filter).flatMap(([kind, value]) =>
        DRAWN.has(kind) ? [] : [fact(`${which}: ${kind}`, value, [...path, 'filters', index])],
      ),
    );
  return [
    ...(hostnames.length === 0 ? [] : [fact('hosts', hostnames, ['spec', 'hostnames'])]),
    ...(rules as readonly Rule[]).flatMap((rule, index) => {
      const conditions = conditionsOf(rule);
      const which = conditions === '' ? `rule ${index + 1}` : `rule ${index + 1} (${conditions})`;
      const path = ['spec', 'rules', index];
      const fields: JsonMap = { ...rule };
      return [
        ...FIELDS.flatMap((field) =>
          fields[field] === undefined ? [] : [fact(`${which}: ${field}`, fields[field], [...path, field])],
        ),
        ...filterFacts(which, fields.filters, path),
        ...mapsIn(fields.backendRefs).flatMap((backend, at) =>
          filterFacts(`${which}, for ${String(backend.name)}`, backend.filters, [...path, 'backendRefs', at]),
        ),
      ];
    }),
  ];
}

function mapsIn(value: unknown): readonly JsonMap[] {
  return Array.isArray(value) ? value.filter(isMap) : [];
}
