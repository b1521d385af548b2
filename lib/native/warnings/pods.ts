import type { JsonMap } from '../../kube/json';
import { dnsLabel } from '../../kube/names';
import type { Path } from '../../violation/path';
import { isOfContainerProfile } from '../checks/annotations';
import type { Report } from '../rules';
import { isSet, numberOf, structOf, structsOf, textOf, textsOf } from '../values/decoded';
import type { Check } from '../walk/table';
import { warnOfAddress } from './addresses';
import { warnOfContainers, warnOfProfiles } from './containers';
import { warnOfOldLabel, warnOfRequirements } from './node-labels';
import { warnOfFraction } from './sizes';
import { warnOfVolumes } from './volumes';

const rule = 'K8S_POD';
const NO_POD = 'a null labelSelector results in matching no pod';

/** What the API server says of pods that it accepts. */
export const warnOfPod: Check = (spec, at, { report }) => {
  warnOfScheduling(at, spec, report);
  warnOfVolumes(at.child('volumes'), spec.volumes, report);
  warnOfLists(at, spec, report);
  for (const name of ['memory', 'ephemeral-storage']) {
    warnOfFraction('K8S_RESOURCES', at.child('overhead').key(name), structOf(spec.overhead)[name], report);
  }
  warnOfContainers(at, spec, report);
  if (numberOf(spec.terminationGracePeriodSeconds) < 0) {
    const detail = 'must be >= 0; negative values are invalid and will be treated as 1';
    report.warning(rule, at.child('terminationGracePeriodSeconds'), detail);
  }
  const servers = at.child('dnsConfig', 'nameservers');
  for (const [index, server] of textsOf(structOf(spec.dnsConfig).nameservers).entries()) {
    warnOfAddress(rule, servers.child(index), server, report);
  }
};

function warnOfScheduling(at: Path, spec: JsonMap, report: Report): void {
  for (const label of Object.keys(structOf(spec.nodeSelector))) {
    warnOfOldLabel('K8S_SCHEDULING', at.child('nodeSelector').key(label), label, report);
  }
  for (const [index, { topologyKey, labelSelector }] of structsOf(spec.topologySpreadConstraints).entries()) {
    const place = at.child('topologySpreadConstraints').child(index);
    warnOfOldLabel('K8S_SCHEDULING', place.child('topologyKey'), textOf(topologyKey), report);
    if (!isSet(labelSelector)) report.warning('K8S_SCHEDULING', place.child('labelSelector'), NO_POD);
  }
  if (!isSet(spec.affinity)) return;
  const { nodeAffinity, podAffinity, podAntiAffinity } = structOf(spec.affinity);
  const around = at.child('affinity');
  const { requiredDuringSchedulingIgnoredDuringExecution: required } = structOf(nodeAffinity);
  const terms = around.child('nodeAffinity', REQUIRED, 'nodeSelectorTerms');
  for (const [index, term] of structsOf(structOf(required).nodeSelectorTerms).entries()) {
    warnOfRequirements(terms.child(index, 'matchExpressions'), term.matchExpressions, report);
  }
  const preferred = around.child('nodeAffinity', PREFERRED);
  for (const [index, { preference }] of structsOf(structOf(nodeAffinity)[PREFERRED]).entries()) {
    const place = preferred.child(index, 'preference', 'matchExpressions');
    warnOfRequirements(place, structOf(preference).matchExpressions, report, true);
  }
  for (const [name, affinity] of [
    ['podAffinity', podAffinity],
    ['podAntiAffinity', podAntiAffinity],
  ] as const) {
    warnOfPodTerms(around.child(name), structOf(affinity), report);
  }
}

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

function warnOfPodTerms(at: Path, affinity: JsonMap, report: Report): void {
  for (const [index, { labelSelector }] of structsOf(affinity[REQUIRED]).entries()) {
    const place = at.child(REQUIRED).child(index, 'labelSelector');
    if (!isSet(labelSelector)) report.warning('K8S_SCHEDULING', place, NO_POD);
  }
  for (const [index, { podAffinityTerm }] of structsOf(affinity[PREFERRED]).entries()) {
    const place = at.child(PREFERRED).child(index, 'podAffinityTerm', 'labelSelector');
    if (!isSet(structOf(podAffinityTerm).labelSelector)) report.warning('K8S_SCHEDULING', place, NO_POD);
  }
}

/** Annotations that are fields today. */
const OLD: Readonly<Record<string, string>> = {
  'scheduler.alpha.kubernetes.io/critical-pod': 'non-functional in v1.16+; use the "priorityClassName" field instead',
  'security.alpha.kubernetes.io/sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
  'security.alpha.kubernetes.io/unsafe-sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
};
const SECCOMP = 'seccomp.security.alpha.kubernetes.io/pod';

/** Of what is around a pod's specification: a pod, or what pods are made from. */
export const warnOfPodAnnotations: Check = (pod, around, { report }) => {
  const annotations = structOf(structOf(pod.metadata).annotations);
  const at = around.child('metadata', 'annotations');
  const spec = structOf(pod.spec);
  for (const key of Object.keys(annotations)) {
    const detail = Object.hasOwn(OLD, key) ? OLD[key] : undefined;
    if (detail !== undefined) report.warning('K8S_ANNOTATION', at.key(key), detail);
    if (key === SECCOMP && !isSet(structOf(spec.securityContext).seccompProfile)) {
      const use = 'non-functional in v1.27+; use the "seccompProfile" field instead';
      report.warning('K8S_ANNOTATION', at.key(key), use);
    }
  }
  if (Object.keys(annotations).some(isOfContainerProfile)) warnOfProfiles(at, annotations, spec, report);
};

function warnOfLists(at: Path, spec: JsonMap, report: Report): void {
  const addresses = new Set<string>();
  for (const [index, { ip }] of structsOf(spec.hostAliases).entries()) {
    const place = at.child('hostAliases').child(index, 'ip');
    const address = textOf(ip);
    if (addresses.has(address)) report.warning(rule, place, `duplicate ip ${JSON.stringify(address)}`);
    addresses.add(address);
    warnOfAddress(rule, place, address, report);
  }
  const names = new Set<string>();
  for (const [index, secret] of structsOf(spec.imagePullSecrets).entries()) {
    const place = at.child('imagePullSecrets').child(index, 'name');
    const name = textOf(secret.name);
    if (names.has(name)) report.warning(rule, place, `duplicate name ${JSON.stringify(name)}`);
    names.add(name);
    if (name === '') report.warning(rule, place, 'invalid empty name ""');
  }
}

/** The name of what makes pods is a part of their names, and those are names of hosts. */
export const warnOfName: Check = ({ metadata }, at, { kind, report }) => {
  const name = textOf(structOf(metadata).name);
  const problems = name === '' ? [] : dnsLabel(name);
  if (problems.length === 0) return;
  const use = kind === '/Pod' ? "the Pod's hostname" : 'Pod names and hostnames';
  const detail = `this is used in ${use}, which can result in surprising behavior; a DNS label is recommended: [${problems.join(' ')}]`;
  report.warning('K8S_NAME', at.child('metadata', 'name'), detail);
};
