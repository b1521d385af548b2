import { isMap, type JsonMap } from '../../kube/json';
import type { Path } from '../../violation/path';
import type { Report } from '../rules';
import { profileOf } from '../values/app-armor';
import { entriesOf, isSet, structOf, textOf } from '../values/decoded';
import { descending } from '../values/file-paths';
import { containersOf } from './security';

const rule = 'K8S_ANNOTATION';
const MIRROR = 'kubernetes.io/config.mirror';
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
const TOLERATIONS = 'scheduler.alpha.kubernetes.io/tolerations';
const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';
const LOCALHOST = 'localhost/';

/** Annotations of pods that the API server itself reads. */
export function checkPodAnnotations(at: Path, annotations: unknown, spec: JsonMap, report: Report): void {
  for (const [key, value] of entriesOf(annotations)) {
    const place = at.key(key);
    if (key === MIRROR) {
      if (textOf(spec.nodeName) === '') {
        report.invalid(rule, place, value, 'must set spec.nodeName if mirror pod annotation is set');
      }
    } else if (key === TOLERATIONS) {
      const problem = tolerationsProblem(value);
      if (problem !== undefined) report.invalid(rule, at, key, problem);
    } else if (key === DELETION_COST) {
      if (!isDeletionCost(value)) report.invalid(rule, place, value, 'must be a 32bit integer');
    } else if (key === SECCOMP_POD || key.startsWith(SECCOMP_CONTAINER)) {
      report.invalidEach(rule, at.child(key), value, seccompProfile(value));
    } else if (key.startsWith(APP_ARMOR)) {
      const container = key.slice(APP_ARMOR.length);
      if (![...containersOf(at, spec)].some(([{ name }]) => textOf(name) === container)) {
        report.invalid(rule, place, container, 'container not found');
      }
      if (!['', 'runtime/default', 'unconfined'].includes(value) && !value.startsWith(LOCALHOST)) {
        report.invalid(rule, place, value, `invalid AppArmor profile name: ${JSON.stringify(value)}`);
      }
    }
  }
}

/** A list in JSON. */
function tolerationsProblem(value: string): string | undefined {
  if (value === '') return undefined;
  try {
    const read: unknown = JSON.parse(value);
    if (read === null || Array.isArray(read)) return undefined;
    return `json: cannot unmarshal ${isMap(read) ? 'object' : typeof read} into Go value of type []core.Toleration`;
  } catch {
    return 'invalid character in JSON';
  }
}

/** A number of 32 bits, without zeros or a plus in front. */
function isDeletionCost(value: string): boolean {
  return /^(?:-\d{1,20}|0|[1-9]\d{0,20})$/.test(value) && Number(value) >= -(2 ** 31) && Number(value) < 2 ** 31;
}

function seccompProfile(value: string): readonly string[] {
  if (['runtime/default', 'docker/default', 'unconfined'].includes(value)) return [];
  return value.startsWith(LOCALHOST) ? descending(value.slice(LOCALHOST.length)) : ['must be a valid seccomp profile'];
}

/** Profiles were annotations once; where both are given, they say the same. */
export function checkProfilesMatch(
  at: Path,
  annotations: unknown,
  spec: JsonMap,
  report: Report,
  isTemplate = true,
): void {
  const given = structOf(annotations);
  if (!Object.keys(given).some(isOfProfile)) return;
  const context = structOf(spec.securityContext);
  const ofPod = at.child('securityContext', 'seccompProfile');
  checkMatch(ofPod, 'seccomp', given[SECCOMP_POD], context.seccompProfile, report);
  const isWindows = structOf(spec.os).name === 'windows';
  for (const [container, place] of containersOf(at, spec)) {
    const own = structOf(container.securityContext);
    const name = textOf(container.name);
    const there = place.child('securityContext');
    checkMatch(there.child('seccompProfile'), 'seccomp', given[SECCOMP_CONTAINER + name], own.seccompProfile, report);
    if (isWindows) continue;
    const annotation = given[APP_ARMOR + name];
    // Of a pod itself the annotation becomes the field.
    const isCopied = !isTemplate && !isSet(own.appArmorProfile) && profileOf(textOf(annotation)) !== undefined;
    const profile = own.appArmorProfile ?? (isCopied ? undefined : context.appArmorProfile);
    checkMatch(there.child('appArmorProfile'), 'apparmor', annotation, profile, report);
  }
}

function isOfProfile(key: string): boolean {
  return key === SECCOMP_POD || isOfContainerProfile(key);
}

/** Whether an annotation says by what profile a container runs. */
export function isOfContainerProfile(key: string): boolean {
  return key.startsWith(SECCOMP_CONTAINER) || key.startsWith(APP_ARMOR);
}

const DEFAULTS: Readonly<Record<string, readonly string[]>> = {
  seccomp: ['runtime/default', 'docker/default'],
  apparmor: ['runtime/default'],
};

function checkMatch(
  at: Path,
  what: 'seccomp' | 'apparmor',
  annotation: unknown,
  profile: unknown,
  report: Report,
): void {
  if (!isSet(annotation) || !isSet(profile)) return;
  const value = textOf(annotation);
  const { type, localhostProfile } = structOf(profile);
  const fits =
    type === 'Unconfined'
      ? value === 'unconfined'
      : type === 'RuntimeDefault'
        ? (DEFAULTS[what] ?? []).includes(value)
        : type !== 'Localhost' || value.startsWith(LOCALHOST);
  if (!fits) report.forbidden(rule, at.child('type'), `${what} type in annotation and field must match`);
  else if (type === 'Localhost' && value.slice(LOCALHOST.length) !== localhostProfile) {
    report.forbidden(rule, at.child('localhostProfile'), `${what} profile in annotation and field must match`);
  }
}
