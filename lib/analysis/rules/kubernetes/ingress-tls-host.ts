import { INGRESS } from '../../../world/kinds';
import type { Rule } from '../../rule';

const example = (host: string) => `
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, image: example.com/web:1.0.0, ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, namespace: shop, annotations: {cert-manager.io/cluster-issuer: letsencrypt}}
spec:
  tls: [{hosts: [${host}], secretName: shop-tls}]
  rules:
  - host: shop.example.com
    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
`;

export const ingressTlsHost: Rule = {
  id: 'K8S_INGRESS_TLS_HOST',
  severity: 'warning',
  kinds: [INGRESS],
  docs: {
    says: 'a host with a certificate that no rule of the Ingress serves',
    why: 'The certificate is for a host without routes, and the host that has routes is served with another certificate, which clients refuse.',
    fix: 'Write the same host in `tls.hosts` and in the rule.',
    symptoms: ['fake certificate', 'certificate is not valid for', '404'],
    see: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#tls',
    wrong: example('shop.example.org'),
    right: example('shop.example.com'),
  },

  check({ given: world }, report) {
    for (const entity of world.all(INGRESS)) {
      const { tls = [], rules = [], defaultBackend } = entity.spec;
      const hosts = rules.map(({ host }) => host);
      // Without a host a rule serves all of them.
      if (rules.length === 0 || hosts.includes(undefined) || defaultBackend) continue;
      for (const [index, { hosts: secured = [] }] of tls.entries()) {
        for (const [each, host] of secured.entries()) {
          if (hosts.some((served) => served !== undefined && overlap(served, host))) continue;
          report(entity, ['spec', 'tls', index, 'hosts', each], {
            message: `no rule serves ${host}: the certificate is for a host without routes`,
            fix: `the rules serve ${hosts.slice(0, 10).join(', ')}`,
          });
        }
      }
    }
  },
};

/** Whether there is a host that both stand for; `*.` stands for one label. */
function overlap(a: string, b: string): boolean {
  if (a === b || a === '' || b === '') return true;
  return covers(a, b) || covers(b, a);
}

function covers(wildcard: string, host: string): boolean {
  return wildcard.startsWith('*.') && host.slice(host.indexOf('.')) === wildcard.slice(1);
}
