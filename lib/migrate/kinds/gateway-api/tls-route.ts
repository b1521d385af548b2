import type { JsonMap } from '../../../kube/json';
import { create, type Expression, literal, THIS } from '../../code/expression';
import { cannot } from '../inexpressible';
import { objectProps, specOf } from '../metadata';
import type { Scope } from '../scope';
import { field, fields, listed, listOf, mapsOf, maybe, only } from '../values';
import { gatewayApi } from './gateway';
import { forward, parent } from './http-route';

/** `new gatewayApi.TLSRoute(this, 'pay', { parents: [gateway.listener('tls')], hostnames, route: … })` */
export function tlsRoute(object: JsonMap, id: string, scope: Scope): Expression {
  const { parentRefs, hostnames, rules } = only(specOf(object), ['parentRefs', 'hostnames', 'rules'], 'the construct');
  const [rule, second] = mapsOf(rules) ?? [];
  if (rule === undefined || second !== undefined) return cannot('it has not exactly one rule');
  const { backendRefs } = only(rule, ['backendRefs'], 'the rule');
  return create(
    gatewayApi('TLSRoute'),
    THIS,
    literal(id),
    fields([
      ...objectProps(object, id),
      field(
        'parents',
        listed(mapsOf(parentRefs), ['spec', 'parentRefs'], (each) => parent(each, scope, 'TLS')),
      ),
      field('hostnames', maybe(listOf(hostnames), ['spec', 'hostnames'])),
      field('route', forward(mapsOf(backendRefs) ?? [], scope, 'ConnectionRoute'), ['spec', 'rules', 0]),
    ]),
  );
}
