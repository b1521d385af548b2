import type { JsonMap } from '../../../kube/json';
import { create, type Expression, literal, THIS } from '../../code/expression';
import { cannot } from '../inexpressible';
import { objectProps, specOf } from '../metadata';
import type { Scope } from '../scope';
import { field, fields, json, listed, mapsOf, only, textOf } from '../values';
import { gatewayApi } from './gateway';

/** `new gatewayApi.ReferenceGrant(this, 'edge', { from: [{ kind: 'Gateway', namespace: 'edge' }], to: [web] })` */
export function referenceGrant(object: JsonMap, id: string, scope: Scope): Expression {
  const { from, to } = only(specOf(object), ['from', 'to'], 'the construct');
  return create(
    gatewayApi('ReferenceGrant'),
    THIS,
    literal(id),
    fields([
      ...objectProps(object, id),
      field(
        'from',
        listed(mapsOf(from), ['spec', 'from'], ({ group, ...referrer }) =>
          group === 'gateway.networking.k8s.io' ? json(referrer) : cannot(`it is for what is of ${String(group)}`),
        ),
      ),
      field(
        'to',
        listed(mapsOf(to), ['spec', 'to'], (target) => granted(target, scope)),
      ),
    ]),
  );
}

function granted({ group, kind, name }: JsonMap, scope: Scope): Expression {
  if (group !== '' || (kind !== 'Service' && kind !== 'Secret'))
    return cannot('it is for neither Services nor Secrets');
  const text = textOf(name);
  if (text === undefined) return literal(`every ${kind}`);
  return kind === 'Service' ? scope.host(text) : fields([field('secret', literal(text))]);
}
