import type { GatewaySpec, GatewayListener as ListenerSpec } from '../../imports/gateway.networking.k8s.io';
import type { GatewaySpec as IstioGatewaySpec, Server } from '../../imports/networking.istio.io';
import { type LabelSelector, matchesSelector } from '../kube/label-selector';
import type { ManifestObject } from '../model/manifest';
import { derivedManifest } from '../world/derived';
import type { Labels, Place, Sound } from '../world/entity';
import { GATEWAY_API_GATEWAY, GATEWAY_CLASS, NAMESPACE, SERVICE } from '../world/kinds';
import { at } from '../world/workload';
import type { JudgedManifest, World } from '../world/world';
import { byCreation } from './creation-order';
import type { GatewayServer, ServerKind } from './gateway-servers';
import { serviceHost } from './host-names';
import type { MeshConfig } from './mesh-config';
import { GATEWAY_NAME } from './policy-targets';
import { protocolNamed } from './protocols';

/** A listener of a Gateway of the Gateway API that istiod runs. */
export interface ApiListener {
  readonly gateway: Sound<GatewaySpec>;
  readonly spec: ListenerSpec;
  readonly place: Place;
  /** As routes are bound to it: `namespace/name/listener`. */
  readonly key: string;
  /** In lower case; undefined for any host. */
  readonly hostname: string | undefined;
}

const CONTROLLER = 'istio.io/gateway-controller';

/** The Gateways whose pods are istiod's proxies at an edge, not waypoints; the oldest first. */
export function apiGatewaysOf(world: World): readonly Sound<GatewaySpec>[] {
  return world
    .current(GATEWAY_API_GATEWAY)
    .filter(({ spec }) => isRunByIstio(world, spec.gatewayClassName))
    .sort(byCreation);
}

function isRunByIstio(world: World, name: string): boolean {
  const given = world.get(GATEWAY_CLASS, { namespace: '', name });
  return given === undefined ? name === 'istio' : at(given.object, ['spec', 'controllerName']) === CONTROLLER;
}

/** Their listeners. */
export function apiListenersOf(world: World): readonly ApiListener[] {
  return apiGatewaysOf(world).flatMap((gateway) =>
    gateway.spec.listeners.map((spec, index) => ({
      gateway,
      spec,
      place: { entity: gateway, path: ['spec', 'listeners', index] },
      key: `${gateway.id.namespace}/${gateway.id.name}/${spec.name}`,
      hostname: spec.hostname?.toLowerCase(),
    })),
  );
}

/** Whether a listener takes routes of a namespace; a selector of a namespace that is not given is taken to hold. */
export function takesNamespace({ gateway, spec }: ApiListener, namespace: string, world: World): boolean {
  const { from = 'Same', selector } = spec.allowedRoutes?.namespaces ?? {};
  if (from !== 'Selector') return from === 'All' || gateway.id.namespace === namespace;
  if (selector === undefined) return false;
  if (world.get(NAMESPACE, { namespace: '', name: namespace }) === undefined && world.settings.complete !== true) {
    return true;
  }
  const labels: Labels = { 'kubernetes.io/metadata.name': namespace, ...world.namespaceLabels(namespace) };
  return matchesSelector(labels, selector as LabelSelector);
}

/** What istiod makes of a Gateway: a Service and pods, unless its addresses name a Service that is there. */
export function apiGatewayObjects(world: World): readonly JudgedManifest[] {
  return apiGatewaysOf(world).flatMap((gateway) => {
    const { namespace, name: own } = gateway.id;
    const { gatewayClassName, infrastructure, listeners } = gateway.spec;
    const name = `${own}-${gatewayClassName}`;
    if (servedBy(gateway) !== undefined || world.get(SERVICE, { namespace, name }) !== undefined) return [];
    const selector = { [GATEWAY_NAME]: own };
    const labels = {
      ...infrastructure?.labels,
      ...selector,
      'gateway.istio.io/managed': 'istio.io-gateway-controller',
    };
    const ports = [...new Set(listeners.map(({ port }) => port))].map((port) => {
      const [first] = listeners.filter((listener) => listener.port === port);
      return { name: `${(first?.protocol ?? 'tcp').toLowerCase()}-${port}`, port, targetPort: port };
    });
    const type = infrastructure?.annotations?.['networking.istio.io/service-type'] ?? 'LoadBalancer';
    const objects: readonly ManifestObject[] = [
      {
        ...{ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace, labels } },
        spec: { type, selector, ports: [{ name: 'status-port', port: 15021, targetPort: 15021 }, ...ports] },
      },
      {
        ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace, labels } },
        spec: {
          selector: { matchLabels: selector },
          template: {
            metadata: { labels },
            spec: {
              serviceAccountName: name,
              containers: [{ name: 'istio-proxy', image: 'auto', args: ['proxy', 'router'] }],
            },
          },
        },
      },
    ];
    return objects.map((object) => derivedManifest(object, { by: 'Gateway API', from: gateway.id }, gateway.manifest));
  });
}

