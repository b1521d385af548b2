import { At, type Issues } from './field';
import { fields, integer } from './json';

/**
 * Checks a Lease.
 *
 * @see https://kubernetes.io/docs/concepts/architecture/leases/
 */
export function checkLease(object: Readonly<Record<string, unknown>>, issues: Issues): void {
  const at = At.root.child('spec');
  const { leaseDurationSeconds, leaseTransitions } = fields(object.spec);
  const seconds = integer(leaseDurationSeconds);
  if (seconds !== undefined && seconds <= 0) {
    issues.invalid('K8S_LEASE', at.child('leaseDurationSeconds'), seconds, 'must be greater than 0');
  }
  const transitions = integer(leaseTransitions);
  if (transitions !== undefined && transitions < 0) {
    issues.invalid('K8S_LEASE', at.child('leaseTransitions'), transitions, 'must be greater than or equal to 0');
  }
}
