import type { Destination, VirtualServiceSpec } from '../../../../imports/networking.istio.io';
import type { FieldPath } from '../../../model/finding';
import { VIRTUAL_SERVICE } from '../../../world/kinds';
import { documents, istio, shop } from '../../examples';
import type { Rule } from '../../rule';

const example = (destinations: string) =>
  documents(
    shop('reviews', ['v1', 'v2']),
    istio(
      'DestinationRule',
      'reviews',
      'host: reviews\nsubsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]',
    ),
    istio('VirtualService', 'reviews', `hosts: [reviews]\nhttp:\n- route: [${destinations}]`),
  );
const V1 = '{destination: {host: reviews, subset: v1}, weight: 10}';

export const weights: Rule = {
  id: 'MESH_WEIGHTS',
  severity: 'warning',
  kinds: [VIRTUAL_SERVICE],
  docs: {
    says: 'weights that mean nothing: of one destination alone, or of one that is listed twice',
    why: 'Weights are shares of their sum. One destination gets everything, whatever its weight is; so `weight: 10` does not send a tenth there and the rest elsewhere.',
    fix: 'Add the other destination, with the rest of the weight.',
    symptoms: ['all requests go to the new version'],
    see: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRouteDestination-weight',
    wrong: example(V1),
    right: example(`${V1}, {destination: {host: reviews, subset: v2}, weight: 90}`),
  },

  check({ given }, report) {
    for (const entity of given.all(VIRTUAL_SERVICE)) {
      for (const [path, route] of routesIn(entity.spec)) {
        const [first] = route;
        if (route.length === 1 && first?.weight !== undefined && first.weight !== 100) {
          report(entity, [...path, 0, 'weight'], {
            message: `the only destination gets everything, and not ${first.weight} of 100`,
            fix: 'add the destination that gets the rest, or remove the weight',
          });
        }
        if (route.length < 2) continue;
        const seen = new Map<string, number>();
        for (const [index, { destination }] of route.entries()) {
          const key = keyOf(destination);
          const before = seen.get(key);
          if (before === undefined) {
            seen.set(key, index);
            continue;
          }
          report(entity, [...path, index, 'destination'], {
            message: `${textOf(destination)} is a destination already: their weights are added`,
            fix: 'write it once, or correct the subset',
            related: [{ entity, path: [...path, before, 'destination'], message: 'the same' }],
          });
        }
      }
    }
  },
};

function* routesIn({
  http = [],
  tls = [],
  tcp = [],
}: VirtualServiceSpec): Generator<
  readonly [FieldPath, readonly { readonly destination: Destination; readonly weight?: number }[]]
> {
  for (const [protocol, rules] of [
    ['http', http],
    ['tls', tls],
    ['tcp', tcp],
  ] as const) {
    for (const [index, { route = [] }] of rules.entries()) yield [['spec', protocol, index, 'route'], route];
  }
}

function keyOf({ host, subset = '', port }: Destination): string {
  return `${host} ${subset} ${port?.number ?? ''}`;
}

function textOf({ host, subset, port }: Destination): string {
  return `${subset ? `subset ${subset} of ` : ''}${host}${port?.number === undefined ? '' : `:${port.number}`}`;
}
