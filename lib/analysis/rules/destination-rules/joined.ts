import type { DestinationRuleSpec } from '../../../../imports/networking.istio.io';
import { groupBy } from '../../../kube/group-by';
import { byCreation, isOrderKnown } from '../../../mesh/creation-order';
import { fullName } from '../../../mesh/host-names';
import type { Mesh } from '../../../mesh/mesh';
import { describeId, isSameObject, type Sound } from '../../../world/entity';
import { DESTINATION_RULE } from '../../../world/kinds';
import { documents, istio, shop } from '../../examples';
import type { Report, Rule } from '../../rule';

const rule = (name: string, spec: string) => istio('DestinationRule', name, `host: reviews\n${spec}`);
const RANDOM = 'trafficPolicy: {loadBalancer: {simple: RANDOM}}';
const LIMITS = 'trafficPolicy: {connectionPool: {http: {http1MaxPendingRequests: 1}}}';
const SUBSETS = 'subsets: [{name: v1, labels: {version: v1}}]';

export const joinedRules: Rule = {
  id: 'MESH_DESTINATION_RULES_JOINED',
  severity: 'warning',
  kinds: [DESTINATION_RULE],
  docs: {
    says: 'DestinationRules of a namespace for one host, of which parts are lost',
    why: 'istiod makes one rule of them: subsets are collected, the first of each name, and `trafficPolicy` is that of the oldest rule that has one. It is not joined field by field.',
    fix: 'Write one DestinationRule for the host.',
    symptoms: ['a policy has no effect', 'requests go to the wrong version'],
    see: 'https://istio.io/latest/docs/ops/best-practices/traffic-management/#split-virtual-services',
    wrong: documents(shop('reviews'), rule('reviews', RANDOM), rule('reviews-limits', LIMITS)),
    right: documents(shop('reviews'), rule('reviews', SUBSETS), rule('reviews-limits', LIMITS)),
  },

  check(mesh, report) {
    const rules = groupBy(mesh.given.all(DESTINATION_RULE), (entity) => keyOf(mesh, entity));
    for (const [, all] of rules) if (all.length > 1) reportLost(mesh, all, report);
  },
};

/** Rules with one key are made one: they are for the same host, clients and namespaces. */
function keyOf({ config }: Mesh, { spec, id }: Sound<DestinationRuleSpec>): string {
  const labels = spec.workloadSelector && Object.entries(spec.workloadSelector.matchLabels ?? {}).sort();
  const host = fullName(spec.host, id.namespace, config.clusterDomain);
  return JSON.stringify([id.namespace, host, labels, [...(spec.exportTo ?? [])].sort()]);
}

function reportLost({ given }: Mesh, rules: readonly Sound<DestinationRuleSpec>[], report: Report): void {
  const sorted = [...rules].sort(byCreation);
  for (const [index, entity] of sorted.entries()) {
    const before = sorted.slice(0, index).filter((each) => !isSameObject(each, entity) && given.together(each, entity));
    const { trafficPolicy, subsets = [], host } = entity.spec;
    const policy = before.find((each) => each.spec.trafficPolicy !== undefined);
    const tell = (other: Sound<DestinationRuleSpec>) =>
      isOrderKnown(other, entity)
        ? `${describeId(other.id)}, which is older, has one, too`
        : `${describeId(other.id)} has one, too, and the older counts (by name: that one)`;
    if (trafficPolicy !== undefined && policy !== undefined && differs(trafficPolicy, policy.spec.trafficPolicy)) {
      report(entity, ['spec', 'trafficPolicy'], {
        message: `this policy for ${host} is lost: ${tell(policy)}`,
        fix: 'write one DestinationRule for the host',
        related: [{ entity: policy, path: ['spec', 'trafficPolicy'], message: 'counts' }],
      });
    }
    for (const [at, subset] of subsets.entries()) {
      for (const each of before) {
        const own = (each.spec.subsets ?? []).findIndex(({ name }) => name === subset.name);
        if (own === -1) continue;
        if (differs(each.spec.subsets?.[own], subset)) {
          report(entity, ['spec', 'subsets', at], {
            message: `this subset ${subset.name} of ${host} is lost: ${tell(each)}`,
            fix: 'write one DestinationRule for the host',
            related: [{ entity: each, path: ['spec', 'subsets', own], message: 'counts' }],
          });
        }
        break;
      }
    }
  }
}

function differs(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) !== JSON.stringify(b);
}
