import { isOfKind } from '../../../world/kind';
import { CERTIFICATE, CLUSTER_ISSUER, GATEWAY_API_GATEWAY, INGRESS, ISSUER } from '../../../world/kinds';
import { reportMissing } from '../../missing';
import type { Rule } from '../../rule';

const example = (name: string) => `
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: shop-ca, namespace: shop}
spec: {selfSigned: {}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: shop, namespace: shop}
spec: {secretName: shop-tls, dnsNames: [shop.example.com], issuerRef: {name: ${name}}}
`;

export const issuerMissing: Rule = {
  id: 'K8S_ISSUER_MISSING',
  severity: 'error',
  kinds: [CERTIFICATE, INGRESS, GATEWAY_API_GATEWAY],
  docs: {
    says: 'a certificate from an Issuer or ClusterIssuer of cert-manager which does not exist',
    why: 'The Certificate never becomes ready and its Secret is not made, so whatever serves it has no certificate.',
    fix: 'Write name and kind of the issuer: without a kind, it is an Issuer of the same namespace.',
    symptoms: ['Issuer not found', 'certificate is not ready', 'fake certificate'],
    see: 'https://cert-manager.io/docs/concepts/issuer/',
    wrong: example('shop-cas'),
    right: example('shop-ca'),
  },

  check(mesh, report) {
    const { given } = mesh;
    const consequence = () => 'no certificate is issued';
    reportMissing(mesh, report, {
      concerns: ({ role, to }) => role === 'issuer' && isOfKind(to, ISSUER),
      consequence,
    });
    reportMissing(mesh, report, {
      concerns: ({ role, to }) => role === 'issuer' && isOfKind(to, CLUSTER_ISSUER),
      consequence,
      missing: given.settings.complete === true ? 'error' : 'warning',
    });
  },
};
