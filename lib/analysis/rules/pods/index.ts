import type { Rule } from '../../rule';
import { canonicalNames } from './canonical-names';
import { hostNetwork } from './host-network';
import { jobsWithSidecar } from './jobs';
import { reservedPorts } from './reserved-ports';

/** Rules about pods in the mesh. */
export const POD_RULES: readonly Rule[] = [reservedPorts, hostNetwork, jobsWithSidecar, canonicalNames];
