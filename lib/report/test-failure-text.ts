import { inYaml } from '../kube/yaml-text';
import type { Mesh } from '../mesh/mesh';
import type { RequestTest } from '../routing-tests/request-test';
import { remediesForRule } from '../routing-tests/rule-remedies';
import type { TestAnswer, TestFailure, TestResult } from '../routing-tests/run-tests';
import { explainRemedies, explainUnknown, explainUnmet, type Unmet } from './expectation-text';
import { printRequestText } from './request-text';

/** Why a request fails a test: what was expected and what is instead, its way, and what would have to change. */
export function explainFailure({ test, in: { mesh } }: TestResult, answer: TestAnswer, failure: TestFailure): string {
  const { request, outcome } = answer;
  if (failure.kind === 'error') return `${nameOf(answer)}: ${failure.message}`;
  if (outcome === undefined) return nameOf(answer);
  if (failure.kind === 'rule') return explainRule(mesh, test, answer, failure);
  const unmet: Unmet = {
    ...{ mesh, request: request.text, from: request.source ?? ANYBODY, outcome },
    ...{ expectation: failure.expectation, negated: !test.wanted },
  };
  return failure.kind === 'unknown' ? explainUnknown(unmet) : explainUnmet(unmet);
}

/** `GET http://reviews:9080/ from shop/client` */
function nameOf({ request: { text, source } }: TestAnswer): string {
  return source === undefined ? text : `${text} from ${source}`;
}

const ANYBODY = 'anybody';

function explainRule(
  mesh: Mesh,
  { wanted, saysWanted }: RequestTest,
  answer: TestAnswer,
  { field: compared, outcome }: TestFailure & { readonly kind: 'rule' },
): string {
  const { field, expected, actual } = compared;
  const trace = [...printRequestText([{ from: ANYBODY, request: answer.request.text, answer: outcome }])].join('');
  return [
    `expected ${nameOf(answer)} to be taken by a rule ${wanted ? 'with' : 'without'} ${field} ${inYaml(expected)}`,
    wanted ? `but its ${field} is: ${actual === undefined ? 'none' : inYaml(actual)}` : 'but that is what it has',
    ...(saysWanted ? [] : ['the test does not say wantMatch: true, so that no such rule is wanted']),
    '',
    ...trace
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`),
    ...(wanted ? explainRemedies(remediesForRule(mesh, answer.request, outcome, compared)) : []),
  ].join('\n');
}
