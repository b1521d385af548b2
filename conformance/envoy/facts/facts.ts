import { destinationFacts } from './destinations';
import type { Fact } from './fact';
import { headerFacts } from './headers';
import { hostFacts } from './hosts';
import { pathFacts } from './paths';
import { timeFacts } from './time';

/** All that is measured. */
export const facts: readonly Fact[] = [...hostFacts, ...headerFacts, ...pathFacts, ...destinationFacts, ...timeFacts];
