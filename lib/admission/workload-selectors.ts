import { quote } from '../kube/go';
import type { Field } from './field';
import type { Report } from './report';

/** The labels of a selector: whole keys and values, no patterns. */
function checkSelectorLabels(labels: Field, report: Report): void {
  for (const [key, value] of labels.entries()) {
    if (key === '') report.refuse(value, 'the key of a label is empty', 'write the key of a label of the pods');
    if (key.includes('*') || value.text.includes('*')) {
      const what = `${quote(`${key}=${value.text}`)}: a selector compares labels as they are, * has no meaning`;
      report.refuse(value, what, 'write the whole label');
    }
  }
}

/** `selector` of a policy, by `matchLabels`. */
export function checkSelector(at: Field, report: Report): void {
  checkLabelsOf(at, 'matchLabels', report);
}

/** `workloadSelector` of a Sidecar, ServiceEntry or EnvoyFilter, by `labels`. */
export function checkWorkloadSelector(at: Field, report: Report): void {
  checkLabelsOf(at, 'labels', report);
}

function checkLabelsOf(at: Field, name: string, report: Report): void {
  if (!at.present) return;
  const labels = at.get(name);
  checkSelectorLabels(labels, report);
  if (!labels.filled) {
    const what = `the selector has no labels, so it selects every workload of the namespace`;
    report.warn(at, what, `write ${name}, or remove the selector if all workloads are meant`);
  }
}

const TARGETS: ReadonlySet<string> = new Set([
  'core/Service',
  '/Service',
  'networking.istio.io/ServiceEntry',
  'gateway.networking.k8s.io/Gateway',
  'gateway.networking.k8s.io/GatewayClass',
]);

/** What a policy is for: one of `selector`, `targetRef` and `targetRefs`, or the whole namespace. */
export function checkAttachment(spec: Field, report: Report): void {
  const selector = spec.get('selector');
  const target = spec.get('targetRef');
  const targets = spec.get('targetRefs');
  const given = [selector.present && 'selector', target.present && 'targetRef', targets.filled && 'targetRefs'];
  const names = given.filter((name) => name !== false);
  if (names.length > 1) report.refuse(spec, `${names.join(' and ')} exclude each other`, 'keep one of them');
  checkSelector(selector, report);
  if (target.present) checkTarget(target, report);
  checkTargets(targets, report);
}

export function checkTargets(at: Field, report: Report): void {
  for (const target of at.items()) checkTarget(target, report);
}

function checkTarget(at: Field, report: Report): void {
  const group = at.get('group').text;
  const kind = at.get('kind').text;
  if (at.get('name').text === '') report.refuse(at.get('name'), 'no name given', 'write the name of the target');
  const namespace = at.get('namespace');
  if (namespace.text !== '') {
    const what = `${quote(namespace.text)}: the target is always in the namespace of the policy`;
    report.refuse(namespace, what, 'remove it, and put the policy into the namespace of its target');
  }
  if (!TARGETS.has(`${group}/${kind}`)) {
    report.refuse(
      at,
      `a policy cannot be for a ${quote(kind)} of group ${quote(group)}`,
      'name a Service (group ""), a ServiceEntry of networking.istio.io, or a Gateway or GatewayClass of gateway.networking.k8s.io',
    );
  }
}
