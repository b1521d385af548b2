import { isMap } from '../kube/json';
import type { ManifestObject } from '../model/manifest';
import { type Chart, chartsOf, listAt, mapAt, textAt, textsAt } from '../world/charts';
import type { Entity } from '../world/entity';
import { at } from '../world/workload';
import type { World } from '../world/world';

/** A gateway that an installation of Istio brings. */
export interface InstalledGateway {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** As the Service has them. */
  readonly ports: readonly ManifestObject[];
  readonly serviceType: string;
  /** What it is read from. */
  readonly from: Entity;
}

/** What a manifest says of how Istio is installed. */
export interface Installation {
  readonly from: Entity;
  /** Undefined where only a gateway is installed. */
  readonly controlPlane: ControlPlane | undefined;
  readonly gateways: readonly InstalledGateway[];
}

export interface ControlPlane {
  /** Where istiod runs. */
  readonly namespace: string;
  readonly clusterDomain: string | undefined;
  readonly meshConfig: ManifestObject;
}

/**
 * Every description of an installation: IstioOperator as `istioctl install` reads it, and the Helm values of istiod and
 * of gateways in an Application of Argo CD or a HelmRelease of Flux.
 */
export function installationsOf(world: World): readonly Installation[] {
  return [
    ...world
      .entitiesOf({ group: 'install.istio.io', kind: 'IstioOperator' })
      .filter((entity) => world.isCurrent(entity))
      .map(installationOfOperator),
    ...[...chartsOf(world)].flatMap((chart) => installationOfChart(chart) ?? []),
  ];
}

/** Ports of the Service of a gateway where nothing is said of them. */
const OPERATOR_PORTS: readonly ManifestObject[] = [
  { name: 'status-port', port: 15021, targetPort: 15021 },
  { name: 'http2', port: 80, targetPort: 8080 },
  { name: 'https', port: 443, targetPort: 8443 },
];
const DEMO_PORTS: readonly ManifestObject[] = [
  ...OPERATOR_PORTS,
  { name: 'tcp', port: 31400, targetPort: 31400 },
  { name: 'tls', port: 15443, targetPort: 15443 },
];
const CHART_PORTS: readonly ManifestObject[] = [
  { name: 'status-port', port: 15021, targetPort: 15021 },
  { name: 'http2', port: 80, targetPort: 80 },
  { name: 'https', port: 443, targetPort: 443 },
];

/** The profiles that bring an ingress gateway. */
const WITH_INGRESS = new Set(['default', 'demo', 'preview', 'openshift', '']);

/** @see https://istio.io/latest/docs/reference/config/istio.operator.v1alpha1/ */
function installationOfOperator(from: Entity): Installation {
  const spec = mapAt(from.object, ['spec']);
  const values = mapAt(spec, ['values']);
  const namespace = textAt(spec, ['namespace']) ?? textAt(values, ['global', 'istioNamespace']) ?? 'istio-system';
  return {
    from,
    controlPlane: {
      namespace,
      clusterDomain: textAt(values, ['global', 'proxy', 'clusterDomain']),
      meshConfig: { ...mapAt(values, ['meshConfig']), ...mapAt(spec, ['meshConfig']) },
    },
    gateways: [
      ...operatorGateways(from, spec, namespace, 'ingressGateways', 'istio-ingressgateway'),
      ...operatorGateways(from, spec, namespace, 'egressGateways', 'istio-egressgateway'),
    ],
  };
}

const TEXTS = ['name', 'protocol', 'appProtocol'];
const NUMBERS = ['port', 'nodePort'];

/** The ports at a path of values, which no schema has looked at, as far as they can be read. */
function portsAt(values: ManifestObject, path: readonly string[]): readonly ManifestObject[] | undefined {
  return listAt(values, path)
    ?.filter(({ port }) => Number.isInteger(port))
    .map((port) =>
      Object.fromEntries(
        Object.entries(port).filter(([key, value]) =>
          TEXTS.includes(key)
            ? typeof value === 'string'
            : NUMBERS.includes(key)
              ? Number.isInteger(value)
              : key === 'targetPort' && (typeof value === 'string' || Number.isInteger(value)),
        ),
      ),
    );
}

function operatorGateways(
  from: Entity,
  spec: ManifestObject,
  root: string,
  component: 'ingressGateways' | 'egressGateways',
  usual: string,
): readonly InstalledGateway[] {
  const profile = textAt(spec, ['profile']) ?? '';
  const listed = at(spec, ['components', component]);
  const given = Array.isArray(listed) ? listed.filter(isMap) : [];
  const byProfile = component === 'ingressGateways' ? WITH_INGRESS.has(profile) : profile === 'demo';
  // What the profile brings is there unless it is switched off by name.
  const missing = byProfile && !given.some(({ name }) => name === undefined || name === usual) ? [{ name: usual }] : [];
  const values = mapAt(spec, ['values', 'gateways', usual]);
  return [...given, ...missing]
    .map((each): ManifestObject => each)
    .filter(({ name, enabled }) => (enabled === undefined ? byProfile && (name ?? usual) === usual : enabled === true))
    .map((each) => {
      const name = typeof each.name === 'string' ? each.name : usual;
      const own = name === usual ? values : {};
      const label = usual.slice('istio-'.length);
      return {
        name,
        namespace: textAt(each, ['namespace']) ?? root,
        labels: { app: name, istio: label, ...textsAt(each, ['label']), ...textsAt(own, ['labels']) },
        ports:
          portsAt(each, ['k8s', 'service', 'ports']) ??
          portsAt(own, ['ports']) ??
          (profile === 'demo' && component === 'ingressGateways' ? DEMO_PORTS : OPERATOR_PORTS),
        serviceType: textAt(each, ['k8s', 'service', 'type']) ?? textAt(own, ['type']) ?? 'LoadBalancer',
        from,
      };
    });
}

function installationOfChart({ from, name, release, namespace, values }: Chart): Installation | undefined {
  if (name === 'istiod') {
    return {
      from,
      controlPlane: {
        namespace: textAt(values, ['global', 'istioNamespace']) ?? namespace,
        clusterDomain: textAt(values, ['global', 'proxy', 'clusterDomain']),
        meshConfig: mapAt(values, ['meshConfig']),
      },
      gateways: [],
    };
  }
  if (name !== 'gateway') return undefined;
  const called = textAt(values, ['name']) ?? release;
  const gateway: InstalledGateway = {
    name: called,
    namespace,
    labels: { app: called, istio: called.replace(/^istio-/, ''), ...textsAt(values, ['labels']) },
    ports: portsAt(values, ['service', 'ports']) ?? CHART_PORTS,
    serviceType: textAt(values, ['service', 'type']) ?? 'LoadBalancer',
    from,
  };
  return { from, controlPlane: undefined, gateways: [gateway] };
}
