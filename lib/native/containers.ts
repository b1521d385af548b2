import { isMap } from '../kube/json';
import { dnsLabel, portName, portNumber } from '../kube/names';
import type { Path } from '../violation/path';
import { checkEnvironment } from './environment';
import { integerOrZero, isEmptyList, isMissing, items, text } from './json';
import { checkLifecycle, checkProbe, type ProbeKind } from './probes';
import { checkResources } from './resources';
import type { Report } from './rules';
import { checkSecurityContext } from './security';
import { checkMounts } from './volume-mounts';

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];
const MESSAGE_POLICIES = ['File', 'FallbackToLogsOnError'];
const PROBES: readonly ProbeKind[] = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const ONLY_SIDECARS = 'may not be set for init containers without restartPolicy=Always';

/** What containers need to know of their pod. */
export interface PodContext {
  /** Whether it is a pod itself, not what pods are made from. */
  readonly isPod: boolean;
  /** The volumes that can be mounted, with their sources. */
  readonly volumes: ReadonlyMap<string, string>;
  /** The names of the pod's resource claims. */
  readonly claims: ReadonlySet<string>;
  readonly hostNetwork: boolean;
  /** Whether its containers are never restarted. */
  readonly restartsNever: boolean;
  readonly hostUsers: boolean;
  /** The seconds that the pod has to stop. */
  readonly grace: number | undefined;
}

type Container = Readonly<Record<string, unknown>>;

/**
 * Checks the containers of a pod, at first those that run before the others.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/pods/init-containers/
 */
export function checkContainers(at: Path, spec: Container, pod: PodContext, report: Report): void {
  const names = new Set<string>();
  const hostPorts = new Set<string>();
  const place = at.child('containers');
  if (isEmptyList(spec.containers)) report.required('K8S_CONTAINER', place);
  for (const [index, container] of items(spec.containers).entries()) {
    if (!isMap(container)) continue;
    checkContainer(place.child(index), container, pod, report);
    checkRunning(place.child(index), container, pod, report);
    if (!isMissing(container.restartPolicy)) {
      const detail = 'may not be set for non-init containers';
      report.forbidden('K8S_CONTAINER', place.child(index).child('restartPolicy'), detail);
    }
    checkUnique(place.child(index), container, names, report);
    checkHostPorts(place.child(index), container, pod, hostPorts, report);
  }
  const init = at.child('initContainers');
  for (const [index, container] of items(spec.initContainers).entries()) {
    if (!isMap(container)) continue;
    const where = init.child(index);
    checkContainer(where, container, pod, report);
    const restart = container.restartPolicy;
    if (typeof restart === 'string' && restart !== 'Always') {
      report.unsupported('K8S_CONTAINER', where.child('restartPolicy'), restart, ['Always']);
    }
    if (container.restartPolicy === 'Always') checkRunning(where, container, pod, report);
    else {
      for (const name of ['lifecycle', ...PROBES]) {
        if (!isMissing(container[name])) report.forbidden('K8S_CONTAINER', where.child(name), ONLY_SIDECARS);
      }
    }
    checkUnique(where, container, names, report);
    // They run one by one, so their ports may meet.
    checkHostPorts(where, container, pod, new Set(), report);
  }
}

function checkUnique(at: Path, container: Container, names: Set<string>, report: Report): void {
  const name = text(container.name);
  if (!name) return;
  if (names.has(name)) report.duplicate('K8S_CONTAINER', at.child('name'), name);
  names.add(name);
}

/** What all containers have in common. */
function checkContainer(at: Path, container: Container, pod: PodContext, report: Report): void {
  const name = text(container.name);
  if (name === '') report.required('K8S_CONTAINER', at.child('name'));
  else if (name !== undefined) report.invalidEach('K8S_CONTAINER', at.child('name'), name, dnsLabel(name));

  const image = text(container.image);
  if (image === '') report.required('K8S_CONTAINER', at.child('image'));
  else if (image !== undefined && pod.isPod && image !== image.trim()) {
    report.invalid('K8S_CONTAINER', at.child('image'), image, 'must not have leading or trailing whitespace');
  }
  checkEnum(at.child('terminationMessagePolicy'), container.terminationMessagePolicy, MESSAGE_POLICIES, report);
  checkEnum(at.child('imagePullPolicy'), container.imagePullPolicy, PULL_POLICIES, report);
  checkPorts(at.child('ports'), container.ports, report);
  checkEnvironment(at, container, report);
  checkMounts(at, container, pod.volumes, report);
  checkResources(at.child('resources'), container.resources, pod.claims, report);
  checkResizePolicy(at.child('resizePolicy'), container.resizePolicy, pod.restartsNever, report);
  checkSecurityContext(at.child('securityContext'), container.securityContext, pod.hostUsers, report);
}

