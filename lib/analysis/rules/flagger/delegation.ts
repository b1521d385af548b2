import { CANARY, VIRTUAL_SERVICE } from '../../../world/kinds';
import type { World } from '../../../world/world';
import { objectExample, releaseExample } from '../../release/example';
import { istioReleases, type Release } from '../../release/releases';
import type { Rule } from '../../rule';

const ROOT = objectExample(
  'networking.istio.io/v1',
  'VirtualService',
  'shop',
  'spec:',
  '  hosts: [shop.example.com]',
  '  gateways: [mesh]',
  '  http: [{match: [{uri: {prefix: /reviews}}], delegate: {name: reviews, namespace: shop}}]',
);
const example = (more: string) => releaseExample({ service: `port: 9080, delegation: true${more}` }, ROOT);

export const delegation: Rule = {
  id: 'FLAGGER_DELEGATION',
  severity: 'error',
  kinds: [CANARY],
  docs: {
    says: 'a delegate with hosts or gateways of its own, or to which no VirtualService delegates',
    why: 'With `service.delegation` Flagger makes a VirtualService without hosts, to which another one sends requests. With hosts or gateways it makes nothing, at each interval anew; without the other one nobody follows its routes.',
    fix: 'Take `hosts` and `gateways` out, and name the VirtualService, which is called as the Service, in `delegate` of another one.',
    symptoms: [
      'cannot have hosts and gateways when delegation enabled',
      'canary never gets traffic',
      'no values found',
    ],
    see: 'https://docs.flagger.app/tutorials/istio-progressive-delivery#istio-virtualservice-delegation',
    wrong: example(', hosts: [reviews.example.com]'),
    right: example(''),
  },

  check(mesh, report) {
    const { given } = mesh;
    for (const release of istioReleases(mesh)) {
      const { entity, spec, names } = release;
      const { delegation: isDelegate, hosts = [], gateways = [] } = spec.service ?? {};
      if (isDelegate !== true) continue;
      if (hosts.length + gateways.length > 0) {
        const field = hosts.length > 0 ? 'hosts' : 'gateways';
        report(entity, ['spec', 'service', field], {
          message: `a delegate cannot have ${field}: Flagger makes no routes, and says so at each interval`,
          fix: `take ${field} out: those of the VirtualService that delegates count`,
        });
      } else if (!isNamed(given, release)) {
        const isKnown = given.settings.complete === true;
        report(entity, ['spec', 'service', 'delegation'], {
          severity: isKnown ? 'error' : 'note',
          message: `no VirtualService ${isKnown ? '' : 'among the files '}delegates to ${names.apex}: ${isKnown ? '' : 'unless one does, '}nobody follows the routes of the Canary`,
          fix: `name it in a VirtualService: delegate: {name: ${names.apex}, namespace: ${entity.id.namespace}}`,
        });
      }
    }
  },
};

function isNamed(given: World, { names, namespace }: Release): boolean {
  return given
    .all(VIRTUAL_SERVICE)
    .some(({ id, spec }) =>
      (spec.http ?? []).some(
        ({ delegate }) => delegate?.name === names.apex && (delegate.namespace || id.namespace) === namespace,
      ),
    );
}
