import type { DestinationRuleSpec } from '../../../../imports/networking.istio.io';
import { fullName } from '../../../mesh/host-names';
import type { Mesh } from '../../../mesh/mesh';
import type { MeshService } from '../../../mesh/services';
import type { Sound } from '../../../world/entity';
import { DESTINATION_RULE } from '../../../world/kinds';
import { documents, istio, shop } from '../../examples';
import type { Report, Rule } from '../../rule';
import { serviceNamed } from '../../traffic/hosts';
import { policiesWith } from '../../traffic/policies';

const AUTHORITY = ', caCertificates: /etc/certs/ca.pem';
const whole = (more: string) =>
  documents(
    shop('reviews'),
    istio('DestinationRule', 'reviews', `host: reviews\ntrafficPolicy: {tls: {mode: SIMPLE${more}}}`),
  );
const ofPort = (more: string) =>
  documents(
    shop('reviews'),
    istio(
      'DestinationRule',
      'reviews',
      `host: reviews\ntrafficPolicy: {portLevelSettings: [{port: {number: 80}, tls: {mode: SIMPLE${more}}}]}`,
    ),
  );
const DOCS = {
  why: 'Without `caCertificates` or a credential the certificate of the server is verified against the authorities of the operating system, which know no certificate of a private authority: no connection comes about. For hosts outside, whose certificates are public, that is right, and nothing is said.',
  fix: 'Write `caCertificates`, or `credentialName` with a Secret that has them.',
  symptoms: ['503 UF', 'CERTIFICATE_VERIFY_FAILED'],
} as const;

export const unverifiedCertificates: Rule = {
  id: 'IST0128',
  severity: 'warning',
  kinds: [DESTINATION_RULE],
  docs: {
    says: 'TLS to a service of the cluster, without the authority of its certificate',
    ...DOCS,
    see: 'https://istio.io/latest/docs/reference/config/analysis/ist0128/',
    wrong: whole(''),
    right: whole(AUTHORITY),
  },
  check: (mesh, report) => check(mesh, report, false),
};

export const unverifiedCertificatesOfPorts: Rule = {
  id: 'IST0129',
  severity: 'warning',
  kinds: [DESTINATION_RULE],
  docs: {
    says: 'TLS to a port of a service of the cluster, without the authority of its certificate',
    ...DOCS,
    see: 'https://istio.io/latest/docs/reference/config/analysis/ist0129/',
    wrong: ofPort(''),
    right: ofPort(AUTHORITY),
  },
  check: (mesh, report) => check(mesh, report, true),
};

function check(mesh: Mesh, report: Report, ofPorts: boolean): void {
  for (const { entity, path, policy, of } of policiesWith(mesh.given, 'tls')) {
    const { tls } = policy;
    if ((of === 'port') !== ofPorts || (tls?.mode !== 'SIMPLE' && tls?.mode !== 'MUTUAL')) continue;
    if (tls.caCertificates || tls.credentialName || tls.insecureSkipVerify === true) continue;
    if (!isInside(mesh, entity)) continue;
    const to = of === 'port' ? `port ${policy.port?.number ?? 0} of ${entity.spec.host}` : entity.spec.host;
    report(entity, [...path, 'tls', 'mode'], {
      message: `the certificate of ${to} is verified against the authorities of the operating system: one of a private authority is refused, and requests get 503`,
      fix: 'write caCertificates, or credentialName',
    });
  }
}

/** Whether a rule is for services of the cluster or of the mesh. */
function isInside(mesh: Mesh, { spec, id }: Sound<DestinationRuleSpec>): boolean {
  const host = fullName(spec.host, id.namespace, mesh.config.clusterDomain);
  const services = mesh.servicesWithHost(host);
  if (services.length > 0) return services.every((service) => !isOutside(service));
  return serviceNamed(mesh, host) !== undefined;
}

function isOutside({ external, aliasOf, resolution, registry }: MeshService): boolean {
  return external || aliasOf !== undefined || (registry === 'ServiceEntry' && resolution.startsWith('DNS'));
}
