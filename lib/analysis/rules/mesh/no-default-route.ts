import type { HTTPMatchRequest } from '../../../../imports/networking.istio.io';
import { fullName } from '../../../mesh/host-names';
import { MESH_GATEWAY } from '../../../mesh/virtual-services';
import { VIRTUAL_SERVICE } from '../../../world/kinds';
import { documents, istio, shop } from '../../examples';
import type { Rule } from '../../rule';

const TO = 'route: [{destination: {host: reviews}}]';
const example = (more: string) =>
  documents(
    shop('reviews'),
    istio(
      'VirtualService',
      'reviews',
      `hosts: [reviews]\nhttp:\n- match: [{headers: {end-user: {exact: jason}}}]\n  timeout: 3s\n  ${TO}${more}`,
    ),
  );

export const noDefaultRoute: Rule = {
  id: 'MESH_NO_DEFAULT_ROUTE',
  severity: 'note',
  kinds: [VIRTUAL_SERVICE],
  docs: {
    says: 'a VirtualService of a Service without a rule for what no other one takes',
    why: 'A request that no rule takes gets 404: there is no way back to the route that the Service has without a VirtualService.',
    fix: 'Add a rule without `match` at the end.',
    symptoms: ['404 NR', 'route_not_found'],
    see: 'https://istio.io/latest/docs/ops/best-practices/traffic-management/#set-default-routes-for-services',
    wrong: example(''),
    right: example(`\n- ${TO}`),
  },

  check(mesh, report) {
    for (const entity of mesh.given.all(VIRTUAL_SERVICE)) {
      const { http = [], hosts = [], gateways = [] } = entity.spec;
      if (http.length === 0 || (gateways.length > 0 && !gateways.includes(MESH_GATEWAY))) continue;
      // A delegate may take everything.
      if (http.some(({ match = [], delegate }) => delegate !== undefined || match.length === 0 || match.some(takesAll)))
        continue;
      const host = hosts.find((each) =>
        mesh
          .servicesWithHost(fullName(each, entity.id.namespace, mesh.config.clusterDomain))
          .some(({ registry }) => registry === 'Kubernetes'),
      );
      // Each path, or each method, may have a rule of its own.
      if (host === undefined) continue;
      report(entity, ['spec', 'http'], {
        message: `requests to ${host} that no rule takes get 404`,
        fix: 'add a rule without match at the end, unless that is meant',
      });
    }
  },
};

/** Whether a condition is met by every request of a sidecar. */
function takesAll({
  uri,
  method,
  authority,
  scheme,
  headers,
  withoutHeaders,
  queryParams,
  port,
  sourceLabels,
  sourceNamespace,
}: HTTPMatchRequest): boolean {
  const isAny = uri === undefined || uri.prefix === '/' || uri.regex === '.*' || Object.keys(uri).length === 0;
  const others = [headers, withoutHeaders, queryParams, sourceLabels].every(
    (each) => Object.keys(each ?? {}).length === 0,
  );
  return (
    isAny &&
    others &&
    method === undefined &&
    authority === undefined &&
    scheme === undefined &&
    !port &&
    !sourceNamespace
  );
}
