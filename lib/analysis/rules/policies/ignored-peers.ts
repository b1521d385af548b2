import type { PeerAuthenticationSpec } from '../../../../imports/security.istio.io';
import { describeId, type Sound } from '../../../world/entity';
import { PEER_AUTHENTICATION } from '../../../world/kinds';
import { documents, istio, shop } from '../../examples';
import { type Overruled, overruledBySelector, overruledInNamespace, reasonOf, winner } from '../../overlapping';
import type { Rule } from '../../rule';

const peers = (name: string, spec: string) => istio('PeerAuthentication', name, spec);

export const ignoredPeers: Rule = {
  id: 'MESH_PEER_AUTHENTICATION_IGNORED',
  severity: 'error',
  kinds: [PEER_AUTHENTICATION],
  docs: {
    says: 'several PeerAuthentications for the same pods, or for all of a namespace',
    why: 'Of each level, pods, namespace and mesh, the oldest counts. The others are not looked at, whatever they say of mutual TLS.',
    fix: 'Write one, or give one a selector of its own.',
    symptoms: ['a policy has no effect', 'plain text is accepted', 'connection reset'],
    see: 'https://istio.io/latest/docs/reference/config/security/peer_authentication/',
    wrong: documents(shop('reviews'), peers('default', 'mtls: {mode: STRICT}'), peers('old', 'mtls: {mode: DISABLE}')),
    right: documents(
      shop('reviews'),
      peers('default', 'mtls: {mode: STRICT}'),
      peers('old', 'selector: {matchLabels: {app: reviews}}\nmtls: {mode: PERMISSIVE}'),
    ),
  },

  check({ given, world }, report) {
    const all = given.all(PEER_AUTHENTICATION);
    const general = all.filter((entity) => labelsOf(entity) === undefined);
    const ignored: readonly Overruled<Sound<PeerAuthenticationSpec>>[] = [
      ...overruledInNamespace(world, general),
      ...overruledBySelector(world, all, labelsOf),
    ];
    for (const each of ignored) {
      const { entity, by, workload } = each;
      const isSame = JSON.stringify(contentOf(entity)) === JSON.stringify(contentOf(by));
      const whom =
        workload === undefined
          ? `all pods of namespace ${entity.id.namespace}`
          : `the pods of ${workload.entity.id.kind} ${workload.name}`;
      report(entity, workload === undefined ? ['metadata', 'name'] : ['spec', 'selector'], {
        severity: isSame ? 'note' : 'error',
        message: `${describeId(by.id)} is for ${whom}, too: ${reasonOf(each)}, and nothing of the other`,
        fix: 'write one PeerAuthentication',
        related: [winner(each)],
      });
    }
  },
};

function labelsOf({ spec }: Sound<PeerAuthenticationSpec>): Readonly<Record<string, string>> | undefined {
  const labels = spec.selector?.matchLabels ?? {};
  return Object.keys(labels).length === 0 ? undefined : labels;
}

function contentOf({ spec }: Sound<PeerAuthenticationSpec>): unknown {
  return [spec.mtls?.mode ?? 'UNSET', spec.portLevelMtls ?? {}];
}
