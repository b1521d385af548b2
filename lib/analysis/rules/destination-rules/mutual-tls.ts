import type { ClientTLSSettings, DestinationRuleSpec } from '../../../../imports/networking.istio.io';
import { fullName, isWithin } from '../../../mesh/host-names';
import type { Mesh } from '../../../mesh/mesh';
import type { MutualTls } from '../../../mesh/peer-authentication';
import { type KubernetesService, portOf } from '../../../mesh/services';
import type { FieldPath } from '../../../model/finding';
import type { Entity, Sound } from '../../../world/entity';
import { DESTINATION_RULE } from '../../../world/kinds';
import { documents, istio, shop } from '../../examples';
import type { RelatedObservation, Report, Rule } from '../../rule';
import { serviceNamed } from '../../traffic/hosts';
import { type PolicyAt, policiesWith } from '../../traffic/policies';
import { serversOf } from './servers';

const STRICT = istio('PeerAuthentication', 'default', 'mtls: {mode: STRICT}');
const example = (mode: string) =>
  documents(
    shop('reviews'),
    STRICT,
    istio('DestinationRule', 'reviews', `host: reviews\ntrafficPolicy: {tls: {mode: ${mode}}}`),
  );

export const mutualTlsConflict: Rule = {
  id: 'MESH_MUTUAL_TLS',
  severity: 'error',
  kinds: [DESTINATION_RULE],
  docs: {
    says: 'a DestinationRule whose clients do not speak what the pods of the service take',
    why: 'The client follows `tls` of its DestinationRule, the pods their PeerAuthentication: pods that take mutual TLS alone (STRICT) close other connections, and pods without a sidecar, or with DISABLE, cannot read mutual TLS of Istio.',
    fix: 'Leave `tls` out: sidecars find out by themselves what the pods take. Or write ISTIO_MUTUAL for STRICT.',
    symptoms: ['503 UF', '503 UC', 'connection reset'],
    see: 'https://istio.io/latest/docs/ops/common-problems/network-issues/#503-errors-after-setting-destination-rule',
    wrong: example('DISABLE'),
    right: example('ISTIO_MUTUAL'),
  },

  check(mesh, report) {
    for (const place of policiesWith(mesh.given, 'tls')) {
      const setting = settingOf(place);
      if (setting === undefined) continue;
      const { entity } = place;
      const host = fullName(entity.spec.host, entity.id.namespace, mesh.config.clusterDomain);
      const conflict = conflictOf(mesh, entity, host, setting);
      if (conflict !== undefined) tell(entity, setting, conflict, report);
    }
  },
};

/** A `tls` of a rule, and what it is for. */
interface Setting {
  readonly path: FieldPath;
  readonly tls: ClientTLSSettings;
  /** Undefined for all but `others`. */
  readonly port: number | undefined;
  readonly others: ReadonlySet<number>;
  readonly labels: Readonly<Record<string, string>> | undefined;
}

function settingOf({ path: at, policy, subset, of }: PolicyAt): Setting | undefined {
  const { tls } = policy;
  const path = [...at, 'tls'];
  const labels = subset && (subset.labels ?? {});
  if (tls === undefined) return undefined;
  if (of === 'port') {
    const port = policy.port?.number;
    return port === undefined ? undefined : { path, tls, port, others: NONE, labels };
  }
  const { portLevelSettings: ofPorts } = policy;
  const others = ofPorts === undefined ? NONE : new Set(ofPorts.flatMap(({ port }) => port?.number ?? []));
  return { path, tls, port: undefined, others, labels };
}

const NONE: ReadonlySet<number> = new Set();

interface Conflict {
  readonly host: string;
  readonly server: 'STRICT' | 'DISABLE' | 'none';
  readonly isAssumed: boolean;
  readonly related: readonly RelatedObservation[];
}

function conflictOf(
  mesh: Mesh,
  rule: Sound<DestinationRuleSpec>,
  host: string,
  setting: Setting,
): Conflict | undefined {
  const services = host.startsWith('*')
    ? mesh.services.filter((service) => isWithin(service.host, host)).slice(0, MANY)
    : mesh.servicesWithHost(host);
  for (const service of services) {
    if (service.registry !== 'Kubernetes') continue;
    const found = conflictWith(mesh, service, setting);
    if (found !== undefined) return { ...found, host: service.host };
  }
  if (services.length > 0) return undefined;
  return conflictUnseen(mesh, rule, host, setting);
}

