import { isOfKind } from '../../../world/kind';
import { GATEWAY_API_GATEWAY, INGRESS, SECRET } from '../../../world/kinds';
import type { Reference } from '../../../world/references/reference';
import { reportMissing } from '../../missing';
import type { Rule } from '../../rule';
import { mayHaveSecretsMade } from '../../secret-makers';

const example = (name: string) => `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: shop, namespace: shop}
spec: {secretName: shop-tls, dnsNames: [shop.example.com], issuerRef: {kind: ClusterIssuer, name: letsencrypt}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, namespace: shop}
spec:
  tls: [{hosts: [shop.example.com], secretName: ${name}}]
  rules:
  - host: shop.example.com
    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, image: example.com/web:1.0.0, ports: [{containerPort: 8080}]}]}
`;

export const certificateMissing: Rule = {
  id: 'K8S_CERTIFICATE_MISSING',
  severity: 'warning',
  kinds: [INGRESS, GATEWAY_API_GATEWAY],
  docs: {
    says: 'a Secret with a certificate, for an Ingress or a Gateway of the Gateway API, which nobody makes',
    why: 'An Ingress is served with the certificate of its controller, which browsers refuse; a listener of a Gateway is not served at all. Many certificates are made by hand, so it is a warning; an error where the manifests are complete.',
    fix: 'Write the name of the Secret that is there or that a Certificate makes, or say under `external` in `meshwright.yaml` that it is made elsewhere.',
    symptoms: ['fake certificate', 'certificate is not valid', 'InvalidCertificateRef'],
    see: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#tls',
    wrong: example('shop-tsl'),
    right: example('shop-tls'),
  },

  check(mesh, report) {
    const { given } = mesh;
    const isComplete = given.settings.complete === true;
    const isMade = ({ to }: Reference) => !isComplete && mayHaveSecretsMade(given, to.namespace);
    const concerns = ({ role, to }: Reference) => role === 'certificate' && isOfKind(to, SECRET);
    const consequence = ({ from }: Reference) =>
      from.id.kind === INGRESS.kind
        ? 'the controller serves a certificate of its own, which clients refuse'
        : 'the listener does not serve';
    reportMissing(mesh, report, {
      concerns: (reference) => concerns(reference) && !isMade(reference),
      consequence,
      missing: isComplete ? 'error' : 'warning',
    });
    reportMissing(mesh, report, {
      concerns: (reference) => concerns(reference) && isMade(reference),
      consequence,
      missing: 'note',
    });
  },
};
