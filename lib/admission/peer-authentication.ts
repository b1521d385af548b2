import type { Field } from './field';
import type { Context } from './kinds';
import type { Report } from './report';
import { checkSelector } from './workload-selectors';

/** @see https://istio.io/latest/docs/reference/config/security/peer_authentication/ */
export function checkPeerAuthentication(spec: Field, _context: Context, report: Report): void {
  const selector = spec.get('selector');
  const ports = spec.get('portLevelMtls');
  if (ports.filled && !selector.get('matchLabels').filled) {
    const what = 'ports are those of certain workloads, and none are selected';
    report.refuse(ports, what, 'write selector.matchLabels');
  }
  if (ports.present && !ports.filled) report.refuse(ports, 'there are no ports in it', 'remove it, or write a port');
  for (const [key, port] of ports.entries()) {
    if (Number(key) === 0) report.refuse(port, '0 is not a port', 'write the port of the workload');
  }
  checkSelector(selector, report);
}
