import { NOT_A_CIDR, parseCidr } from '../../kube/addresses';
import type { JsonMap } from '../../kube/json';
import { labelValue, qualifiedName } from '../../kube/names';
import { Path } from '../../violation/path';
import type { Report } from '../rules';
import { entriesOf, structOf, structsOf, textOf, textsOf } from '../values/decoded';
import { STANDARD_FINALIZERS } from '../values/names';
import { quantity } from '../values/quantities';
import type { Check } from '../walk/table';
import { checkAmount } from './resources';

const LEVELS = ['privileged', 'baseline', 'restricted'];

/** What must be done before a namespace goes away. */
export const checkNamespace: Check = ({ spec }, at, { report }) => {
  const rule = 'K8S_NAMESPACE';
  const finalizers = at.child('spec', 'finalizers');
  for (const [index, name] of textsOf(structOf(spec).finalizers).entries()) {
    report.invalidEach(rule, finalizers.inside(index), name, qualifiedName(name));
    if (name.includes('/') || STANDARD_FINALIZERS.has(name)) continue;
    const detail = 'name is neither a standard finalizer name nor is it fully qualified';
    report.invalid(rule, finalizers.inside(index), name, detail);
  }
};

/**
 * Who admits pods looks at them when all else is right.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces
 */
export function checkPodSecurityLabels({ metadata }: JsonMap, at: Path, report: Report): void {
  const rule = 'K8S_NAMESPACE';
  for (const [key, value] of entriesOf(structOf(metadata).labels)) {
    const match = /^pod-security\.kubernetes\.io\/(?:enforce|audit|warn)(-version)?$/.exec(key);
    if (match === null) continue;
    const place = at.child('metadata', 'labels').key(key);
    if (match[1] === undefined) {
      if (!LEVELS.includes(value)) report.invalid(rule, place, value, `must be one of ${LEVELS.join(', ')}`);
    } else if (value !== 'latest' && !/^v1\.(?:[0-9]|[1-9][0-9]*)$/.test(value)) {
      report.invalid(rule, place, value, 'must be "latest" or "v1.x"');
    }
  }
}

/** What a node has, as it says itself. */
export const checkNode: Check = ({ status }, at, { report }) => {
  for (const list of ['capacity', 'allocatable']) {
    for (const [name, value] of Object.entries(structOf(structOf(status)[list]))) {
      checkAmount('K8S_NODE', at.child('status', list, name), name, quantity(value), report);
    }
  }
};

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** The API server looks for taints in the metadata. */
export const checkTaints: Check = ({ taints, podCIDRs, podCIDR }, at, { report }) => {
  const rule = 'K8S_NODE';
  const seen = new Set<string>();
  for (const [index, taint] of structsOf(taints).entries()) {
    const [key, value, effect] = [textOf(taint.key), textOf(taint.value), textOf(taint.effect)];
    const place = at.child('taints').child(index);
    const called = Path.ROOT.child('metadata', 'taints').child(index);
    const inside = (field: string): Path => place.inside(field).called(called.child(field).name);
    report.invalidEach(rule, inside('key'), key, qualifiedName(key));
    const problems = labelValue(value);
    if (problems.length > 0) report.invalid(rule, inside('value'), value, problems.join(';'));
    if (effect === '') report.required(rule, inside('effect'));
    else if (!EFFECTS.includes(effect)) report.unsupported(rule, inside('effect'), effect, EFFECTS);
    const pair = JSON.stringify([key, effect]);
    if (seen.has(pair))
      report.duplicate(rule, place.called(called.name), taint, 'taints must be unique by key and effect pair');
    seen.add(pair);
  }
  const ranges = rangesOf(podCIDRs, podCIDR);
  const place = at.child('podCIDRs');
  for (const [index, range] of ranges.entries()) {
    if (parseCidr(range) === undefined) report.invalid(rule, place.child(index), range, NOT_A_CIDR);
  }
  if (ranges.length < 2) return;
  const families = new Set(ranges.map((range) => parseCidr(range)?.family));
  const wrong = ranges.findIndex((range) => parseCidr(range) === undefined);
  if (wrong >= 0) {
    const detail = `invalid CIDR[${wrong}]: <nil> (invalid CIDR address: ${ranges[wrong]})`;
    report.internal(rule, place, `invalid PodCIDRs. failed to check with dual stack with error:${detail}`);
  }
  if (families.size < 2 || ranges.length > 2 || wrong >= 0) {
    report.invalid(rule, place, ranges, 'may specify no more than one CIDR for each IP family');
  }
};

/** The one that is given alone counts, if it is not the first of the list. */
export function rangesOf(list: unknown, alone: unknown): readonly string[] {
  const ranges = textsOf(list);
  const only = textOf(alone);
  return only === '' || ranges[0] === only ? ranges : [only];
}
