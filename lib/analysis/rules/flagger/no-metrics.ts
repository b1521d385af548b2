import { BUILT_IN_METRICS } from '../../../flagger-catalogue/metric-providers';
import { isTcp } from '../../../flagger-objects/virtual-service';
import type { Mesh } from '../../../mesh/mesh';
import { USE_WAYPOINT } from '../../../mesh/waypoints';
import { describeId } from '../../../world/entity';
import { CANARY, GATEWAY_API_GATEWAY } from '../../../world/kinds';
import { canaryExample, deploymentExample, yaml } from '../../release/example';
import { metricsOf } from '../../release/metrics';
import type { Release } from '../../release/releases';
import type { Rule } from '../../rule';

const example = (labels: string) =>
  yaml(`apiVersion: v1\nkind: Namespace\nmetadata: {name: shop${labels}}`, deploymentExample(), canaryExample());

export const noMetrics: Rule = {
  id: 'FLAGGER_NO_METRICS',
  severity: 'error',
  kinds: [CANARY],
  docs: {
    says: 'a built-in metric of requests where nobody counts requests',
    why: 'The built-in metrics are what the sidecar of the target reports of requests. Without a sidecar, with connections that are no requests, or in an ambient mesh without a waypoint, there are none: each check finds no values and fails.',
    fix: 'Give the pods a sidecar, or the namespace a waypoint; for TCP name a MetricTemplate.',
    symptoms: ['no values found', 'every release is rolled back'],
    see: 'https://docs.flagger.app/usage/metrics#builtin-metrics',
    wrong: example(''),
    right: example(', labels: {istio-injection: enabled}'),
  },

  check(mesh, report) {
    for (const { release, metric, path, builtIn } of metricsOf(mesh)) {
      if (!builtIn || !BUILT_IN_METRICS.includes(metric.name) || release.provider !== 'istio') continue;
      const why = whyNone(mesh, release);
      if (why === undefined) continue;
      report(release.entity, [...path, 'name'], {
        message: `${metric.name} has no values: ${why.says}: every check fails, and each release is rolled back`,
        fix: why.fix,
        related:
          release.target === undefined
            ? []
            : [{ entity: release.target.entity, path: release.target.workload.template, message: 'the pods' }],
      });
    }
  },
};

function whyNone(mesh: Mesh, { canary, target, namespace }: Release): { says: string; fix: string } | undefined {
  if (isTcp(canary)) {
    return {
      says: 'with appProtocol tcp there are no requests to count',
      fix: 'name a MetricTemplate about connections',
    };
  }
  if (target === undefined) return undefined;
  const proxy = mesh.proxyOf(target.workload);
  if (proxy.assumed !== undefined) return undefined;
  const pods = `the pods of ${describeId(target.entity.id)}`;
  if (proxy.kind === 'none') {
    return {
      says: `${pods} have no sidecar that counts requests`,
      fix: 'label the namespace istio-injection: enabled',
    };
  }
  if (proxy.kind !== 'ambient') return undefined;
  const { given } = mesh;
  const waypoint = target.workload.labels[USE_WAYPOINT] ?? given.namespaceLabels(namespace)[USE_WAYPOINT];
  if (waypoint !== undefined && waypoint !== 'none') return undefined;
  // A Service may name one, too: then it is not known here.
  if (given.hasIn(namespace, GATEWAY_API_GATEWAY)) return undefined;
  return {
    says: `${pods} are in an ambient mesh without a waypoint, and ztunnel counts connections alone`,
    fix: `label the namespace ${USE_WAYPOINT}, and add the waypoint`,
  };
}
