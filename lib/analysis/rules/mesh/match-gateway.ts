import { gatewayName, MESH_GATEWAY } from '../../../mesh/virtual-services';
import { VIRTUAL_SERVICE } from '../../../world/kinds';
import { documents, edgeGateway, istio, shop } from '../../examples';
import type { Rule } from '../../rule';
import { conditionsWith } from '../../traffic/routes';

const example = (gateways: string) =>
  documents(
    shop('reviews'),
    edgeGateway(),
    istio(
      'VirtualService',
      'reviews',
      `hosts: [reviews, shop.example.com]
gateways: ${gateways}
http:
- match: [{gateways: [edge], uri: {prefix: /api}}]
  timeout: 3s
  route: [{destination: {host: reviews}}]
- route: [{destination: {host: reviews}}]`,
    ),
  );

export const matchGateway: Rule = {
  id: 'MESH_MATCH_GATEWAY',
  severity: 'error',
  kinds: [VIRTUAL_SERVICE],
  docs: {
    says: 'a condition for a gateway that the VirtualService is not for',
    why: 'The gateways of a condition choose among those of the VirtualService. One that is not among them never meets it; without `gateways` the VirtualService is for sidecars only, which are called `mesh`.',
    fix: 'Add the gateway to `gateways` of the VirtualService.',
    symptoms: ['rules are ignored', '404 NR'],
    see: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest-gateways',
    wrong: example('[mesh]'),
    right: example('[mesh, edge]'),
  },

  check({ given }, report) {
    for (const { entity, match, path } of conditionsWith(given, 'gateways')) {
      const { gateways = [], hosts = [] } = entity.spec;
      // A delegate is for the gateways of those that name it.
      if (hosts.length === 0) continue;
      const { namespace } = entity.id;
      const own = new Set(
        (gateways.length === 0 ? [MESH_GATEWAY] : gateways).map((name) => gatewayName(name, namespace)),
      );
      const written = match.gateways ?? [];
      const others = written.filter((name) => !own.has(gatewayName(name, namespace)));
      const [first] = others;
      if (first === undefined) continue;
      report(entity, [...path, 'gateways', written.indexOf(first)], {
        severity: others.length === written.length ? 'error' : 'warning',
        message: `the VirtualService is for ${[...own].join(', ')}, and not for ${others.join(', ')}: ${others.length === written.length ? 'the condition is never met' : 'this part of the condition is never met'}`,
        fix: `add ${first} to spec.gateways${gateways.length === 0 ? ', beside mesh' : ''}`,
      });
    }
  },
};
