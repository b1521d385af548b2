import { isDeepStrictEqual } from 'node:util';
import type { JsonMap } from '../../kube/json';
import type { Path } from '../../violation/path';
import type { Report } from '../rules';
import { profileOf } from '../values/app-armor';
import { isSet, numberOf, structOf, structsOf, textOf } from '../values/decoded';
import { warnOfFraction } from './sizes';

const LISTS = ['initContainers', 'containers', 'ephemeralContainers'] as const;
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';
const SECCOMP = 'container.seccomp.security.alpha.kubernetes.io/';

/** The containers of a pod, each for itself and together. */
export function warnOfContainers(at: Path, spec: JsonMap, report: Report): void {
  const ports: Port[] = [];
  const names = new Map<string, Path>();
  for (const list of LISTS) {
    for (const [index, container] of structsOf(spec[list]).entries()) {
      const place = at.child(list).child(index);
      warnOfContainer(place, container, report);
      warnOfPorts(place.child('ports'), container, ports, names, report);
    }
  }
}

/** Annotations of a pod that say what fields of its containers say today. */
export function warnOfProfiles(at: Path, annotations: JsonMap, spec: JsonMap, report: Report): void {
  for (const list of LISTS) {
    for (const container of structsOf(spec[list])) warnOfProfile(at, annotations, spec, container, report);
  }
}

function warnOfContainer(at: Path, container: JsonMap, report: Report): void {
  const { limits, requests } = structOf(container.resources);
  for (const [list, amounts] of [
    ['limits', limits],
    ['requests', requests],
  ] as const) {
    if (!isSet(amounts)) continue;
    for (const name of ['memory', 'ephemeral-storage']) {
      const place = at.child('resources', list).key(name);
      warnOfFraction('K8S_RESOURCES', place, structOf(amounts)[name], report);
    }
  }
  warnOfHidden(at.child('env'), container.env, report);
}

/** A variable that is there twice has the later value, or, after an apply, either. */
function warnOfHidden(at: Path, variables: unknown, report: Report): void {
  const all = structsOf(variables);
  if (all.length < 2) return;
  const seen = new Set<string>();
  for (const [index, variable] of all.entries()) {
    const name = textOf(variable.name);
    if (!seen.has(name)) {
      seen.add(name);
      continue;
    }
    const value = textOf(variable.value);
    const reference = `$(${name})`;
    // One that is made of the earlier one does not lose it.
    if (!isSet(variable.valueFrom) && value !== reference && value.includes(reference)) continue;
    const detail = `hides previous definition of ${JSON.stringify(name)}, which may be dropped when using apply`;
    report.warning('K8S_ENV', at.child(index), detail);
  }
}

function warnOfProfile(at: Path, annotations: JsonMap, spec: JsonMap, container: JsonMap, report: Report): void {
  const own = structOf(container.securityContext);
  const name = textOf(container.name);
  if (Object.hasOwn(annotations, SECCOMP + name) && !isSet(own.seccompProfile)) {
    const detail = 'non-functional in v1.27+; use the "seccompProfile" field instead';
    report.warning('K8S_ANNOTATION', at.key(SECCOMP + name), detail);
  }
  const annotation = annotations[APP_ARMOR + name];
  if (!isSet(annotation) || isSet(own.appArmorProfile)) return;
  // What the pod says anyway does no harm.
  const { appArmorProfile } = structOf(spec.securityContext);
  if (isSet(appArmorProfile) && isDeepStrictEqual(appArmorProfile, profileOf(textOf(annotation)))) return;
  const detail = 'deprecated since v1.30; use the "appArmorProfile" field instead';
  report.warning('K8S_ANNOTATION', at.key(APP_ARMOR + name), detail);
}

interface Port {
  readonly key: string;
  readonly place: Path;
  readonly hostPort: number;
  readonly hostIp: string;
}

/** Ports of all containers are those of one pod. */
function warnOfPorts(at: Path, { ports }: JsonMap, others: Port[], names: Map<string, Path>, report: Report): void {
  for (const [index, port] of structsOf(ports).entries()) {
    const place = at.child(index);
    const [hostPort, hostIp] = [numberOf(port.hostPort), textOf(port.hostIP)];
    if (hostIp !== '' && hostPort === 0) report.warning('K8S_PORT', place, 'hostIP set without hostPort');
    const key = `${numberOf(port.containerPort)}/${textOf(port.protocol)}`;
    for (const other of others) {
      const how = other.key === key ? conflict(other, hostPort, hostIp) : undefined;
      if (how !== undefined) report.warning('K8S_PORT', place, `${how} port definition with ${other.place.name}`);
    }
    others.push({ key, place, hostPort, hostIp });
    const name = textOf(port.name);
    const first = names.get(name);
    if (name === '') continue;
    if (first === undefined) names.set(name, place);
    else {
      const detail = `duplicate port name ${JSON.stringify(name)} with ${first.name}, services and probes that select ports by name will use ${first.name}`;
      report.warning('K8S_PORT', place, detail);
    }
  }
}

function conflict(other: Port, hostPort: number, hostIp: string): string | undefined {
  if (hostIp === other.hostIp && hostPort === other.hostPort) return 'duplicate';
  if (hostPort === 0 || other.hostPort === 0) return 'overlapping';
  return hostPort === other.hostPort && (hostIp === '') !== (other.hostIp === '') ? 'dangerously ambiguous' : undefined;
}
