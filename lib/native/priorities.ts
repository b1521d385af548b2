import { Path } from '../violation/path';
import { fields, integer, text } from './json';
import type { Report } from './rules';

type Fields = Readonly<Record<string, unknown>>;

const HIGHEST = 1_000_000_000;
const SYSTEM: ReadonlySet<string> = new Set(['system-cluster-critical', 'system-node-critical']);

/**
 * Checks a PriorityClass.
 *
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/#priorityclass
 */
export function checkPriorityClass(object: Fields, report: Report): void {
  const name = text(fields(object.metadata).name) ?? '';
  if (name.startsWith('system-')) {
    // The server makes two of them itself.
    if (!SYSTEM.has(name)) {
      const detail = "priority class names with 'system-' prefix are reserved for system use only";
      report.forbidden('K8S_PRIORITY', Path.ROOT.child('metadata', 'name'), detail);
    }
  } else {
    const value = integer(object.value);
    if (value !== undefined && value > HIGHEST) {
      const detail = `maximum allowed value of a user defined priority is ${HIGHEST}`;
      report.forbidden('K8S_PRIORITY', Path.ROOT.child('value'), detail);
    }
  }
  const policy = text(object.preemptionPolicy);
  const policies = ['PreemptLowerPriority', 'Never'];
  if (policy && !policies.includes(policy)) {
    report.unsupported('K8S_PRIORITY', Path.ROOT.child('preemptionPolicy'), policy, policies);
  }
}
