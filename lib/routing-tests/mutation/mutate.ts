import { remembered } from '../../kube/remembered';
import type { Mesh } from '../../mesh/mesh';
import type { Manifest } from '../../model/manifest';
import { type Entity, idKey } from '../../world/entity';
import { kindKey } from '../../world/kind';
import {
  AUTHORIZATION_POLICY,
  DESTINATION_RULE,
  GATEWAY,
  PEER_AUTHENTICATION,
  REQUEST_AUTHENTICATION,
  VIRTUAL_SERVICE,
} from '../../world/kinds';
import type { JudgedManifest } from '../../world/world';
import type { RequestTest, TestRequest } from '../request-test';
import { passes, type TestMesh, type TestResult } from '../run-tests';
import { MUTATED_KINDS, type Mutant, mutantsOf } from './mutants';
import { requestsAbout } from './requests';
import { type TellingRequest, tellApart } from './telling-request';

/** What becomes of a mutant. */
export interface MutantFate {
  readonly mutant: Mutant;
  /** A test that fails with it. */
  readonly killedBy: RequestTest | undefined;
  /** Of a survivor: a request that would kill it; undefined where none was found that tells it from the mesh. */
  readonly killer: TellingRequest | undefined;
}

/** How many mutants tests notice. */
export interface MutationReport {
  readonly killed: readonly MutantFate[];
  /** Each with a request that would kill it. */
  readonly survived: readonly MutantFate[];
  /** Those that no request was found for: they may mean the same as what is written. */
  readonly alike: readonly MutantFate[];
}

/** What the API server would say of a mutant; undefined where it would refuse it, so that it is none. */
export type JudgeMutant = (manifest: Manifest) => JudgedManifest | undefined;

/**
 * Changes one field of the meshes of tests at a time, makes the tests once more, and tells which changes none notices.
 *
 * @param results of tests that pass
 */
export function mutate(results: readonly TestResult[], judge: JudgeMutant): MutationReport {
  const byMesh = new Map<TestMesh, TestResult[]>();
  for (const result of results) {
    for (const place of [result.in.below, result.in]) {
      if (place !== undefined && !byMesh.has(place)) byMesh.set(place, []);
    }
    byMesh.get(result.in)?.push(result);
  }
  const fates = [...byMesh.keys()].flatMap((place) => {
    const { mesh, below, onTop } = place;
    const own = mesh.given.entities.filter(
      (entity) =>
        MUTATED_KINDS.has(kindKey(entity.id)) &&
        entity.spec !== undefined &&
        mesh.given.isCurrent(entity) &&
        (below === undefined || onTop.has(idKey(entity.id))),
    );
    return own.flatMap((entity) => fatesOf(place, entity, byMesh, judge));
  });
  return {
    killed: fates.filter(({ killedBy }) => killedBy !== undefined),
    survived: fates.filter(({ killedBy, killer }) => killedBy === undefined && killer !== undefined),
    alike: fates.filter(({ killedBy, killer }) => killedBy === undefined && killer === undefined),
  };
}

function fatesOf(
  place: TestMesh,
  entity: Entity,
  byMesh: ReadonlyMap<TestMesh, readonly TestResult[]>,
  judge: JudgeMutant,
): readonly MutantFate[] {
  const key = idKey(entity.id);
  // Where something else is on top of it, nobody sees it.
  const places = [...byMesh.keys()].filter((each) => each === place || (each.below === place && !each.onTop.has(key)));
  const tests = places.map((each) => ({ place: each, results: concerned(byMesh.get(each) ?? [], entity) }));
  let about: readonly TestRequest[] | undefined;
  return mutantsOf(place.mesh, entity).flatMap((mutant): readonly MutantFate[] => {
    const judged = judge({ ...entity.manifest, object: mutant.object, locate: (path) => entity.manifest.locate(path) });
    if (judged === undefined) return [];
    const meshWith = (each: TestMesh) => each.mesh.with([judged]);
    let own: Mesh | undefined;
    for (const { place: each, results } of tests) {
      if (results.length === 0) continue;
      const mesh = meshWith(each);
      if (each === place) own = mesh;
      const killer = results.find(({ test }) => !passes(mesh, test));
      if (killer !== undefined) return [{ mutant, killedBy: killer.test, killer: undefined }];
    }
    about ??= requestsFor(place, entity, tests, byMesh.get(place) ?? []);
    return [{ mutant, killedBy: undefined, killer: tellApart(place.mesh, own ?? meshWith(place), about) }];
  });
}

