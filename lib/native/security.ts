import { isMap } from '../kube/json';
import { between } from '../kube/names';
import type { Path } from '../violation/path';
import { fields, integer, isMissing, items, text } from './json';
import type { Report } from './rules';
import { checkRelative } from './volumes';

const PROFILES = ['Localhost', 'RuntimeDefault', 'Unconfined'];
const SYSCTL = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/;

/**
 * Checks the security context of a container.
 *
 * @param hostUsers whether the pod has the users of the node, which is the default
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
 */
export function checkSecurityContext(at: Path, context: unknown, hostUsers: boolean, report: Report): void {
  if (!isMap(context)) return;
  const { privileged, allowPrivilegeEscalation, capabilities, procMount } = context;
  checkId(at.child('runAsUser'), context.runAsUser, report);
  checkId(at.child('runAsGroup'), context.runAsGroup, report);
  const mount = text(procMount);
  if (mount !== undefined && mount !== '') {
    if (mount !== 'Default' && mount !== 'Unmasked') {
      report.unsupported('K8S_SECURITY', at.child('procMount'), mount, ['Default', 'Unmasked']);
    } else if (hostUsers && mount === 'Unmasked') {
      const detail = '`hostUsers` must be false to use `Unmasked`';
      report.invalid('K8S_SECURITY', at.child('procMount'), mount, detail);
    }
  }
  checkSeccomp(at.child('seccompProfile'), context.seccompProfile, report);
  if (allowPrivilegeEscalation === false) {
    const set = 'cannot set `allowPrivilegeEscalation` to false and ';
    if (privileged === true) report.invalid('K8S_SECURITY', at, context, `${set}\`privileged\` to true`);
    if (items(fields(capabilities).add).includes('CAP_SYS_ADMIN')) {
      report.invalid('K8S_SECURITY', at, context, `${set}\`capabilities.Add\` CAP_SYS_ADMIN`);
    }
  }
  checkAppArmor(at.child('appArmorProfile'), context.appArmorProfile, report);
}

/** Checks the security context of a pod, and the host namespaces it may not have with it. */
export function checkPodSecurityContext(at: Path, spec: Readonly<Record<string, unknown>>, report: Report): void {
  const context = fields(spec.securityContext);
  const place = at.child('securityContext');
  checkId(place.child('fsGroup'), context.fsGroup, report);
  checkId(place.child('runAsUser'), context.runAsUser, report);
  checkId(place.child('runAsGroup'), context.runAsGroup, report);
  for (const [index, group] of items(context.supplementalGroups).entries()) {
    checkId(place.child('supplementalGroups').child(index), group, report);
  }
  if (spec.shareProcessNamespace === true && spec.hostPID === true) {
    const where = at.child('shareProcessNamespace').called(place.child('shareProcessNamespace').name);
    report.invalid('K8S_SECURITY', where, true, 'ShareProcessNamespace and HostPID cannot both be enabled');
  }
  checkSysctls(place.child('sysctls'), context.sysctls, spec, report);
  const change = text(context.fsGroupChangePolicy);
  if (change && change !== 'Always' && change !== 'OnRootMismatch') {
    report.unsupported('K8S_SECURITY', place.child('fsGroupChangePolicy'), change, ['Always', 'OnRootMismatch']);
  }
  const groups = text(context.supplementalGroupsPolicy);
  if (groups && groups !== 'Merge' && groups !== 'Strict') {
    report.unsupported('K8S_SECURITY', place.child('supplementalGroupsPolicy'), groups, ['Merge', 'Strict']);
  }
  checkSeccomp(place.child('seccompProfile'), context.seccompProfile, report);
  checkAppArmor(place.child('appArmorProfile'), context.appArmorProfile, report);
  if (spec.hostUsers === false) {
    for (const [field, called] of [
      ['hostNetwork', 'hostNetwork'],
      ['hostPID', 'HostPID'],
      ['hostIPC', 'HostIPC'],
    ] as const) {
      if (spec[field] === true) {
        const where = at.child(field).called(at.child(called).name);
        report.forbidden('K8S_SECURITY', where, 'when `pod.Spec.HostUsers` is false');
      }
    }
  }
}

/** Checks the number of a user or a group. */
function checkId(at: Path, id: unknown, report: Report): void {
  const value = integer(id);
  if (value !== undefined && (value < 0 || value > 0xffffffff)) {
    report.invalid('K8S_SECURITY', at, value, between(0, 0xffffffff));
  }
}

function checkSysctls(at: Path, sysctls: unknown, spec: Readonly<Record<string, unknown>>, report: Report): void {
  const seen = new Set<string>();
  for (const [index, sysctl] of items(sysctls).entries()) {
    const name = isMap(sysctl) ? text(sysctl.name) : undefined;
    if (name === undefined) continue;
    const place = at.child(index).child('name');
    if (name === '') report.required('K8S_SECURITY', place);
    else if (name.length > 253 || !SYSCTL.test(name)) {
      const pattern = '^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$';
      report.invalid('K8S_SECURITY', place, name, `must have at most 253 characters and match regex ${pattern}`);
    } else if (seen.has(name)) report.duplicate('K8S_SECURITY', place, name);
    else if (spec.hostNetwork === true && /^net[./]/.test(name)) {
      report.invalid('K8S_SECURITY', place, name, "may not be specified when 'hostNetwork' is true");
    }
    seen.add(name);
  }
}

function checkSeccomp(at: Path, profile: unknown, report: Report): void {
  if (!isMap(profile)) return;
  const type = checkProfileType(at, profile.type, 'type is required when seccompProfile is set', report);
  const path = at.child('localhostProfile');
  const { localhostProfile } = profile;
  if (type !== 'Localhost') {
    if (type !== undefined && !isMissing(localhostProfile)) {
      report.invalid('K8S_SECURITY', path, profile, 'can only be set when seccomp type is Localhost');
    }
  } else if (isMissing(localhostProfile)) {
    report.required('K8S_SECURITY', path, 'must be set when seccomp type is Localhost');
  } else if (typeof localhostProfile === 'string') {
    checkRelative(path, localhostProfile, report);
  }
}

function checkAppArmor(at: Path, profile: unknown, report: Report): void {
  if (!isMap(profile)) return;
  const type = checkProfileType(at, profile.type, 'type is required when appArmorProfile is set', report);
  const path = at.child('localhostProfile');
  const { localhostProfile } = profile;
  if (type === 'Localhost') {
    if (isMissing(localhostProfile) || localhostProfile === '') {
      report.required('K8S_SECURITY', path, 'must be set when AppArmor type is Localhost');
    } else if (typeof localhostProfile === 'string' && localhostProfile !== localhostProfile.trim()) {
      report.invalid('K8S_SECURITY', path, localhostProfile, 'must not be padded with whitespace');
    }
  } else if ((type === 'RuntimeDefault' || type === 'Unconfined') && !isMissing(localhostProfile)) {
    report.invalid('K8S_SECURITY', path, localhostProfile, 'can only be set when AppArmor type is Localhost');
  }
}

function checkProfileType(at: Path, type: unknown, missing: string, report: Report): string | undefined {
  const name = text(type);
  if (name === '') report.required('K8S_SECURITY', at.child('type'), missing);
  else if (name !== undefined && !PROFILES.includes(name)) {
    report.unsupported('K8S_SECURITY', at.child('type'), name, PROFILES);
  }
  return name;
}
