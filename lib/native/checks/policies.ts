import { isSet, numberOf, structOf, textOf } from '../values/decoded';
import type { Check } from '../walk/table';

/** @see https://kubernetes.io/docs/tasks/run-application/configure-pdb/ */
export const checkDisruptionBudget: Check = (spec, at, { report }) => {
  if (!isSet(spec.minAvailable) || !isSet(spec.maxUnavailable)) return;
  report.invalid('K8S_DISRUPTION_BUDGET', at, spec, 'minAvailable and maxUnavailable cannot be both set');
};

const HIGHEST = 1_000_000_000;

/** The server makes these itself. */
const SYSTEM: ReadonlyMap<string, number> = new Map([
  ['system-cluster-critical', 2_000_000_000],
  ['system-node-critical', 2_000_001_000],
]);

/** @see https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/#priorityclass */
export const checkPriorityClass: Check = (object, at, { report }) => {
  const name = textOf(structOf(object.metadata).name);
  const value = numberOf(object.value);
  if (!name.startsWith('system-')) {
    if (value <= HIGHEST) return;
    const detail = `maximum allowed value of a user defined priority is ${HIGHEST}`;
    report.forbidden('K8S_PRIORITY', at.child('value'), detail);
    return;
  }
  const problem = systemProblem(name, value, object.globalDefault === true);
  if (problem === undefined) return;
  const detail = `priority class names with 'system-' prefix are reserved for system use only. error: ${problem}`;
  report.forbidden('K8S_PRIORITY', at.child('metadata', 'name'), detail);
};

function systemProblem(name: string, value: number, isDefault: boolean): string | undefined {
  const expected = SYSTEM.get(name);
  if (expected === undefined) return `${name} is not a known system priority class`;
  if (value !== expected) return `value of ${name} PriorityClass must be ${expected}`;
  return isDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined;
}
