import type { JsonMap } from '../../kube/json';
import { type Expression, literal, method } from '../code/expression';
import { specOf } from './metadata';
import { field, fields, istio, json, mapsOf } from './values';

/** A host that is a Service of the cluster. */
export function serviceHost(name: string, namespace: string | undefined, service?: JsonMap): Expression {
  const ports = (mapsOf(service && specOf(service).ports) ?? []).filter(({ name: each }) => typeof each === 'string');
  return method(
    istio('Host'),
    'service',
    fields([
      field('name', literal(name)),
      namespace === undefined ? undefined : field('namespace', literal(namespace)),
      ports.length === 0
        ? undefined
        : field('ports', json(ports.map(({ port, name: each }) => ({ number: port, name: each })))),
    ]),
  );
}
