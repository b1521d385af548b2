import { quote } from '../kube/go';
import type { Field } from './field';
import type { Report } from './report';

/** Annotations that istiod sets on objects of its own. */
const INTERNAL = [
  'internal.istio.io/webhook-always-reject',
  'internal.istio.io/parents',
  'internal.istio.io/parent-namespace',
];
const DRY_RUN = 'istio.io/dry-run';
const BOOLEAN = /^(?:1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/;

/**
 * The annotations that istiod looks at before it looks at the object.
 *
 * @returns whether it goes on
 */
export function checkAnnotations(object: Field, kind: string, report: Report): boolean {
  const annotations = object.get('metadata').get('annotations');
  if (!annotations.filled) return true;
  const before = report.count;
  checkDryRun(object, annotations.get(DRY_RUN), kind, report);
  for (const name of INTERNAL) {
    const annotation = annotations.get(name);
    if (annotation.present) report.refuse(annotation, `${name} is for istiod's own objects`, 'remove it');
  }
  return report.count === before;
}

/** @see https://istio.io/latest/docs/tasks/security/authorization/authz-dry-run/ */
function checkDryRun(object: Field, annotation: Field, kind: string, report: Report): void {
  if (!annotation.present) return;
  if (kind !== 'AuthorizationPolicy') {
    report.refuse(annotation, `${DRY_RUN} is only for AuthorizationPolicies, not for a ${kind}`, 'remove it');
    return;
  }
  const action = object.get('spec').get('action').text || 'ALLOW';
  if (action !== 'ALLOW' && action !== 'DENY') {
    report.refuse(annotation, `${DRY_RUN} is only for the actions ALLOW and DENY, not for ${action}`, 'remove it');
  } else if (!BOOLEAN.test(annotation.text)) {
    report.refuse(annotation, `${quote(annotation.text)} is neither true nor false`, 'write "true" or "false"');
  }
}
