import { hasLabels } from '../kube/label-selector';
import type { Labels } from '../world/entity';
import { GATEWAY, NAMESPACE } from '../world/kinds';
import type { Container } from '../world/native-specs';
import type { Workload } from '../world/workload';
import type { World } from '../world/world';

/**
 * What stands between a workload and the network: a `sidecar`, nothing (`none`), the node's ztunnel alone (`ambient`),
 * or the workload is a proxy itself, as a `gateway` is.
 */
export type ProxyKind = 'sidecar' | 'gateway' | 'ambient' | 'none';

/** A client or server of the mesh, as istiod sees it. */
export interface MeshProxy {
  readonly kind: ProxyKind;
  readonly namespace: string;
  readonly name: string;
  /** Of the pods. */
  readonly labels: Labels;
  readonly serviceAccount: string;
  /** Undefined for a client outside. */
  readonly workload: Workload | undefined;
  /**
   * Why the kind is a guess, if it is: mostly since no manifest of the namespace says whether its pods get sidecars.
   */
  readonly assumed: string | undefined;
}

/** A client that is no workload: somewhere outside of the mesh, without a proxy. */
export const OUTSIDE: MeshProxy = {
  kind: 'none',
  namespace: '',
  name: 'outside',
  labels: {},
  serviceAccount: '',
  workload: undefined,
  assumed: undefined,
};

/** What stands between each workload and the network. */
export function proxyOf(workload: Workload, world: World): MeshProxy {
  const { namespace, name, labels, serviceAccount } = workload;
  const decided = decide(workload, world);
  return { kind: decided.kind, namespace, name, labels, serviceAccount, workload, assumed: decided.assumed };
}

interface Decision {
  readonly kind: ProxyKind;
  readonly assumed?: string;
}

function decide(workload: Workload, world: World): Decision {
  const { containers = [], initContainers = [] } = workload.pod ?? {};
  const own = containers.find(isProxy) ?? initContainers.find(isProxy);
  if (own !== undefined && isGateway(workload, own, [...containers, ...initContainers], world))
    return { kind: 'gateway' };
  if (own !== undefined) return { kind: 'sidecar' };
  const injected = injection(workload, world);
  if (injected.kind !== 'sidecar' || !usesTemplate(workload, 'gateway')) return injected;
  return { ...injected, kind: 'gateway' };
}

const NO_LABELS: Labels = {};

function isProxy({ name }: Container): boolean {
  return name === 'istio-proxy';
}

function isGateway({ labels }: Workload, own: Container, containers: readonly Container[], world: World): boolean {
  if (own.args?.includes('router') === true) return true;
  if (own.args?.includes('sidecar') === true) return false;
  if (containers.length === 1) return true;
  return world
    .current(GATEWAY)
    .some(({ spec: { selector = {} } }) => Object.keys(selector).length > 0 && hasLabels(labels, selector));
}

function usesTemplate({ annotations }: Workload, template: string): boolean {
  const templates = annotations['inject.istio.io/templates'];
  if (templates === undefined) return false;
  return templates.split(',').some((each) => each.trim() === template);
}

/** Namespaces that are never given sidecars. */
const IGNORED = new Set(['kube-system', 'kube-public', 'kube-node-lease', 'local-path-storage']);
const INJECT = 'sidecar.istio.io/inject';

/**
 * Whether the webhook of Istio adds a sidecar, or the CNI plugin sends the traffic through ztunnel.
 *
 * @see https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/#controlling-the-injection-policy
 */
function injection(workload: Workload, world: World): Decision {
  const { namespace, labels, annotations, pod } = workload;
  // The injector leaves this label on pods that have a sidecar: it stands in manifests that were taken from a cluster.
  if (labels['security.istio.io/tlsMode'] === 'istio') return { kind: 'sidecar' };
  const refuses = (labels[INJECT] ?? annotations[INJECT]) === 'false';
  if (refuses || pod?.hostNetwork === true || IGNORED.has(namespace)) return ambient(workload, world);
  const asks = labels[INJECT] === 'true' || labels['istio.io/rev'] !== undefined;
  const given = world.get(NAMESPACE, { namespace: '', name: namespace });
  const isGiven = world.settings.complete === true || given !== undefined;
  const { 'istio-injection': enabled, 'istio.io/rev': revision } = given?.labels ?? NO_LABELS;
  if (enabled === 'enabled' || (enabled === undefined && revision !== undefined)) return { kind: 'sidecar' };
  if (enabled !== undefined) return ambient(workload, world);
  if (asks) return { kind: 'sidecar' };
  const enrolled = ambient(workload, world);
  if (isGiven || enrolled.kind === 'ambient') return enrolled;
  // istiod's own namespace is not labelled, whoever installs it.
  if (namespace === 'istio-system') return { kind: 'none' };
  return {
    kind: 'sidecar',
    assumed: `namespace ${namespace} has no manifest that says whether its pods get a sidecar: they are taken to have one`,
  };
}

const MODE = 'istio.io/dataplane-mode';

function ambient({ labels, namespace, pod }: Workload, world: World): Decision {
  const mode = labels[MODE] ?? world.get(NAMESPACE, { namespace: '', name: namespace })?.labels[MODE];
  return { kind: mode === 'ambient' && pod?.hostNetwork !== true ? 'ambient' : 'none' };
}
