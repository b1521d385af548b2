import { type LabelSelector, matchesSelector } from '../../../kube/label-selector';
import type { Mesh } from '../../../mesh/mesh';
import type { FieldPath } from '../../../model/finding';
import { describeId } from '../../../world/entity';
import { NETWORK_POLICY } from '../../../world/kinds';
import type { NetworkPolicyPeer, NetworkPolicySpec } from '../../../world/native-specs';
import type { Release } from '../../release/releases';
import type { Report } from '../../rule';

/** NetworkPolicies that let pods in, or out to them, by the label of the target. */
export function reportPeers({ given }: Mesh, { entity, target, namespace, targetId }: Release, report: Report): void {
  if (target?.label === undefined) return;
  const { label, value, primaryValue, primaryLabels, workload } = target;
  for (const policy of given.all(NETWORK_POLICY)) {
    if (!given.together(entity, policy)) continue;
    for (const [path, peers] of peersOf(policy.spec)) {
      const isOfPods = ({ podSelector, namespaceSelector }: NetworkPolicyPeer) =>
        podSelector !== undefined &&
        (namespaceSelector === undefined
          ? policy.id.namespace === namespace
          : matchesSelector(given.namespaceLabels(namespace), namespaceSelector));
      const own = peers.flatMap((peer, index) => (isOfPods(peer) ? [{ selector: peer.podSelector ?? {}, index }] : []));
      if (own.some(({ selector }) => matchesSelector(primaryLabels, selector))) continue;
      for (const { selector, index } of own) {
        if (!asksFor(selector, label) || !matchesSelector(workload.labels, selector)) continue;
        report(policy, [...path, index, 'podSelector'], {
          message: `it lets ${targetId.name} through by ${label}=${value}, and not ${targetId.name}-primary, which serves with ${label}=${primaryValue}: its connections are dropped`,
          fix: `select by a label that both have, or add a peer with ${label}=${primaryValue}`,
          related: [
            { entity, path: ['spec', 'targetRef', 'name'], message: `${describeId(entity.id)} makes the primary` },
          ],
        });
      }
    }
  }
}

function* peersOf({
  ingress = [],
  egress = [],
}: NetworkPolicySpec): Generator<readonly [FieldPath, readonly NetworkPolicyPeer[]]> {
  for (const [index, { from = [] }] of ingress.entries()) yield [['spec', 'ingress', index, 'from'], from];
  for (const [index, { to = [] }] of egress.entries()) yield [['spec', 'egress', index, 'to'], to];
}

/** Whether a selector tells the target from its primary. */
export function asksFor({ matchLabels = {}, matchExpressions = [] }: LabelSelector, label: string): boolean {
  return matchLabels[label] !== undefined || matchExpressions.some(({ key }) => key === label);
}
