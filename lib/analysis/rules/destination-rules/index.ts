import type { Rule } from '../../rule';
import { headlessSubsets } from './headless-subsets';
import { joinedRules } from './joined';
import { localityAlone } from './locality';
import { mutualTlsConflict } from './mutual-tls';
import { outlierAlone } from './outlier-detection';
import { overriddenRules } from './overridden';
import { portSettings } from './port-settings';

/** Rules about DestinationRules: which one holds, for whom, and what for. */
export const DESTINATION_RULES: readonly Rule[] = [
  ...[joinedRules, overriddenRules, portSettings],
  ...[mutualTlsConflict, headlessSubsets, outlierAlone, localityAlone],
];
