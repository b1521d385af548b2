import type { HttpRoute } from '../mesh/http-routes';
import type { Mesh } from '../mesh/mesh';
import type { MeshSettings } from '../mesh/mesh-config';
import { CallError, parseCall } from '../simulation/call';
import { ClientError, findClient } from '../simulation/find-client';
import type { Outcome } from '../simulation/outcome';
import { simulate } from '../simulation/simulate';
import { type Expectation, judge } from './expectation';
import type { ExpectedOutcome, NamedTarget, RequestTest, TestRequest } from './request-test';
import { compareRule, type RuleField } from './rule-comparison';
import { ANYONE, ruleForAnyone } from './rule-for-anyone';
import { type Target, TargetError, targetNamed } from './target';

/** A mesh that tests are made in. */
export interface TestMesh {
  readonly mesh: Mesh;
  /** What holds of it besides its objects. */
  readonly settings: MeshSettings;
  /** What tests have put their overlays on; undefined where there are none. */
  readonly below: TestMesh | undefined;
  /** The keys of the objects of overlays. */
  readonly onTop: ReadonlySet<string>;
}

/** How a test went. */
export interface TestResult {
  readonly test: RequestTest;
  readonly in: TestMesh;
  readonly answers: readonly TestAnswer[];
  readonly passed: boolean;
}

/** What became of a request of a test. */
export interface TestAnswer {
  readonly request: TestRequest;
  readonly outcome: Outcome | undefined;
  readonly failures: readonly TestFailure[];
}

/** Why a request fails a test. */
export type TestFailure =
  | { readonly kind: 'unmet'; readonly expectation: Expectation }
  /** Something that is not modelled could change the answer. */
  | { readonly kind: 'unknown'; readonly expectation: Expectation }
  | { readonly kind: 'rule'; readonly field: RuleField; readonly outcome: Outcome }
  /** It cannot be asked, or it names somebody who is not there. */
  | { readonly kind: 'error'; readonly message: string };

/** Makes every request of a test. */
export function runTest(place: TestMesh, test: RequestTest): TestResult {
  const answers = test.requests.map((request) => answerOf(place.mesh, test, request));
  return { test, in: place, answers, passed: answers.every(({ failures }) => failures.length === 0) };
}

/** Whether a test passes: as {@link runTest}, but it ends with the first request that fails. */
export function passes(mesh: Mesh, test: RequestTest): boolean {
  return test.requests.every((request) => answerOf(mesh, test, request).failures.length === 0);
}

function answerOf(mesh: Mesh, test: RequestTest, request: TestRequest): TestAnswer {
  try {
    const { outcome, route } = ask(mesh, request);
    return { request, outcome, failures: [...ofRule(mesh, test, route, outcome), ...ofOutcome(mesh, test, outcome)] };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { request, outcome: undefined, failures: [{ kind: 'error', message: (error as Error).message }] };
  }
}

/** Whether an error says that there is no such request, client or destination. */
export function isRefusal(error: unknown): boolean {
  return [ClientError, CallError, TargetError].some((known) => error instanceof known);
}

/** What becomes of a request, and the first rule of a VirtualService that takes it. */
export function ask(
  mesh: Mesh,
  { source, text, options, saysPort }: TestRequest,
): { readonly outcome: Outcome; readonly route: HttpRoute | undefined } {
  if (source === undefined) return ruleForAnyone(mesh, parseCall(ANYONE, text, options), saysPort);
  const outcome = simulate(mesh, parseCall(findClient(mesh, source), text, options));
  return { outcome, route: outcome.ends.find(({ decision }) => decision !== undefined)?.decision?.route };
}

function ofRule(
  mesh: Mesh,
  { rule, wanted }: RequestTest,
  route: HttpRoute | undefined,
  outcome: Outcome,
): readonly TestFailure[] {
  return compareRule(mesh, route?.rule, rule)
    .filter(({ equal }) => equal !== wanted)
    .map((field) => ({ kind: 'rule', field, outcome }));
}

function ofOutcome(mesh: Mesh, test: RequestTest, outcome: Outcome): readonly TestFailure[] {
  return test.expected.flatMap((each): readonly TestFailure[] => {
    const expectation = inMesh(mesh, each, outcome.call.from.namespace);
    if (outcome.certainty === 'unknown' && !test.ignoresUnknown) return [{ kind: 'unknown', expectation }];
    return judge(mesh, outcome, expectation) === (test.wanted ? 'always' : 'never')
      ? []
      : [{ kind: 'unmet', expectation }];
  });
}

/** What is expected, with names as what they are in a mesh. */
function inMesh(mesh: Mesh, expected: ExpectedOutcome, namespace: string): Expectation {
  switch (expected.kind) {
    case 'reach':
    case 'copy':
      return { ...expected, target: targetOf(mesh, expected.target, namespace) };
    case 'split':
      return {
        ...expected,
        shares: expected.shares.map(({ to, percent }) => ({
          to: typeof to === 'number' ? to : targetOf(mesh, to, namespace),
          percent,
        })),
      };
    default:
      return expected;
  }
}

function targetOf(mesh: Mesh, target: NamedTarget, namespace: string): Target {
  if (typeof target === 'string') return targetNamed(mesh, target, namespace);
  const { host, port, subset } = target;
  const text = `${host}${port === undefined ? '' : `:${port}`}${subset === undefined ? '' : `, subset ${subset}`}`;
  return targetNamed(mesh, text, namespace);
}
