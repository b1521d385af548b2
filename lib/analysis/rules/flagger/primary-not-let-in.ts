import { type LabelSelector, matchesSelector } from '../../../kube/label-selector';
import type { Mesh } from '../../../mesh/mesh';
import { perMesh } from '../../../mesh/per-mesh';
import type { FieldPath } from '../../../model/finding';
import { describeId, type Sound } from '../../../world/entity';
import { NETWORK_POLICY } from '../../../world/kinds';
import type { NetworkPolicyPeer, NetworkPolicySpec } from '../../../world/native-specs';
import type { Release } from '../../release/releases';
import { SelectorIndex } from '../../release/selector-index';
import type { Report } from '../../rule';

/** NetworkPolicies that let pods in, or out to them, by the label of the target. */
export function reportPeers(mesh: Mesh, { entity, target, namespace, targetId }: Release, report: Report): void {
  if (target?.label === undefined) return;
  const { given } = mesh;
  const { label, value, primaryValue, primaryLabels, workload } = target;
  for (const { policy, path, peers } of new Set(peersByLabel(mesh).asking(label, value))) {
    if (!given.together(entity, policy)) continue;
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

/** Peers of a rule of a NetworkPolicy. */
interface Peers {
  readonly policy: Sound<NetworkPolicySpec>;
  readonly path: FieldPath;
  readonly peers: readonly NetworkPolicyPeer[];
}

const peersByLabel = perMesh(({ given }) => {
  const index = new SelectorIndex<Peers>();
  for (const policy of given.all(NETWORK_POLICY)) {
    for (const [path, peers] of peersOf(policy.spec)) {
      const item = { policy, path, peers };
      for (const { podSelector } of peers) if (podSelector !== undefined) index.add(podSelector, item);
    }
  }
  return index;
});

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
