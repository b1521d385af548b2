import { isMap } from '../kube/json';
import { qualifiedName } from '../kube/names';
import { compareQuantities, type Quantity, quantityOf } from '../kube/quantities';
import { Path } from '../violation/path';
import { entries, fields, items, own, text } from './json';
import { checkContainerResource, checkResourceName, checkResourceQuantity } from './resources';
import type { Report } from './rules';

type Fields = Readonly<Record<string, unknown>>;

const TYPES = ['Container', 'PersistentVolumeClaim', 'Pod'];

/**
 * Checks a ResourceQuota. What it counts without a prefix, such as `count/deployments.apps`, is a qualified name.
 *
 * @see https://kubernetes.io/docs/concepts/policy/resource-quotas/
 */
export function checkQuota(object: Fields, report: Report): void {
  const at = Path.ROOT.child('spec', 'hard');
  for (const [name, value] of entries(fields(object.spec).hard)) {
    report.invalidEach('K8S_QUOTA', at.key(name), name, qualifiedName(name));
    checkResourceQuantity(at.key(name), name, value, report);
  }
}

/**
 * Checks a LimitRange.
 *
 * @see https://kubernetes.io/docs/concepts/policy/limit-range/
 */
export function checkLimitRange(object: Fields, report: Report): void {
  const types = new Set<string>();
  for (const [index, limit] of items(fields(object.spec).limits).entries()) {
    if (!isMap(limit)) continue;
    const at = Path.ROOT.child('spec', 'limits').child(index);
    const type = text(limit.type);
    if (type === undefined) continue;
    const problems = qualifiedName(type);
    report.invalidEach('K8S_QUOTA', at.child('type'), type, problems);
    if (problems.length === 0 && !type.includes('/') && !TYPES.includes(type)) {
      report.invalid('K8S_QUOTA', at.child('type'), type, 'must be a standard limit type or fully qualified');
    }
    if (types.has(type)) report.duplicate('K8S_QUOTA', at.child('type'), type);
    types.add(type);
    checkLimit(at, type, limit, report);
  }
}

function checkLimit(at: Path, type: string, limit: Fields, report: Report): void {
  const lists = ['max', 'min', 'default', 'defaultRequest'];
  for (const list of lists) {
    if (type === 'Pod' && list.startsWith('default')) {
      if (entries(limit[list]).length > 0) {
        report.forbidden('K8S_QUOTA', at.child(list), "may not be specified when `type` is 'Pod'");
      }
      continue;
    }
    for (const [name] of entries(limit[list])) {
      const place = at.child(list).key(name);
      if (type === 'Pod' || type === 'Container') checkContainerResource(place, name, report);
      else checkResourceName(place, name, report);
    }
  }
  const names = new Set(lists.flatMap((list) => entries(limit[list]).map(([name]) => name)));
  for (const name of names) {
    const of = (list: string): Quantity | undefined => quantityOf(own(limit[list], name));
    const [max, min, usual, request] = [of('max'), of('min'), of('default'), of('defaultRequest')];
    const compare = (low: Quantity | undefined, high: Quantity | undefined, list: string, words: [string, string]) => {
      if (low === undefined || high === undefined || compareQuantities(low, high) <= 0) return;
      const shown = list === 'min' || words[0] === 'default request' || words[0] === 'default' ? low : high;
      const detail = `${words[0]} value ${low.canonical} is greater than ${words[1]} value ${high.canonical}`;
      report.invalid('K8S_QUOTA', at.child(list).key(name), shown.canonical, detail);
    };
    compare(min, max, 'min', ['min', 'max']);
    if (type === 'Pod') continue;
    compare(min, request, 'defaultRequest', ['min', 'default request']);
    compare(request, max, 'defaultRequest', ['default request', 'max']);
    compare(request, usual, 'defaultRequest', ['default request', 'default limit']);
    compare(min, usual, 'default', ['min', 'default']);
    compare(usual, max, 'default', ['default', 'max']);
  }
}
