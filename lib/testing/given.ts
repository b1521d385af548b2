import type { IConstruct } from 'constructs';
import { readOverlay } from '../inputs/applied-world';
import { isMap } from '../kube/json';
import { describeObject } from '../kube/object-reference';
import { messageOf } from '../violation/message';
import { isError } from '../violation/violation';
import type { JudgedManifest } from '../world/world';
import {
  apiObjectsBelow,
  type GivenObject,
  givenObject,
  isConstruct,
  manifestOf,
  projectJudge,
  unpacked,
} from './objects';

/** What is put on top of a mesh: a scenario or another construct, objects, or a file or folder of manifests. */
export type OnTop = IConstruct | readonly object[] | string;

/** What is to be on top, as the API server takes it. */
export function overlayOf(onTop: OnTop): readonly JudgedManifest[] {
  if (typeof onTop === 'string') {
    const read = readOverlay([onTop], process.cwd(), projectJudge());
    failOn('with', read);
    return read.judged;
  }
  const objects = isConstruct(onTop) ? apiObjectsBelow(onTop).map(givenObject) : plainObjects('with', onTop);
  if (objects.length === 0) throw new Error('with: there are no objects in what is to be on top');
  return judgedOf('with', objects);
}

/** Fails where something could not be read, or would be refused. */
export function failOn(
  what: string,
  { problems, refused }: { problems: readonly string[]; refused: readonly string[] },
): void {
  const [problem] = problems;
  if (problem !== undefined) throw new Error(`${what}: ${problem}`);
  const [refusal] = refused;
  if (refusal !== undefined) throw new Error(`${what}: the API server would refuse ${refusal}`);
}

/** What an app says by `external(…)` to exist beyond it, by kind. */
export function externalIn(root: IConstruct): Readonly<Record<string, readonly string[]>> {
  const { externalThings } = require('../core/external') as typeof import('../core/external');
  const found: Record<string, string[]> = {};
  for (const { kind, name } of externalThings(root)) {
    found[kind] ??= [];
    found[kind].push(name);
  }
  return found;
}

/** Whether a construct is an alternative to the steady state, or a part of one. */
export function isAlternative(construct: IConstruct): boolean {
  return construct.node.scopes.some(isScenario);
}

/** What is installed before everything else is a standalone chart, too; what is not applied by itself is below a folder. */
function isScenario(construct: IConstruct): boolean {
  // Only who has constructs has cdk8s.
  const { StandaloneChart } = require('../core/standalone-chart') as typeof import('../core/standalone-chart');
  return StandaloneChart.isStandaloneChart(construct) && construct.file.startsWith('scenarios/');
}

/** What is always applied. */
export function steadyObjects(root: IConstruct): readonly GivenObject[] {
  return apiObjectsBelow(root)
    .filter((object) => !object.node.scopes.some(isScenario))
    .map(givenObject);
}

/** Objects that no construct makes. */
export function plainObjects(what: string, objects: unknown): readonly GivenObject[] {
  if (!Array.isArray(objects)) throw new Error(`${what}: give an app, a chart or another construct, or plain objects`);
  return objects.flatMap(unpacked).map((object) => ({ object }));
}

/** Objects as the API server takes them. @throws Error when it refuses one */
export function judgedOf(what: string, objects: readonly GivenObject[]): readonly JudgedManifest[] {
  const judge = projectJudge();
  return objects.map(({ object, constructPath }) => {
    if (!isMap(object)) throw new Error(`${what}: ${JSON.stringify(object)} is no object of Kubernetes`);
    const { sound, scope, violations } = judge.verdict(object);
    const manifest = manifestOf(object, constructPath);
    const refusal = scope === undefined ? undefined : violations.find(isError);
    if (refusal !== undefined) {
      const where = constructPath === undefined ? '' : ` ('${constructPath}')`;
      throw new Error(
        `${what}: the API server would refuse ${describeObject(manifest.resource)}${where}: ${messageOf(refusal)}`,
      );
    }
    return { manifest, sound, scope };
  });
}
