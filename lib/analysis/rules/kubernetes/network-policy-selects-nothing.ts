import { formatSelector, type LabelSelector, matchesSelector } from '../../../kube/label-selector';
import type { FieldPath } from '../../../model/finding';
import { NETWORK_POLICY } from '../../../world/kinds';
import { knowsPodsOf } from '../../../world/known-pods';
import type { NetworkPolicyPeer, NetworkPolicySpec } from '../../../world/native-specs';
import type { World } from '../../../world/world';
import type { Rule } from '../../rule';
import { missed, selectsAll } from '../../selection';

const example = (app: string) => `
apiVersion: v1
kind: Pod
metadata: {name: reviews, namespace: shop, labels: {app: reviews}}
spec: {containers: [{name: reviews, image: example.com/reviews:1.0.0}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: reviews, namespace: shop}
spec: {podSelector: {matchLabels: {app: ${app}}}, policyTypes: [Ingress]}
`;

export const networkPolicySelectsNothing: Rule = {
  id: 'K8S_NETWORK_POLICY_SELECTS_NOTHING',
  severity: 'warning',
  kinds: [NETWORK_POLICY],
  docs: {
    says: 'a NetworkPolicy that selects no pod, or allows pods that do not exist',
    why: 'A policy without pods protects nothing: traffic that it was to stop goes on. A peer that does not exist lets nobody in: those that were meant are timed out.',
    fix: 'Write the labels of the pod templates, and for pods of other namespaces a `namespaceSelector` beside the `podSelector`.',
    symptoms: ['connection timed out', 'policy has no effect'],
    see: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
    wrong: example('review'),
    right: example('reviews'),
  },

  check({ given, world }, report) {
    for (const policy of given.all(NETWORK_POLICY)) {
      const { podSelector = {} } = policy.spec;
      const { namespace } = policy.id;
      if (isMissed(world, [namespace], podSelector)) {
        report(policy, ['spec', 'podSelector'], {
          message: `no pod of namespace ${namespace} matches ${formatSelector(podSelector)}: the policy protects nothing`,
          ...missed(world, namespace, podSelector),
        });
      }
      for (const [path, peer] of peersOf(policy.spec)) {
        const namespaces = namespacesOf(world, namespace, peer);
        if (peer.podSelector === undefined || namespaces === undefined) continue;
        if (!isMissed(world, namespaces, peer.podSelector)) continue;
        const [only = namespace] = namespaces;
        report(policy, [...path, 'podSelector'], {
          message: `no pod of namespace ${namespaces.join(', ')} matches ${formatSelector(peer.podSelector)}: it allows nothing`,
          ...missed(world, only, peer.podSelector),
        });
      }
    }
  },
};

function isMissed(world: World, namespaces: readonly string[], selector: LabelSelector): boolean {
  return (
    !selectsAll(selector) &&
    namespaces.length > 0 &&
    namespaces.every((each) => knowsPodsOf(world, each) && !world.selectsAny(each, selector))
  );
}

function* peersOf({
  ingress = [],
  egress = [],
}: NetworkPolicySpec): Generator<readonly [FieldPath, NetworkPolicyPeer]> {
  for (const [index, { from = [] }] of ingress.entries()) {
    for (const [each, peer] of from.entries()) yield [['spec', 'ingress', index, 'from', each], peer];
  }
  for (const [index, { to = [] }] of egress.entries()) {
    for (const [each, peer] of to.entries()) yield [['spec', 'egress', index, 'to', each], peer];
  }
}

/** The namespaces of a peer; undefined when there may be more than those that are given. */
function namespacesOf(
  world: World,
  own: string,
  { namespaceSelector }: NetworkPolicyPeer,
): readonly string[] | undefined {
  if (namespaceSelector === undefined) return [own];
  const name = namespaceSelector.matchLabels?.['kubernetes.io/metadata.name'];
  if (name === undefined && world.settings.complete !== true) return undefined;
  return world.namespaceNames.filter((each) => matchesSelector(world.namespaceLabels(each), namespaceSelector));
}
