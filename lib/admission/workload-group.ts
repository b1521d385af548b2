import { quote } from '../kube/go';
import type { Field } from './field';
import { checkHeaderName } from './http-headers';
import type { Context } from './kinds';
import { checkLabels } from './labels';
import { checkNotNegative } from './percentages';
import { checkPortNumber } from './ports';
import type { Report } from './report';

const METHODS = ['httpGet', 'tcpSocket', 'exec', 'grpc'];
const NUMBERS = ['periodSeconds', 'initialDelaySeconds', 'timeoutSeconds', 'successThreshold', 'failureThreshold'];

/** @see https://istio.io/latest/docs/reference/config/networking/workload-group/ */
export function checkWorkloadGroup(spec: Field, _context: Context, report: Report): void {
  const template = spec.get('template');
  if (!template.present) {
    report.refuse(template, 'no template given', 'write what the workloads of the group have in common');
    return;
  }
  const before = report.count;
  checkLabels(spec.get('metadata').get('labels'), report);
  // istiod does not look further, either.
  if (report.count === before && spec.get('probe').present) checkProbe(spec.get('probe'), report);
}

function checkProbe(probe: Field, report: Report): void {
  for (const name of NUMBERS) checkNotNegative(probe.get(name), report);
  const method = METHODS.find((name) => probe.get(name).present);
  const at = probe.get(method ?? '');
  switch (method) {
    case 'httpGet':
      checkHttpGet(at, report);
      break;
    case 'tcpSocket':
    case 'grpc':
      checkPortNumber(at.get('port'), report);
      break;
    case 'exec':
      if (!at.get('command').filled) report.refuse(at.get('command'), 'no command given', 'write the command');
      break;
    default:
      report.refuse(probe, 'the probe does not say what it does', `write one of ${METHODS.join(', ')}`);
  }
}

function checkHttpGet(at: Field, report: Report): void {
  checkPortNumber(at.get('port'), report);
  const scheme = at.get('scheme');
  if (!['', 'HTTP', 'HTTPS'].includes(scheme.text)) {
    report.refuse(scheme, `${quote(scheme.text)} is not a scheme`, 'write HTTP or HTTPS');
  }
  for (const header of at.get('httpHeaders').items()) checkHeaderName(header.get('name'), report);
}
