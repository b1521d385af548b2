import type { JsonMap } from '../../kube/json';
import type { Path } from '../../violation/path';
import type { Report } from '../rules';
import { isSet, listOf, structOf, structsOf, textOf } from '../values/decoded';
import { descending } from '../values/file-paths';
import type { Check } from '../walk/table';

const rule = 'K8S_SECURITY';

/** @see https://kubernetes.io/docs/tasks/configure-pod-container/security-context/ */
export function checkSecurityContext(at: Path, context: JsonMap, spec: JsonMap, report: Report): void {
  if (context.procMount === 'Unmasked' && spec.hostUsers !== false) {
    report.invalid(rule, at.child('procMount'), 'Unmasked', '`hostUsers` must be false to use `Unmasked`');
  }
  if (context.allowPrivilegeEscalation !== false) return;
  const set = 'cannot set `allowPrivilegeEscalation` to false and ';
  if (context.privileged === true) report.invalid(rule, at, context, `${set}\`privileged\` to true`);
  if (listOf(structOf(context.capabilities).add).includes('CAP_SYS_ADMIN')) {
    report.invalid(rule, at, context, `${set}\`capabilities.Add\` CAP_SYS_ADMIN`);
  }
}

/** What the security context of a pod and the namespaces of the node exclude. */
export function checkPodSecurity(at: Path, spec: JsonMap, report: Report): void {
  const context = structOf(spec.securityContext);
  if (spec.shareProcessNamespace === true && spec.hostPID === true) {
    const place = at.child('shareProcessNamespace').called(`${at.name}.securityContext.shareProcessNamespace`);
    report.invalid(rule, place, true, 'ShareProcessNamespace and HostPID cannot both be enabled');
  }
  checkSysctls(at.child('securityContext', 'sysctls'), context, spec, report);
  if (spec.hostUsers === false) {
    for (const [field, shown] of [
      ['hostNetwork', 'hostNetwork'],
      ['hostPID', 'HostPID'],
      ['hostIPC', 'HostIPC'],
    ] as const) {
      if (spec[field] === true) report.forbidden(rule, at.renamed(field, shown), 'when `hostUsers` is false');
    }
    for (const [container, place] of containersOf(at, spec)) {
      if (listOf(container.volumeDevices).length > 0) {
        report.forbidden(rule, place.child('volumeDevices'), 'when `hostUsers` is false');
      }
    }
  }
}

/** The containers of a pod of all sorts, with their places. */
export function* containersOf(at: Path, spec: JsonMap): Generator<readonly [container: JsonMap, at: Path]> {
  for (const list of ['initContainers', 'containers', 'ephemeralContainers']) {
    for (const [index, container] of structsOf(spec[list]).entries()) yield [container, at.child(list).child(index)];
  }
}

const SYSCTL = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/;
const SYSCTL_PATTERN = '^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$';

function checkSysctls(at: Path, { sysctls }: JsonMap, spec: JsonMap, report: Report): void {
  const seen = new Set<string>();
  for (const [index, sysctl] of structsOf(sysctls).entries()) {
    const place = at.child(index, 'name');
    const name = textOf(sysctl.name);
    if (name === '') report.required(rule, place);
    else if (name.length > 253 || !SYSCTL.test(name)) {
      report.invalid(rule, place, name, `must have at most 253 characters and match regex ${SYSCTL_PATTERN}`);
    } else if (seen.has(name)) report.duplicate(rule, place, name);
    seen.add(name);
    if (spec.hostNetwork === true && /^net[./]/.test(name)) {
      report.invalid(rule, place, name, "may not be specified when 'hostNetwork' is true");
    } else if (spec.hostIPC === true && /^(?:kernel[./](?:shm|msg|sem)|fs[./]mqueue[./])/.test(name)) {
      report.invalid(rule, place, name, "may not be specified when 'hostIPC' is true");
    }
  }
}

/** The profile of a system call filter. */
export const checkSeccomp: Check = (profile, at, { report }) => {
  const place = at.child('localhostProfile');
  const { localhostProfile: file } = profile;
  if (profile.type !== 'Localhost') {
    if (isSet(file)) report.invalid(rule, place, profile, 'can only be set when seccomp type is Localhost');
  } else if (!isSet(file)) report.required(rule, place, 'must be set when seccomp type is Localhost');
  else report.invalidEach(rule, place, file, descending(textOf(file)));
};

const MAX_PROFILE = 4095;

export const checkAppArmor: Check = ({ type, localhostProfile }, at, { report }) => {
  const place = at.child('localhostProfile');
  const profile = textOf(localhostProfile);
  if (type === 'Localhost') {
    if (profile !== profile.trim()) report.invalid(rule, place, profile, 'must not be padded with whitespace');
    else if (profile === '') report.required(rule, place, 'must be set when AppArmor type is Localhost');
    if (Buffer.byteLength(profile) > MAX_PROFILE) report.tooLong(rule, place, MAX_PROFILE);
  } else if ((type === 'RuntimeDefault' || type === 'Unconfined') && isSet(localhostProfile)) {
    report.invalid(rule, place, profile, 'can only be set when AppArmor type is Localhost');
  }
};