/** Of a service that nobody gives, its namespace is known. */
function conflictUnseen(
  mesh: Mesh,
  rule: Sound<DestinationRuleSpec>,
  host: string,
  { tls }: Setting,
): Conflict | undefined {
  const namespace = namespaceOf(mesh, host);
  if (namespace === undefined || mesh.world.workloadsIn(namespace).length > 0) return undefined;
  const policy = mesh.peerAuthentications(namespace).namespace;
  const mode = policy?.spec.mtls?.mode;
  if (policy === undefined || (mode !== 'STRICT' && mode !== 'DISABLE') || !isRefused(tls, mode)) return undefined;
  if (!mesh.given.together(policy, rule)) return undefined;
  const place = { entity: policy, path: ['spec', 'mtls', 'mode'] };
  return { host: rule.spec.host, server: mode, isAssumed: true, related: relatedOf({ mode, place }) };
}

/** Services that a wildcard is asked about at most. */
const MANY = 500;

function namespaceOf(mesh: Mesh, host: string): string | undefined {
  const end = `.svc.${mesh.config.clusterDomain}`;
  const [, wild] = /^\*\.([^.]+)$/.exec(host.endsWith(end) ? host.slice(0, -end.length) : '') ?? [];
  return wild ?? serviceNamed(mesh, host)?.namespace;
}

/** What all pods of a service that are asked at some port refuse. */
function conflictWith(mesh: Mesh, service: KubernetesService, setting: Setting): Omit<Conflict, 'host'> | undefined {
  const { tls, port, others, labels } = setting;
  const ports =
    port === undefined ? service.ports.filter(({ number }) => !others.has(number)) : [portOf(service, port)];
  for (const each of ports) {
    if (each === undefined || each.class === 'udp') continue;
    const servers = serversOf(mesh, service, each, labels);
    const [first] = servers;
    if (first === undefined) continue;
    if (!servers.every(({ takes }) => isRefused(tls, takes.mode))) continue;
    return {
      server: first.takes.mode as Conflict['server'],
      isAssumed: false,
      related:
        first.takes.mode === 'none'
          ? [{ entity: first.workload.entity, path: [], message: 'has no sidecar' }]
          : relatedOf(first.takes as MutualTls),
    };
  }
  return undefined;
}

function isRefused({ mode = 'DISABLE' }: ClientTLSSettings, server: string): boolean {
  if (server === 'STRICT') return mode !== 'ISTIO_MUTUAL';
  return (server === 'DISABLE' || server === 'none') && mode === 'ISTIO_MUTUAL';
}

function relatedOf({ place }: MutualTls): readonly RelatedObservation[] {
  return place === undefined ? [] : [{ ...place, message: 'what the pods take' }];
}

function tell(entity: Entity, { path, tls }: Setting, conflict: Conflict, report: Report): void {
  const { host, server, isAssumed, related } = conflict;
  const sent = SENT[tls.mode ?? 'DISABLE'] ?? tls.mode;
  const takes = {
    STRICT: 'take mutual TLS of Istio alone (STRICT)',
    DISABLE: 'take no mutual TLS (DISABLE)',
    none: 'have no sidecar that could read it',
  }[server];
  report(entity, [...path, 'mode'], {
    severity: isAssumed ? 'warning' : 'error',
    message: `clients send ${sent} to ${host}, whose pods ${takes}: requests get 503`,
    fix: server === 'STRICT' ? 'write ISTIO_MUTUAL, or leave tls out' : 'leave tls out, or write DISABLE',
    related,
  });
}

const SENT: Readonly<Record<string, string>> = {
  DISABLE: 'plain text',
  SIMPLE: 'TLS without a certificate of their own',
  MUTUAL: 'mutual TLS with certificates of their own',
  ISTIO_MUTUAL: 'mutual TLS of Istio',
};
