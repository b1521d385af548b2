import { EXPERIMENT_FAULTS } from './experiment-faults';
import type { FaultKind } from './fault';
import { POLICY_FAULTS } from './policy-faults';
import { REFERENCE_FAULTS } from './reference-faults';
import { RELEASE_FAULTS } from './release-faults';
import { ROUTING_FAULTS } from './routing-faults';
import { WORKLOAD_FAULTS } from './workload-faults';

/** Every way in which the lab is broken. */
export const FAULT_KINDS: readonly FaultKind[] = [
  ...ROUTING_FAULTS,
  ...WORKLOAD_FAULTS,
  ...REFERENCE_FAULTS,
  ...POLICY_FAULTS,
  ...RELEASE_FAULTS,
  ...EXPERIMENT_FAULTS,
];
