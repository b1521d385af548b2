import type { JsonMap } from '../../kube/json';
import { FoundClean } from '../../kube/repeated';
import type { Path } from '../../violation/path';
import type { Report } from '../rules';
import { isSet, numberOf, structOf, structsOf, textOf } from '../values/decoded';
import { containerResource } from '../values/resource-names';
import { type Check, enclosing } from '../walk/table';
import { checkMounts } from './mounts';
import { claimsOf, volumesOf } from './pod-parts';
import { checkLifecycle, checkProbe, PROBES } from './probes';
import { checkRequirements } from './resources';
import { checkSecurityContext } from './security';

const rule = 'K8S_CONTAINER';
const ONLY_SIDECARS = 'may not be set for init containers without restartPolicy=Always';

/** What a container says that depends on its pod. */
export const checkContainer: Check = (container, at, context) => {
  const { report } = context;
  const pod = enclosing(context, 'core.v1.PodSpec');
  if (pod === undefined) return;
  const spec = pod.object;
  checkPortNames(at.child('ports'), container, report);
  checkMounts(at, container, volumesOf(context, spec), report);
  checkResources(at.child('resources'), structOf(container.resources), spec, report);
  checkResizePolicy(at.child('resizePolicy'), container, spec, report);
  if (isSet(container.securityContext)) {
    checkSecurityContext(at.child('securityContext'), structOf(container.securityContext), spec, report);
  }
  const image = textOf(container.image);
  if (context.kind === '/Pod' && image !== image.trim()) {
    report.invalid(rule, at.child('image'), image, 'must not have leading or trailing whitespace');
  }
  const stays = pod.field === 'containers' || container.restartPolicy === 'Always';
  if (stays) {
    const grace = numberOf(spec.terminationGracePeriodSeconds);
    if (isSet(container.lifecycle)) checkLifecycle(at.child('lifecycle'), structOf(container.lifecycle), grace, report);
    for (const name of PROBES) {
      const probe = container[name];
      if (!isSet(probe) || rightProbes[name].has(structOf(probe))) continue;
      const { count } = report;
      checkProbe(at.child(name), name, structOf(probe), report);
      if (report.count === count) rightProbes[name].add(structOf(probe));
    }
  } else if (pod.field === 'initContainers') {
    for (const name of ['lifecycle', ...PROBES]) {
      if (isSet(container[name])) report.forbidden(rule, at.child(name), ONLY_SIDECARS);
    }
  }
};

const rightProbes: Readonly<Record<(typeof PROBES)[number], FoundClean>> = {
  livenessProbe: new FoundClean(),
  readinessProbe: new FoundClean(),
  startupProbe: new FoundClean(),
};
const rightResources = new FoundClean();

function checkResources(at: Path, resources: JsonMap, spec: JsonMap, report: Report): void {
  if (rightResources.has(resources)) return;
  const { count } = report;
  checkRequirements(at, resources, containerResource, claimsOf(spec), report);
  // Devices are those of the pod.
  if (report.count === count && !isSet(resources.claims)) rightResources.add(resources);
}

/** A name that is right stands for one port. */
function checkPortNames(at: Path, { ports }: JsonMap, report: Report): void {
  const names = new Set<string>();
  for (const [index, port] of structsOf(ports).entries()) {
    const name = textOf(port.name);
    if (name === '') continue;
    if (names.has(name)) report.duplicate('K8S_PORT', at.child(index, 'name'), name);
    names.add(name);
  }
}

/** Containers of a pod have different names, and different ports of the node. */
export function checkContainersTogether(at: Path, spec: JsonMap, report: Report): void {
  const names = new Set<string>();
  const taken = new Set<string>();
  for (const [index, container] of structsOf(spec.containers).entries()) {
    const place = at.child('containers').child(index);
    checkName(place, container, names, report);
    checkHostPorts(place, container, taken, report);
  }
  for (const [index, container] of structsOf(spec.initContainers).entries()) {
    // They run one by one, so their ports may meet. The API server takes each for the first.
    const place = at.child('initContainers').child(index);
    checkName(place, container, names, report);
    checkHostPorts(place, container, new Set(), report);
  }
  const others = new Set(names);
  for (const [index, container] of structsOf(spec.ephemeralContainers).entries()) {
    const place = at.child('ephemeralContainers').child(index);
    checkName(place, container, names, report);
    const target = textOf(container.targetContainerName);
    if (target !== '' && !others.has(target)) report.notFound(rule, place.child('targetContainerName'), target);
  }
}

function checkName(at: Path, container: JsonMap, names: Set<string>, report: Report): void {
  const name = textOf(container.name);
  if (names.has(name)) report.duplicate(rule, at.child('name'), name);
  names.add(name);
}

function checkHostPorts(at: Path, container: JsonMap, taken: Set<string>, report: Report): void {
  for (const [index, port] of structsOf(container.ports).entries()) {
    const number = numberOf(port.hostPort);
    if (number === 0) continue;
    const key = `${textOf(port.protocol)}/${textOf(port.hostIP)}/${number}`;
    if (taken.has(key)) report.duplicate('K8S_PORT', at.child('ports').child(index, 'hostPort'), key);
    taken.add(key);
  }
}

/** @see https://kubernetes.io/docs/tasks/configure-pod-container/resize-container-resources/ */
function checkResizePolicy(at: Path, { resizePolicy }: JsonMap, spec: JsonMap, report: Report): void {
  const resources = new Set<string>();
  for (const [index, policy] of structsOf(resizePolicy).entries()) {
    const [name, restart] = [textOf(policy.resourceName), textOf(policy.restartPolicy)];
    if (resources.has(name)) report.duplicate(rule, at.child(index), name);
    resources.add(name);
    const place = at.inside(index);
    for (const [value, supported] of [
      [name, ['cpu', 'memory']],
      [restart, ['NotRequired', 'RestartContainer']],
    ] as const) {
      if (value === '') report.required(rule, place);
      else if (!supported.some((one) => one === value)) report.unsupported(rule, place, value, supported);
    }
    if (spec.restartPolicy === 'Never' && restart !== 'NotRequired') {
      report.invalid(rule, place, restart, "must be 'NotRequired' when `restartPolicy` is 'Never'");
    }
  }
}
