import { groupBy } from '../../../kube/group-by';
import { fullName, serviceHost } from '../../../mesh/host-names';
import { MESH_GATEWAY } from '../../../mesh/virtual-services';
import { describeId } from '../../../world/entity';
import { CANARY, DESTINATION_RULE, VIRTUAL_SERVICE } from '../../../world/kinds';
import { objectExample, releaseExample } from '../../release/example';
import { isFlaggers, istioReleases } from '../../release/releases';
import type { Rule } from '../../rule';

const LIMITS = 'connectionPool: {http: {http1MaxPendingRequests: 5}}';

export const destinationRule: Rule = {
  id: 'FLAGGER_DESTINATION_RULE',
  severity: 'warning',
  kinds: [CANARY],
  docs: {
    says: 'a DestinationRule for the Service of a Canary',
    why: "Flagger's routes send all requests to the Services of the primary and of the canary, which have DestinationRules of their own: neither the policy nor the subsets of one for the Service itself apply to any of them.",
    fix: 'Say the policy in `service.trafficPolicy` of the Canary, from which Flagger writes both DestinationRules, and take this one out.',
    symptoms: ['circuit breaker has no effect', 'load balancing has no effect', 'subset not found'],
    see: 'https://docs.flagger.app/tutorials/istio-progressive-delivery',
    wrong: releaseExample(
      {},
      objectExample(
        'networking.istio.io/v1',
        'DestinationRule',
        'limits',
        'spec:',
        '  host: reviews',
        `  trafficPolicy: {${LIMITS}}`,
      ),
    ),
    right: releaseExample({ service: `port: 9080, trafficPolicy: {${LIMITS}}` }),
  },

  check(mesh, report) {
    const { given, config } = mesh;
    const rules = groupBy(
      given.all(DESTINATION_RULE).filter((rule) => !isFlaggers(rule)),
      ({ spec, id }) => fullName(spec.host, id.namespace, config.clusterDomain),
    );
    if (rules.size === 0) return;
    const asked = new Set(
      given
        .all(VIRTUAL_SERVICE)
        .flatMap(({ id, spec }) =>
          [...(spec.http ?? []), ...(spec.tcp ?? []), ...(spec.tls ?? [])].flatMap(({ route = [] }) =>
            route.map(({ destination }) => fullName(destination.host, id.namespace, config.clusterDomain)),
          ),
        ),
    );
    for (const { entity, spec, names, namespace } of istioReleases(mesh)) {
      const gateways = spec.service?.gateways ?? [];
      // Whoever does not follow the routes of the Canary calls the Service itself.
      if (spec.service?.delegation === true || (gateways.length > 0 && !gateways.includes(MESH_GATEWAY))) continue;
      const host = serviceHost(names.apex, namespace, config.clusterDomain);
      if (asked.has(host)) continue;
      for (const rule of rules.get(host) ?? []) {
        if (!given.together(entity, rule)) continue;
        report(rule, ['spec', 'host'], {
          message: `no request follows it: ${describeId(entity.id)} sends all requests for ${names.apex} to ${names.primary} and ${names.canary}`,
          fix: 'say the policy in service.trafficPolicy of the Canary',
          related: [{ entity, path: ['spec', 'targetRef', 'name'], message: 'routes the requests' }],
        });
      }
    }
  },
};
