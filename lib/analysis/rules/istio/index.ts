import type { Rule } from '../../rule';
import { conflictingGateways } from './conflicting-gateways';
import { conflictingHosts } from './conflicting-hosts';
import { internalGateway } from './internal-gateway';
import { referenceMissing } from './reference-missing';
import { sidecarsOfNamespace, sidecarsOfPods } from './sidecars';
import { telemetriesOfNamespace, telemetriesOfPods } from './telemetries';

/** Rules that Istio has codes for. */
export const ISTIO_RULES: readonly Rule[] = [
  // What is named.
  ...[referenceMissing, internalGateway],
  // What takes the place of another.
  ...[conflictingHosts, conflictingGateways],
  ...[sidecarsOfPods, sidecarsOfNamespace, telemetriesOfPods, telemetriesOfNamespace],
];
