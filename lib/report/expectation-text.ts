import type { Mesh } from '../mesh/mesh';
import { actualWords, type Expectation, expectationWords } from '../routing-tests/expectation';
import { summaryOf } from '../routing-tests/happenings';
import { type Remedy, remediesFor } from '../routing-tests/remedies';
import type { Outcome } from '../simulation/outcome';
import type { Place } from '../world/entity';
import { fileAndLine, printRequestText } from './request-text';

/** An expectation that is not met, or that nobody can say of whether it is. */
export interface Unmet {
  readonly mesh: Mesh;
  /** As the test writes it. */
  readonly request: string;
  /** As the test calls the client. */
  readonly from: string;
  readonly outcome: Outcome;
  readonly expectation: Expectation;
  /** Whether it is expected not to be so. */
  readonly negated: boolean;
  /** How a place is called. @default - by file and line */
  readonly where?: (place: Place) => string;
}

/** What was expected and what happens instead, step by step, and what would have to change. */
export function explainUnmet(unmet: Unmet): string {
  const { outcome, expectation, negated } = unmet;
  const actual = [summaryOf(outcome), actualWords(outcome, expectation)].filter((each) => each !== undefined);
  return [
    `expected ${unmet.request} from ${unmet.from} ${expectationWords(expectation, negated)}`,
    `but it is: ${actual.join('; ')}`,
    '',
    ...traceOf(unmet),
    ...remedyLines(unmet),
  ].join('\n');
}

/** That an answer is not known, and why. */
export function explainUnknown(unmet: Unmet): string {
  const { outcome, expectation, negated } = unmet;
  const doubts = outcome.reservations.filter(({ certainty }) => certainty === 'unknown').map(({ text }) => text);
  const expected = `expected ${unmet.request} from ${unmet.from} ${expectationWords(expectation, negated)}`;
  return [`${expected}, but nobody can say what becomes of it: ${doubts.join('; ')}`, '', ...traceOf(unmet)].join('\n');
}

function traceOf({ request, from, outcome, where }: Unmet): readonly string[] {
  const text = [...printRequestText([{ from, request, answer: outcome }], where === undefined ? {} : { where })];
  return text
    .join('')
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`);
}

function remedyLines({ mesh, outcome, expectation, negated, where }: Unmet): readonly string[] {
  // What must not be so has no one way to be otherwise: the trace names what decides.
  return negated ? [] : explainRemedies(remediesFor(mesh, outcome, expectation), where);
}

/** What would have to change; nothing for nothing. */
export function explainRemedies(remedies: readonly Remedy[], where = fileAndLine): readonly string[] {
  if (remedies.length === 0) return [];
  return [
    '',
    'what would have to change, one of:',
    ...remedies.map(({ text, place }) => {
      const name = place === undefined ? '' : where(place);
      return `  ${text}${name === '' ? '' : ` (${name})`}`;
    }),
  ];
}
