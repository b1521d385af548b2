import type { JsonMap } from '../../kube/json';
import { dnsSubdomain } from '../../kube/names';
import type { Path } from '../../violation/path';
import type { Report } from '../rules';
import { isSet, structOf, textOf } from '../values/decoded';
import { containersOf } from './security';

const rule = 'K8S_SECURITY';
const NOT_WINDOWS = 'cannot be set for a windows pod';

/** Fields of pods, of their security contexts and of those of containers that only Linux has. */
const OF_PODS = ['hostUsers', 'hostPID', 'hostIPC', 'shareProcessNamespace'];
const OF_POD_CONTEXTS = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'fsGroup',
  'fsGroupChangePolicy',
  'sysctls',
  'runAsUser',
  'runAsGroup',
  'supplementalGroups',
  'supplementalGroupsPolicy',
  'seLinuxChangePolicy',
];
const OF_CONTAINERS = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
];

/** What a pod may not say because of its operating system. */
export function checkOperatingSystem(at: Path, spec: JsonMap, report: Report): void {
  if (!isSet(spec.os)) return;
  const name = textOf(structOf(spec.os).name);
  if (name === '') report.required('K8S_POD', at.child('os', 'name'));
  else if (name !== 'linux' && name !== 'windows') {
    report.unsupported('K8S_POD', at.child('os').inside('name'), name, ['linux', 'windows']);
  }
  const context = structOf(spec.securityContext);
  const place = at.child('securityContext');
  if (name === 'linux') {
    for (const [found, where] of [[context, place] as const, ...contextsOf(at, spec)]) {
      if (!isSet(found.windowsOptions)) continue;
      report.forbidden(rule, where.child('windowsOptions'), 'windows options cannot be set for a linux pod');
    }
  } else if (name === 'windows') {
    for (const field of OF_PODS) if (isGiven(spec[field])) report.forbidden(rule, at.child(field), NOT_WINDOWS);
    for (const field of OF_POD_CONTEXTS) {
      if (isGiven(context[field])) report.forbidden(rule, place.child(field), NOT_WINDOWS);
    }
    for (const [found, where] of contextsOf(at, spec)) {
      for (const field of OF_CONTAINERS)
        if (isSet(found[field])) report.forbidden(rule, where.child(field), NOT_WINDOWS);
    }
  }
}

function* contextsOf(at: Path, spec: JsonMap): Generator<readonly [context: JsonMap, at: Path]> {
  for (const [container, place] of containersOf(at, spec)) {
    if (isSet(container.securityContext)) yield [structOf(container.securityContext), place.child('securityContext')];
  }
}

/** Switches that are off, and empty lists, say nothing; `hostUsers` and `shareProcessNamespace` may be off. */
function isGiven(value: unknown): boolean {
  return isSet(value) && !(Array.isArray(value) && value.length === 0);
}

/** Containers that are processes of the node: all of a pod, or none. */
export function checkHostProcess(at: Path, spec: JsonMap, report: Report): void {
  const ofPod = structOf(structOf(spec.securityContext).windowsOptions).hostProcess;
  let all = 0;
  let ofNode = 0;
  for (const [container, place] of containersOf(at, spec)) {
    const own = structOf(structOf(container.securityContext).windowsOptions).hostProcess;
    all += 1;
    if (isSet(ofPod) && isSet(own) && ofPod !== own) {
      const where = place.child('securityContext', 'windowsOptions', 'hostProcess');
      const detail = `pod hostProcess value must be identical if both are specified, was ${ofPod}`;
      report.invalid(rule, where, own, detail);
    }
    if ((own ?? ofPod) === true) ofNode += 1;
  }
  if (ofNode === 0) return;
  if (ofNode !== all) {
    const detail = 'If pod contains any hostProcess containers then all containers must be HostProcess containers';
    report.invalid(rule, at, '', detail);
  }
  if (spec.hostNetwork !== true) {
    const detail = 'hostNetwork must be true if pod contains any hostProcess containers';
    report.invalid(rule, at.child('hostNetwork'), false, detail);
  }
}

const MAX_DOMAIN = 256;
const MAX_USER = 104;
const NETBIOS = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;

/** The name of a user of Windows, with a domain in front or without. */
export function windowsUser(name: string): readonly string[] {
  if (name === '') return ['runAsUserName cannot be an empty string'];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it must find
  if (/[\x00-\x1f\x7f]/.test(name)) return ['runAsUserName cannot contain control characters'];
  const parts = name.split('\\');
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash'];
  const user = parts.at(-1) ?? '';
  const domain = parts.length === 2 ? (parts[0] ?? '') : undefined;
  return [
    ...(domain !== undefined && domain.length >= MAX_DOMAIN
      ? [`runAsUserName's Domain length must be under ${MAX_DOMAIN} characters`]
      : []),
    ...(domain !== undefined && !NETBIOS.test(domain) && dnsSubdomain(domain).length > 0
      ? ["runAsUserName's Domain doesn't match the NetBios nor the DNS format"]
      : []),
    ...(user === '' ? ["runAsUserName's User cannot be empty"] : []),
    ...(user.length > MAX_USER ? [`runAsUserName's User length must not be longer than ${MAX_USER} characters`] : []),
    ...(/^[. ]+$/.test(user) ? ["runAsUserName's User cannot contain only periods or spaces"] : []),
    ...(/["/\\:;|=,+*?<>@[\]]/.test(user)
      ? [`runAsUserName's User cannot contain the following characters: "/\\:;|=,+*?<>@[]`]
      : []),
  ];
}

const MAX_CREDENTIAL = 64 * 1024;

/** What a group managed service account may do, as text. */
export function credentialSpec(text: string): readonly string[] {
  if (text === '') return ['gmsaCredentialSpec cannot be an empty string'];
  return Buffer.byteLength(text) > MAX_CREDENTIAL ? ['gmsaCredentialSpec size must be under 64 KiB'] : [];
}
