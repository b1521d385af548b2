import type { Rule as PolicyRule } from '../../../../imports/security.istio.io';
import type { FieldPath } from '../../../model/finding';
import { AUTHORIZATION_POLICY } from '../../../world/kinds';
import { documents, istio, shop } from '../../examples';
import type { Rule } from '../../rule';
import { enforcersOf, inboundOf, policyRulesIn } from './subjects';

const example = (mode: string) =>
  documents(
    shop('reviews'),
    istio('PeerAuthentication', 'default', `mtls: {mode: ${mode}}`),
    istio(
      'AuthorizationPolicy',
      'reviews',
      'selector: {matchLabels: {app: reviews}}\nrules: [{from: [{source: {namespaces: [shop]}}]}]',
    ),
  );

export const policyPlainText: Rule = {
  id: 'MESH_POLICY_WITHOUT_IDENTITY',
  severity: 'error',
  kinds: [AUTHORIZATION_POLICY],
  docs: {
    says: 'an AuthorizationPolicy that asks who the client is, at pods that clients send plain text to',
    why: 'The identity of a client is in its certificate, which it shows with mutual TLS alone. With DISABLE nobody shows one, so that `principals`, `namespaces` and `serviceAccounts` match nobody; with PERMISSIVE a client without a sidecar is not denied by them.',
    fix: 'Set mutual TLS of the pods to STRICT, or PERMISSIVE for clients without a sidecar.',
    symptoms: ['403 RBAC: access denied', '200 instead of 403'],
    see: 'https://istio.io/latest/docs/reference/config/security/authorization-policy/#Source',
    wrong: example('DISABLE'),
    right: example('STRICT'),
  },

  check(mesh, report) {
    for (const { entity, rule, path, action } of policyRulesIn(mesh.given)) {
      if (action === 'AUDIT' || action === 'CUSTOM') continue;
      const asked = identityIn(rule);
      if (asked === undefined) continue;
      const { sidecars } = enforcersOf(mesh, entity);
      const modes = sidecars.flatMap((workload) => {
        const ports = inboundOf(mesh, workload).map(({ port }) => port);
        return (ports.length === 0 ? [0] : ports).map((port) => mesh.mutualTls(workload, port));
      });
      const [first] = modes;
      if (first === undefined) continue;
      if (modes.every(({ mode }) => mode === 'DISABLE')) {
        report(entity, [...path, ...asked], {
          message: `the pods take no mutual TLS (DISABLE), so that no client shows who it is: ${action === 'ALLOW' ? 'the rule allows nothing' : 'the rule denies nothing'}`,
          fix: 'set mutual TLS of the pods to STRICT',
          related: first.place === undefined ? [] : [{ ...first.place, message: 'what they take' }],
        });
      } else if (action === 'DENY' && !asked.some((part) => String(part).startsWith('not'))) {
        const open = modes.find(({ mode }) => mode === 'PERMISSIVE');
        if (open === undefined) continue;
        report(entity, [...path, ...asked], {
          severity: 'note',
          message:
            'the pods take plain text as well (PERMISSIVE): a client that sends it shows no identity, and is not denied',
          fix: 'set mutual TLS of the pods to STRICT',
          related: open.place === undefined ? [] : [{ ...open.place, message: 'what they take' }],
        });
      }
    }
  },
};

const IDENTITIES = ['principals', 'namespaces', 'serviceAccounts'] as const;

/** Where a rule asks who the client is, if all of its sources do. */
function identityIn({ from = [], when = [] }: PolicyRule): FieldPath | undefined {
  const places = from.map(({ source = {} }, index): FieldPath | undefined => {
    const field = IDENTITIES.find((name) => (source[name] ?? []).length > 0);
    return field && ['from', index, 'source', field];
  });
  if (places.length > 0 && places.every((place) => place !== undefined)) return places[0];
  const at = when.findIndex(
    ({ key, values = [] }) => /^source\.(principal|namespace|serviceAccount)$/.test(key) && values.length > 0,
  );
  return at === -1 ? undefined : ['when', at];
}