/** @see https://kubernetes.io/docs/tasks/configure-pod-container/resize-container-resources/ */
function checkResizePolicy(at: Path, policies: unknown, restartsNever: boolean, report: Report): void {
  const resources = new Set<string>();
  for (const [index, policy] of items(policies).entries()) {
    if (!isMap(policy)) continue;
    const name = text(policy.resourceName);
    const restart = text(policy.restartPolicy);
    if (name && resources.has(name)) report.duplicate('K8S_CONTAINER', at.child(index), name);
    resources.add(name ?? '');
    for (const [value, supported] of [
      [name, ['cpu', 'memory']],
      [restart, ['NotRequired', 'RestartContainer']],
    ] as const) {
      if (value === '') report.required('K8S_CONTAINER', at);
      else checkEnum(at, value, supported, report);
    }
    if (restartsNever && restart === 'RestartContainer') {
      const detail = "must be 'NotRequired' when `restartPolicy` is 'Never'";
      report.invalid('K8S_CONTAINER', at, restart, detail);
    }
  }
}

/** What only containers have that stay. */
function checkRunning(at: Path, container: Container, pod: PodContext, report: Report): void {
  checkLifecycle(at.child('lifecycle'), container.lifecycle, pod.grace, report);
  for (const probe of PROBES) checkProbe(at.child(probe), probe, container[probe], report);
}

function checkEnum(at: Path, value: unknown, supported: readonly string[], report: Report): void {
  const name = text(value);
  if (name && !supported.includes(name)) report.unsupported('K8S_CONTAINER', at, name, supported);
}

function checkPorts(at: Path, ports: unknown, report: Report): void {
  const names = new Set<string>();
  for (const [index, port] of items(ports).entries()) {
    if (!isMap(port)) continue;
    const place = at.child(index);
    const name = text(port.name);
    if (name) {
      const problems = portName(name);
      report.invalidEach('K8S_PORT', place.child('name'), name, problems);
      if (problems.length === 0 && names.has(name)) report.duplicate('K8S_PORT', place.child('name'), name);
      names.add(name);
    }
    const number = integerOrZero(port.containerPort);
    if (number === 0) report.required('K8S_PORT', place.child('containerPort'));
    else if (number !== undefined) {
      report.invalidEach('K8S_PORT', place.child('containerPort'), number, portNumber(number));
    }
    const hostPort = integerOrZero(port.hostPort);
    if (hostPort) report.invalidEach('K8S_PORT', place.child('hostPort'), hostPort, portNumber(hostPort));
    const protocol = text(port.protocol);
    if (protocol && !PROTOCOLS.includes(protocol)) {
      report.unsupported('K8S_PORT', place.child('protocol'), protocol, PROTOCOLS);
    }
  }
}

/** Checks that no two ports of the node are the same, and that they are those of the container with its network. */
function checkHostPorts(at: Path, container: Container, pod: PodContext, taken: Set<string>, report: Report): void {
  for (const [index, port] of items(container.ports).entries()) {
    if (!isMap(port)) continue;
    const number = integerOrZero(port.containerPort);
    const given = integerOrZero(port.hostPort);
    if (number === undefined || given === undefined) continue;
    // A pod with the node's network has the port by default.
    const hostPort = given === 0 && pod.isPod && pod.hostNetwork ? number : given;
    if (hostPort === 0) continue;
    const place = at.child('ports').child(index).child('hostPort');
    if (pod.hostNetwork && hostPort !== number) {
      report.invalid('K8S_PORT', place, hostPort, 'must match `containerPort` when `hostNetwork` is true');
    }
    const key = `${text(port.protocol) || 'TCP'}/${text(port.hostIP) ?? ''}/${hostPort}`;
    if (taken.has(key)) report.duplicate('K8S_PORT', place, key);
    taken.add(key);
  }
}
