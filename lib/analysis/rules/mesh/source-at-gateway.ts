import { hasLabels } from '../../../kube/label-selector';
import type { Mesh } from '../../../mesh/mesh';
import { gatewayName, MESH_GATEWAY } from '../../../mesh/virtual-services';
import { isSound } from '../../../world/entity';
import { GATEWAY, VIRTUAL_SERVICE } from '../../../world/kinds';
import { documents, edgeGateway, istio, shop } from '../../examples';
import type { Rule } from '../../rule';
import { podsOf } from '../../traffic/gateways';
import { conditionsWith } from '../../traffic/routes';

const example = (condition: string) =>
  documents(
    shop('reviews'),
    edgeGateway(),
    istio(
      'VirtualService',
      'reviews',
      `hosts: [shop.example.com]
gateways: [edge]
http:
- match: [${condition}]
  route: [{destination: {host: reviews}}]`,
    ),
  );

export const sourceAtGateway: Rule = {
  id: 'MESH_SOURCE_AT_GATEWAY',
  severity: 'warning',
  kinds: [VIRTUAL_SERVICE],
  docs: {
    says: 'a condition on the source of a request, where requests come through a gateway',
    why: 'The source of `sourceLabels` and `sourceNamespace` is the pod whose proxy has the rules: at a gateway, the pod of the gateway. Where the condition names gateways, too, neither is looked at.',
    fix: 'Write a condition on something that the request carries, such as a header.',
    symptoms: ['404 NR', 'rules are ignored', 'everybody is let through'],
    see: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest-source_labels',
    wrong: example('{sourceLabels: {app: frontend}}'),
    right: example('{headers: {x-client: {exact: frontend}}}'),
  },

  check(mesh, report) {
    const conditions = new Set([
      ...conditionsWith(mesh.given, 'sourceLabels'),
      ...conditionsWith(mesh.given, 'sourceNamespace'),
    ]);
    for (const { entity, path, match } of conditions) {
      const { gateways = [], hosts = [] } = entity.spec;
      const named = gateways.filter((name) => name !== MESH_GATEWAY);
      const { sourceLabels = {}, sourceNamespace = '' } = match;
      const fields = [
        ...(Object.keys(sourceLabels).length > 0 ? ['sourceLabels'] : []),
        ...(sourceNamespace === '' ? [] : ['sourceNamespace']),
      ];
      const [field] = fields;
      if (field === undefined) continue;
      // Of HTTP: conditions on connections are all looked at.
      if ((match.gateways ?? []).length > 0 && path[1] === 'http') {
        report(entity, [...path, field], {
          message: `with gateways beside it, ${fields.join(' and ')} is not looked at: whoever comes through ${match.gateways?.join(', ')} meets the condition`,
          fix: 'write conditions on gateways and on the source into items of their own',
        });
      } else if (hosts.length > 0 && named.length > 0 && named.length === gateways.length) {
        if (named.some((name) => mayBe(mesh, gatewayName(name, entity.id.namespace), sourceLabels, sourceNamespace)))
          continue;
        report(entity, [...path, field], {
          severity: 'error',
          message: `requests come through ${named.join(', ')}, whose pods have other ${field === 'sourceLabels' ? 'labels' : 'namespaces'}: the condition is never met`,
          fix: 'write a condition on the request, or add mesh to gateways',
        });
      }
    }
  },
};

/** Whether the pods of a gateway may be the source that is meant. */
function mayBe(mesh: Mesh, name: string, labels: Readonly<Record<string, string>>, source: string): boolean {
  const [namespace = '', own = ''] = name.split('/');
  const gateway = mesh.given.get(GATEWAY, { namespace, name: own });
  if (gateway === undefined || !isSound(gateway)) return true;
  const { proxies } = podsOf(mesh, gateway);
  return (
    proxies.length === 0 ||
    proxies.some((proxy) => hasLabels(proxy.labels, labels) && (source === '' || source === proxy.namespace))
  );
}
