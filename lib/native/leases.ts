import { Path } from '../violation/path';
import { fields, integer } from './json';
import type { Report } from './rules';

/**
 * Checks a Lease.
 *
 * @see https://kubernetes.io/docs/concepts/architecture/leases/
 */
export function checkLease(object: Readonly<Record<string, unknown>>, report: Report): void {
  const at = Path.ROOT.child('spec');
  const { leaseDurationSeconds, leaseTransitions } = fields(object.spec);
  const seconds = integer(leaseDurationSeconds);
  if (seconds !== undefined && seconds <= 0) {
    report.invalid('K8S_LEASE', at.child('leaseDurationSeconds'), seconds, 'must be greater than 0');
  }
  const transitions = integer(leaseTransitions);
  if (transitions !== undefined && transitions < 0) {
    report.invalid('K8S_LEASE', at.child('leaseTransitions'), transitions, 'must be greater than or equal to 0');
  }
}