/** The host of the Service that serves a Gateway whose pods somebody else makes. */
function servedBy({ spec }: Sound<GatewaySpec>): string | undefined {
  return spec.addresses?.find(({ type }) => type === 'Hostname')?.value?.toLowerCase();
}

/** The servers that the pods of a Gateway have of it; none for pods of none. */
export function apiServersOf(
  pods: { readonly namespace: string; readonly labels: Labels },
  services: readonly { readonly host: string; readonly namespace: string }[],
  world: World,
  config: MeshConfig,
): readonly GatewayServer[] {
  const served = new Set(
    services.flatMap(({ host, namespace }) => [
      host,
      // Both forms are known to be written.
      host.replace(`.svc.${config.clusterDomain}`, ''),
      serviceHost(host.split('.')[0] ?? '', namespace, config.clusterDomain),
    ]),
  );
  return apiListenersOf(world).flatMap((listener) => {
    const { gateway } = listener;
    const by = servedBy(gateway);
    const isTheirs =
      by === undefined
        ? gateway.id.namespace === pods.namespace && pods.labels[GATEWAY_NAME] === gateway.id.name
        : served.has(by);
    return isTheirs ? (serverOf(listener) ?? []) : [];
  });
}

/** A listener as a server of a Gateway of Istio; undefined for protocols that Istio does not serve. */
function serverOf(listener: ApiListener): GatewayServer | undefined {
  const { gateway, spec, place, key, hostname = '*' } = listener;
  const { namespace, name } = gateway.id;
  const kind = kindOf(spec);
  if (kind === undefined) return undefined;
  const server: Server = {
    port: { number: spec.port, name: 'default', protocol: spec.protocol },
    hosts: [hostname],
    ...(kind === 'https' || kind === 'tls'
      ? { tls: { mode: 'SIMPLE' as const, credentialName: spec.tls?.certificateRefs?.[0]?.name ?? '' } }
      : {}),
    ...(kind === 'passthrough' ? { tls: { mode: 'PASSTHROUGH' as const } } : {}),
  };
  return {
    gateway: gateway as unknown as Sound<IstioGatewaySpec>,
    gatewayName: key,
    spec: server,
    place,
    protocol: protocolNamed(spec.protocol),
    port: spec.port,
    bind: '',
    hosts: namespacesOf(listener).map((from) => (from === undefined ? hostname : `${from}/${hostname}`)),
    kind,
    routeName:
      kind === 'http'
        ? `http.${spec.port}`
        : kind === 'https'
          ? `https.${spec.port}.default.${name}~${spec.name}.${namespace}`
          : '',
  };
}

function kindOf({ protocol, tls }: ListenerSpec): ServerKind | undefined {
  switch (protocol) {
    case 'HTTP':
      return 'http';
    case 'HTTPS':
      return 'https';
    case 'TLS':
      return tls?.mode === 'Passthrough' ? 'passthrough' : 'tls';
    case 'TCP':
      return 'tcp';
    default:
      return undefined;
  }
}

/** The namespaces whose routes a listener takes; undefined for all. Selectors are looked up among routes' namespaces. */
function namespacesOf(listener: ApiListener): readonly (string | undefined)[] {
  const from = listener.spec.allowedRoutes?.namespaces?.from ?? 'Same';
  if (from === 'Same') return [listener.gateway.id.namespace];
  // Routes whose namespace a selector leaves out are not attached in the first place.
  return from === 'All' || from === 'Selector' ? [undefined] : [];
}
