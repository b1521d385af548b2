import { Mesh } from '../../mesh/mesh';
import type { Manifest } from '../../model/manifest';
import { type Entity, idKey } from '../../world/entity';
import { kindKey } from '../../world/kind';
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
  const tests = places.map((each) => ({ place: each, results: nearestFirst(byMesh.get(each) ?? [], key) }));
  let about: readonly TestRequest[] | undefined;
  return mutantsOf(place.mesh, entity).flatMap((mutant): readonly MutantFate[] => {
    const judged = judge({ ...entity.manifest, object: mutant.object, locate: (path) => entity.manifest.locate(path) });
    if (judged === undefined) return [];
    const meshWith = (each: TestMesh) => Mesh.of(each.mesh.given.with([judged]), each.settings);
    for (const { place: each, results } of tests) {
      if (results.length === 0) continue;
      const mesh = meshWith(each);
      const killer = results.find(({ test }) => !passes(mesh, test));
      if (killer !== undefined) return [{ mutant, killedBy: killer.test, killer: undefined }];
    }
    about ??= requestsFor(
      place,
      entity,
      tests.flatMap(({ results }) => results),
    );
    return [{ mutant, killedBy: undefined, killer: tellApart(place.mesh, meshWith(place), about) }];
  });
}

/** Requests that may notice changes of an object: those that tests make first. */
function requestsFor({ mesh }: TestMesh, entity: Entity, results: readonly TestResult[]): readonly TestRequest[] {
  const made = results.flatMap(({ test }) => test.requests);
  const known = new Set(made.flatMap(({ source }) => source ?? []));
  return [...made, ...requestsAbout(mesh, entity, known)];
}

/** Tests of requests that have come by an object are those that most likely notice. */
function nearestFirst(results: readonly TestResult[], key: string): readonly TestResult[] {
  const isNear = ({ answers }: TestResult) =>
    answers.some(({ outcome }) =>
      [...(outcome?.steps ?? []), ...(outcome?.ends.flatMap(({ steps }) => steps) ?? [])].some(
        ({ place }) => place !== undefined && idKey(place.entity.id) === key,
      ),
    );
  const near = new Set(results.filter(isNear));
  return [...near, ...results.filter((each) => !near.has(each))];
}
