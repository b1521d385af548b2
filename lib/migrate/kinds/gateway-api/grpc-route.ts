import type { JsonMap } from '../../../kube/json';
import { type Expression, list, method } from '../../code/expression';
import { cannot } from '../inexpressible';
import type { Scope } from '../scope';
import { field, fields, json, mapOf, mapsOf, only } from '../values';
import { gatewayApi } from './gateway';
import { compared, routeOfRequests } from './http-route';

/** `new gatewayApi.GRPCRoute(this, 'prices', { parents: [prices], rules: [ … ] })` */
export function grpcRoute(object: JsonMap, id: string, scope: Scope): Expression {
  return routeOfRequests('GRPCRoute', object, id, scope, match);
}

function match(written: JsonMap): Expression {
  const { method: called, headers } = only(written, ['method', 'headers'], 'a match');
  const parts = [
    ...(called === undefined ? [] : [methodMatch(mapOf(called) ?? {})]),
    ...(mapsOf(headers) ?? []).map((each) => of('header', json(each.name), compared(each))),
  ];
  const [first, second] = parts;
  if (first === undefined) return cannot('a match has no condition');
  return second === undefined ? first : of('all', list(parts));
}

function methodMatch({ type = 'Exact', service, method: name }: JsonMap): Expression {
  if (type === 'RegularExpression') {
    if (service === undefined || name === undefined) return cannot('an expression is for one of service and method');
    return of('regex', fields([field('service', json(service)), field('method', json(name))]));
  }
  if (service === undefined) return of('methodOfAny', json(name));
  return name === undefined ? of('service', json(service)) : of('method', json(service), json(name));
}

const of = (kind: string, ...parts: readonly Expression[]) => method(gatewayApi('GrpcMatch'), kind, ...parts);
