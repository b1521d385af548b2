import type { Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import type * as wire from '../../imports/flagger.app';
import { MeshwrightError } from '../core/errors';
import { positiveDuration } from '../istio/fault';
import { checkSource } from '../istio/gateway-binding';
import { type GatewayReference, gatewayName } from '../istio/gateway-reference';
import type { HeaderRules } from '../istio/headers';
import { type CorsPolicy, checkTries, type HttpRetries } from '../istio/http-effects';
import type { HttpMatch } from '../istio/http-match';
import type { NonEmpty } from '../istio/non-empty';
import { RuleContext } from '../istio/rule-context';
import { type TrafficPolicy, trafficPolicyToWire } from '../istio/traffic-policy';
import type { HostOwner } from '../istio/virtual-service';
import type { CanaryTarget } from './canary-target';

/** Labels and annotations of a Service that Flagger makes. */
export interface CustomMetadata {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Whom the VirtualService is for: hosts and gateways of its own, or those of another that delegates to it. */
export type CanaryReach =
  | {
      /** Hosts beside the Service itself, which is always one. @default - none */
      readonly hosts?: NonEmpty<HostOwner>;
      /**
       * The gateways whose requests are shared out. With gateways but without `istio.MESH`, requests from within the mesh
       * pass by the canary.
       * @default - the sidecars of the mesh
       */
      readonly gateways?: NonEmpty<GatewayReference>;
      readonly delegation?: never;
    }
  | {
      readonly hosts?: never;
      readonly gateways?: never;
      /** Leaves hosts and gateways to a VirtualService that delegates to this one. */
      readonly delegation: true;
    };

interface CanaryServiceBase {
  /** Makes ports for the container's other ports too. @default false */
  readonly portDiscovery?: boolean;
  /** Makes Services without an address of their own. @default false */
  readonly headless?: boolean;
  /** Which endpoints are preferred. @default - none */
  readonly trafficDistribution?: 'PreferClose' | 'PreferSameZone' | 'PreferSameNode';
  /** Which requests there are routes for: alternatives. @default - all */
  readonly match?: NonEmpty<HttpMatch>;
  /** Changes of path and authority before a request is sent on. @default - none */
  readonly rewrite?:
    | { readonly uri: string; readonly authority?: string }
    | { readonly uri?: string; readonly authority: string };
  /** Changes of headers. @default - none */
  readonly headers?: HeaderRules;
  /** Time for the whole answer, retries included. @default - no limit */
  readonly timeout?: Duration;
  /** @default - 2 attempts if the connection fails or the request is refused */
  readonly retries?: Pick<HttpRetries, 'attempts' | 'perTryTimeout' | 'retryOn'>;
  /** Which scripts of other sites may call. @default - none */
  readonly corsPolicy?: Omit<CorsPolicy, 'unmatchedPreflights'>;
  /**
   * How requests to the primary and to the canary are sent. Flagger knows less than Istio: of connection pools only
   * HTTP, no port-level settings, no warm-up but its duration, and no algorithm for hashes.
   * @default - as the mesh is configured
   */
  readonly trafficPolicy?: TrafficPolicy;
  /** Labels and annotations of the Service that callers use. @default - none */
  readonly apex?: CustomMetadata;
  /** Labels and annotations of the primary's Service. @default - none */
  readonly primary?: CustomMetadata;
  /** Labels and annotations of the canary's Service. @default - none */
  readonly canary?: CustomMetadata;
  /** Keys of metadata that others set and Flagger leaves alone. @default - none */
  readonly unmanagedMetadata?: { readonly labels?: NonEmpty<string>; readonly annotations?: NonEmpty<string> };
}

/**
 * The Services, the DestinationRules and the VirtualService that Flagger makes. Name and ports come from the target.
 *
 * What only other providers than Istio read (`meshName`, `backends`, `gatewayRefs`, `backendTimeout`, `mirror`,
 * `rewrite.type`) is left to the generated class.
 *
 * @see https://docs.flagger.app/usage/how-it-works#canary-service
 */
export type CanaryServiceProps = CanaryServiceBase & CanaryReach;

/** As the API server reads it. */
export function serviceToWire(
  construct: Construct,
  target: CanaryTarget,
  props: CanaryServiceProps,
): wire.CanaryService {
  const { hosts, gateways, delegation, match, timeout, retries, corsPolicy, trafficPolicy, ...others } = props;
  const { port, host, targetRef } = target;
  const context = new RuleContext(construct, target.namespace);
  if (port.transport === 'UDP') {
    throw context.error('the port of the target is UDP, which Istio does not route: give it one of TCP');
  }
  return {
    name: host.name === targetRef.name ? undefined : host.name,
    port: port.number,
    portName: port.name === 'http' ? undefined : port.name,
    targetPort: port.targetPort === port.number ? undefined : port.targetPort,
    // By this, and not by the port's name, Flagger decides between routes of HTTP and of TCP.
    appProtocol: speaksHttp(target) ? undefined : 'tcp',
    ...others,
    hosts: hosts?.map((owner) => context.hostName(owner.host)),
    gateways: gateways?.map((gateway) => gatewayName(gateway, context.namespace)),
    delegation,
    match: match?.map((conditions) => {
      if (gateways) checkSource(gateways, conditions._source, context);
      return matchToWire(conditions, context);
    }),
    timeout: timeout && positiveDuration(construct.node.path, 'timeout', timeout),
    retries: retries && retriesToWire(construct.node.path, checkTries(retries, timeout, context)),
    corsPolicy: corsPolicy && {
      ...corsPolicy,
      // A StringMatch always has one way of comparing.
      allowOrigins: corsPolicy.allowOrigins.map((origin) => origin._toWire() as wire.CanaryAllowOrigin),
      maxAge: corsPolicy.maxAge && positiveDuration(construct.node.path, 'corsPolicy.maxAge', corsPolicy.maxAge),
    },
    trafficPolicy: trafficPolicy && policyToWire(construct.node.path, trafficPolicy),
  };
}

/** Whether requests can be told apart: by headers, for copies, for cookies. */
export function speaksHttp({ port }: CanaryTarget): boolean {
  return ['http', 'http2', 'grpc', 'grpc-web'].includes(port.protocol);
}

function matchToWire(match: HttpMatch, context: RuleContext): wire.CanaryServiceMatch {
  const { statPrefix, ...conditions } = match._toWire(context);
  if (statPrefix !== undefined) throw context.error('Flagger knows no statPrefix: leave it out of `service.match`');
  return conditions as wire.CanaryServiceMatch;
}

function retriesToWire(where: string, retries: NonNullable<CanaryServiceBase['retries']>): wire.CanaryRetries {
  const { attempts, perTryTimeout, retryOn } = retries;
  if (!Number.isInteger(attempts) || attempts < 0) {
    throw new MeshwrightError(where, `${attempts} attempts: give a whole number, 0 or more`);
  }
  return {
    attempts,
    perTryTimeout: perTryTimeout && positiveDuration(where, 'retries.perTryTimeout', perTryTimeout),
    retryOn: retryOn?.join(','),
  };
}

/** What Flagger knows of a traffic policy; the API server would drop the rest without a word. */
const POLICY: Readonly<Record<string, readonly string[]>> = {
  '': ['connectionPool', 'loadBalancer', 'outlierDetection', 'tls'],
  connectionPool: ['http'],
  'connectionPool.http': [
    'h2UpgradePolicy',
    'http1MaxPendingRequests',
    'http2MaxRequests',
    'idleTimeout',
    'maxRequestsPerConnection',
    'maxRetries',
  ],
  loadBalancer: ['simple', 'consistentHash', 'localityLbSetting'],
  'loadBalancer.consistentHash': [
    'httpCookie',
    'httpHeaderName',
    'httpQueryParameterName',
    'minimumRingSize',
    'useSourceIp',
  ],
  'loadBalancer.consistentHash.httpCookie': ['name', 'path', 'ttl'],
  'loadBalancer.localityLbSetting': ['distribute', 'enabled', 'failover'],
  tls: ['caCertificates', 'clientCertificate', 'mode', 'privateKey', 'sni', 'subjectAltNames'],
};

function policyToWire(where: string, policy: TrafficPolicy): wire.CanaryTrafficPolicy {
  const { loadBalancer, ...rest } = trafficPolicyToWire(where, policy);
  const { warmup, ...balancer } = loadBalancer ?? {};
  const known = { ...rest, loadBalancer: loadBalancer && balancer };
  checkKnown(where, '', known);
  if (Object.entries(warmup ?? {}).some(([key, value]) => key !== 'duration' && value !== undefined)) {
    throw new MeshwrightError(where, 'Flagger knows of a warm-up only its duration: leave the rest out');
  }
  const warm = warmup ? { ...balancer, warmupDurationSecs: warmup.duration } : balancer;
  // The shapes are Istio's, and what Flagger does not have of them was refused above.
  return { ...known, loadBalancer: loadBalancer && warm } as wire.CanaryTrafficPolicy;
}

function checkKnown(where: string, path: string, value: object): void {
  const known = POLICY[path];
  if (known === undefined) return;
  for (const [key, inner] of Object.entries(value)) {
    if (inner === undefined) continue;
    const at = path === '' ? key : `${path}.${key}`;
    if (!known.includes(key)) {
      throw new MeshwrightError(where, `Flagger does not know ${at} of a traffic policy: it has ${known.join(', ')}`);
    }
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) checkKnown(where, at, inner);
  }
}