/** Requests that may notice changes of an object: those of the tests that it concerns first. */
function requestsFor(
  { mesh }: TestMesh,
  entity: Entity,
  tests: readonly { readonly results: readonly TestResult[] }[],
  all: readonly TestResult[],
): readonly TestRequest[] {
  const made = tests.flatMap(({ results }) => results.flatMap(({ test }) => test.requests));
  const known = new Set([...made, ...all.flatMap(({ test }) => test.requests)].flatMap(({ source }) => source ?? []));
  return [...made, ...requestsAbout(mesh, entity, known)];
}

/** What a request that does not come by them does not depend on, whichever of their fields changes. */
const LOCAL: ReadonlySet<string> = new Set([VIRTUAL_SERVICE, DESTINATION_RULE, GATEWAY].map(kindKey));

/**
 * The tests that a change of an object may concern, those whose requests have come by it first: they most likely notice.
 * What policies say of a request that none of their rules takes is in no step.
 */
function concerned(results: readonly TestResult[], { id }: Entity): readonly TestResult[] {
  const key = idKey(id);
  const isRule = kindKey(id) === kindKey(DESTINATION_RULE);
  const near = new Set(
    results.filter((result) => {
      const { keys, isUnknown, isMirrored } = waysOf(result);
      // What copies meet is in no step, either.
      return isUnknown || keys.has(key) || (isRule && isMirrored);
    }),
  );
  if (LOCAL.has(kindKey(id))) return [...near];
  const rest = results.filter((each) => !near.has(each));
  return [...near, ...(POLICIES.has(kindKey(id)) ? rest.filter((each) => meets(each, id.namespace)) : rest)];
}

/** What the requests of a test have come by. */
interface Ways {
  /** The keys of objects. */
  readonly keys: ReadonlySet<string>;
  /** Whether a request has no answer. */
  readonly isUnknown: boolean;
  readonly isMirrored: boolean;
}

const ways = new WeakMap<TestResult, Ways>();

function waysOf(result: TestResult): Ways {
  return remembered(ways, result, () => {
    const outcomes = result.answers.map(({ outcome }) => outcome);
    const known = outcomes.filter((each) => each !== undefined);
    const steps = known.flatMap((outcome) => [...outcome.steps, ...outcome.ends.flatMap((end) => end.steps)]);
    return {
      keys: new Set(steps.flatMap(({ place }) => (place === undefined ? [] : [idKey(place.entity.id)]))),
      isUnknown: known.length < outcomes.length,
      isMirrored: known.some(({ ends }) => ends.some(({ mirrors }) => mirrors.length > 0)),
    };
  });
}

/** What decides at the pods of its own namespace; of the root one, everywhere. */
const POLICIES: ReadonlySet<string> = new Set(
  [AUTHORIZATION_POLICY, PEER_AUTHENTICATION, REQUEST_AUTHENTICATION].map(kindKey),
);

/** Whether requests of a test come to pods of a namespace, or to services of which the policies may hold. */
function meets({ answers, in: { mesh } }: TestResult, namespace: string): boolean {
  if (namespace === mesh.config.rootNamespace) return true;
  return answers.some(
    ({ outcome }) =>
      outcome === undefined ||
      outcome.ends.some(
        ({ destination, via, mirrors }) =>
          mirrors.length > 0 ||
          via.some((gateway) => gateway.namespace === namespace) ||
          destination === undefined ||
          destination.service?.namespace === namespace ||
          destination.workloads.some(({ workload }) => workload.namespace === namespace),
      ),
  );
}
