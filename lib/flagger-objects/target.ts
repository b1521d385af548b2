import type { CanarySpec } from '../../imports/flagger.app';
import { isMap } from '../kube/json';
import type { ManifestObject } from '../model/manifest';
import { type CanaryObject, type CanarySurroundings, type FlaggerSettings, providerOf } from './canary';
import type { StringMap } from './flagger-metadata';

/** Labels of which Flagger takes the first that the target's selector has. */
export const SELECTOR_LABELS = ['app', 'name', 'app.kubernetes.io/name'] as const;

/** A workload whose pods Flagger tells apart by a label. */
export interface WorkloadTarget {
  readonly kind: 'Deployment' | 'DaemonSet';
  readonly name: string;
  readonly workload: Workload;
  /** The key of the label that the target, its copy and the Services are selected by. */
  readonly label: string;
  /** Its value for the target's pods. The copy's pods have another. */
  readonly value: string;
  /** Its value for the pods of the copy. */
  readonly primaryValue: string;
  /** More ports for the Services, by their names. */
  readonly ports: Readonly<Record<string, number>>;
}

/** A Service, beside which there are two more that somebody else looks after. */
export interface ServiceTarget {
  readonly kind: 'Service';
  readonly name: string;
  readonly service: ManifestObject;
}

export type Target = WorkloadTarget | ServiceTarget;

/** The parts of a Deployment or DaemonSet that are read here. */
export interface Workload extends ManifestObject {
  readonly metadata: { readonly name: string; readonly labels?: StringMap; readonly annotations?: StringMap };
  readonly spec: {
    readonly replicas?: number;
    readonly selector: { readonly matchLabels?: StringMap };
    readonly template: PodTemplate;
    readonly updateStrategy?: { readonly type?: string };
  } & ManifestObject;
}

export interface PodTemplate extends ManifestObject {
  readonly metadata?: { readonly labels?: StringMap; readonly annotations?: StringMap };
  readonly spec?: PodSpec;
}

export interface PodSpec extends ManifestObject {
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
}

export interface Container extends ManifestObject {
  readonly name: string;
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number; readonly protocol?: string }[];
}

/** Why Flagger can do nothing, in its words. It tries again at each tick. */
export class Blocked extends Error {
  override readonly name = 'Blocked';
}

/**
 * What the Canary's `targetRef` means.
 *
 * @returns undefined for a target that is taken to be there, of which nothing is known
 * @throws Blocked when Flagger cannot work with it
 */
export function readTarget(
  canary: CanaryObject,
  { find, complete = false }: CanarySurroundings,
  { selectorLabels = SELECTOR_LABELS }: FlaggerSettings = {},
): Target | undefined {
  const { kind, name } = canary.spec.targetRef;
  const { namespace = 'default' } = canary.metadata;
  const object = find(kind, name);
  if (object === undefined) {
    if (!complete) return undefined;
    const [words, resource] = KINDS[kind];
    throw new Blocked(`${words} ${name}.${namespace} get query error: ${resource} "${name}" not found`);
  }
  if (kind === 'Service') return { kind, name, service: object };
  const workload = object as Workload;
  const labels = workload.spec.selector?.matchLabels ?? {};
  const label = selectorLabels.find((each) => Object.hasOwn(labels, each));
  if (label === undefined) {
    throw new Blocked(
      `getSelectorLabel failed: ${kind.toLowerCase()} ${name}.${namespace} spec.selector.matchLabels must contain one of [${selectorLabels.join(' ')}]`,
    );
  }
  const value = labels[label] ?? '';
  return {
    kind,
    name,
    workload,
    label,
    value,
    primaryValue: `${value}-primary`,
    ports: discoverPorts(canary, workload),
  };
}

const KINDS = {
  Deployment: ['deployment', 'deployments.apps'],
  DaemonSet: ['daemonset', 'daemonsets.apps'],
  Service: ['service', 'services'],
} as const;

/** Containers of proxies, whose ports are nobody's. */
const PROXIES = new Set(['istio-proxy', 'envoy']);

/** A port of a container that the Services of a Canary have beside its own. */
export interface DiscoveredPort {
  /** Its own, or one that is made. */
  readonly name: string;
  readonly number: number;
  readonly protocol: string;
  /** The place of its container among all. */
  readonly container: number;
}

/** The ports of containers that `portDiscovery` finds: all but the one of the Canary. */
export function* discoveredPorts(
  { service }: CanarySpec,
  containers: readonly Pick<Container, 'name' | 'ports'>[] = [],
): Generator<DiscoveredPort> {
  if (service?.portDiscovery !== true) return;
  const own = service.targetPort || service.port;
  for (const [container, { name: of, ports = [] }] of containers.entries()) {
    if (PROXIES.has(of)) continue;
    for (const [index, { name, containerPort: number, protocol = 'TCP' }] of ports.entries()) {
      if (typeof own === 'number' ? number === own : name === own) continue;
      yield { name: name || `tcp-${of}-${index}`, number, protocol, container };
    }
  }
}

/** The ports of the containers beside the one of the Canary, by name. */
function discoverPorts({ spec }: CanaryObject, { spec: { template } }: Workload): Readonly<Record<string, number>> {
  return Object.fromEntries(
    [...discoveredPorts(spec, template.spec?.containers)].map(({ name, number }) => [name, number]),
  );
}

/** Whether requests are routed at all. */
export function hasRouter(canary: CanaryObject): boolean {
  return providerOf(canary.spec) !== 'kubernetes';
}

/** A part of an object that is a map, or an empty one. */
export function mapOf(value: unknown): ManifestObject {
  return isMap(value) ? value : {};
}
