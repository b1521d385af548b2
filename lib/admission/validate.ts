import { groupOf } from '../kube/object-reference';
import { isError, type Violation } from '../violation/violation';
import { checkAuthorizationPolicy } from './authorization-policy';
import { checkDestinationRule } from './destination-rule/destination-rule';
import { checkEnvoyFilter } from './envoy-filter';
import { Field } from './field';
import { checkGateway } from './gateway';
import type { KindCheck } from './kinds';
import { checkAnnotations } from './metadata';
import { checkPeerAuthentication } from './peer-authentication';
import { Decoder } from './protobuf/decode';
import { istioMessages } from './protobuf/tables';
import { checkProxyConfig } from './proxy-config';
import { Report } from './report';
import { checkRequestAuthentication } from './request-authentication';
import { checkServiceEntry } from './service-entry';
import { checkSidecar } from './sidecar';
import { checkTelemetry } from './telemetry';
import { checkTrafficExtension } from './traffic-extension';
import { warnedOfAsUnused } from './virtual-service/istiod-reachability';
import { reachabilityOf } from './virtual-service/reachability';
import { checkVirtualService } from './virtual-service/virtual-service';
import { checkWasmPlugin } from './wasm-plugin';
import { checkWorkloadEntry } from './workload-entry';
import { checkWorkloadGroup } from './workload-group';

interface Kind {
  readonly group: string;
  /** The message that the spec is. */
  readonly message: string;
  readonly check: KindCheck;
}

/** By name, which no two groups share; the versions of a group are the same. */
const KINDS: ReadonlyMap<string, Kind> = new Map(
  (
    [
      ['networking.istio.io', 'v1alpha3', 'DestinationRule', checkDestinationRule],
      ['networking.istio.io', 'v1alpha3', 'EnvoyFilter', checkEnvoyFilter],
      ['networking.istio.io', 'v1alpha3', 'Gateway', checkGateway],
      ['networking.istio.io', 'v1alpha3', 'ServiceEntry', checkServiceEntry],
      ['networking.istio.io', 'v1alpha3', 'Sidecar', checkSidecar],
      ['networking.istio.io', 'v1alpha3', 'VirtualService', checkVirtualService],
      ['networking.istio.io', 'v1alpha3', 'WorkloadEntry', checkWorkloadEntry],
      ['networking.istio.io', 'v1alpha3', 'WorkloadGroup', checkWorkloadGroup],
      ['networking.istio.io', 'v1beta1', 'ProxyConfig', checkProxyConfig],
      ['security.istio.io', 'v1beta1', 'AuthorizationPolicy', checkAuthorizationPolicy],
      ['security.istio.io', 'v1beta1', 'PeerAuthentication', checkPeerAuthentication],
      ['security.istio.io', 'v1beta1', 'RequestAuthentication', checkRequestAuthentication],
      ['telemetry.istio.io', 'v1alpha1', 'Telemetry', checkTelemetry],
      ['extensions.istio.io', 'v1alpha1', 'TrafficExtension', checkTrafficExtension],
      ['extensions.istio.io', 'v1alpha1', 'WasmPlugin', checkWasmPlugin],
    ] as const
  ).map(([group, version, kind, check]) => {
    const message = `istio.${group.slice(0, group.indexOf('.'))}.${version}.${kind}`;
    return [kind, { group, message, check }];
  }),
);

/** What istiod says of an object itself: all but the order of its rules. */
interface Judgement {
  readonly violations: readonly Violation[];
  /** The spec, where istiod looked at all of it. */
  readonly spec?: Field;
}

function judge(object: Field, namespace: string | undefined): Judgement {
  const kind = object.get('kind').text;
  const known = KINDS.get(kind);
  if (known === undefined || known.group !== groupOf(object.get('apiVersion').text)) return { violations: [] };
  const report = new Report();
  const spec = object.get('spec');
  decodeSpec(known.message, spec, report);
  if (report.count > 0 || !checkAnnotations(object, kind, report)) return { violations: report.violations };
  known.check(spec, { object, namespace }, report);
  return { violations: report.violations, spec };
}

/** That the spec is of the message's types, which definitions do not say of all fields. */
function decodeSpec(message: string, spec: Field, report: Report): void {
  // What a definition does not have is pruned before istiod sees the object.
  const mismatch = (at: Field, what: string, fix: string) => report.refuse(at, what, fix);
  new Decoder(istioMessages(), { mismatch }).decode(message, spec);
}

function isVirtualService(object: Field): boolean {
  return object.get('kind').text === 'VirtualService';
}

/**
 * What istiod's admission webhook says of an object that the API server accepts by its definition: `IST0106` for what
 * makes it refuse the object, `IST0133` for its warnings. In place of its warnings of rules that are not used, which
 * are not always right, those that are proved to be never reached: `IST0130`, `IST0131`.
 *
 * @param object of any kind; nothing is said of those that are not Istio's
 * @see https://istio.io/latest/docs/reference/config/analysis/
 */
export function validateIstioObject(object: unknown): readonly Violation[] {
  const field = Field.of(object);
  const namespace = field.get('metadata').get('namespace').text || undefined;
  const { violations, spec } = judge(field, namespace);
  if (spec === undefined || !isVirtualService(field)) return violations;
  const reachability = reachabilityOf(spec, namespace);
  return reachability.length === 0 ? violations : [...violations, ...reachability];
}

/** What istiod answers. */
export interface WebhookVerdict {
  readonly refused: boolean;
  readonly warned: boolean;
}

/**
 * Whether istiod refuses an object, and whether it warns, of the object as it is given: no cluster has one without a
 * namespace, in which `exportTo: ["."]` means nothing.
 */
export function webhookVerdict(object: unknown): WebhookVerdict {
  const field = Field.of(object);
  const { violations, spec } = judge(field, field.get('metadata').get('namespace').text);
  const unused = spec !== undefined && isVirtualService(field) ? warnedOfAsUnused(spec) : [];
  return {
    refused: violations.some(isError),
    warned: unused.length > 0 || violations.some(({ severity }) => severity === 'warning'),
  };
}
