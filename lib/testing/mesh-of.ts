import type { IConstruct } from 'constructs';
import { readAppliedWorld } from '../inputs/applied-world';
import { readSettings } from '../settings/read-settings';
import { withExternal } from '../settings/settings';
import { World } from '../world/world';
import { externalIn, failOn, isAlternative, judgedOf, type OnTop, plainObjects, steadyObjects } from './given';
import { MeshUnderTest } from './mesh-under-test';
import { isConstruct, projectJudge } from './objects';

/** How a mesh is made. */
export interface MeshOptions {
  /** What is applied on top, in order. @default - nothing */
  readonly with?: OnTop | readonly (IConstruct | string)[];
  /**
   * What becomes of an expectation whose answer cannot be known, as with an EnvoyFilter on the way: it fails, or what is
   * not known is taken to change nothing.
   *
   * @default fails
   */
  readonly unknown?: 'fails' | 'is ignored';
}

/**
 * The mesh that an app makes: of an app its steady state, without scenarios; of a scenario that with the scenario on top;
 * of any other construct what is in it; or plain objects. It is what istiod would make of the manifests, and answers
 * requests without a cluster.
 *
 * What `meshwright.yaml` says holds here, too.
 *
 * @throws Error when the API server would refuse one of the objects
 */
export function meshOf(source: IConstruct | readonly object[], options: MeshOptions = {}): MeshUnderTest {
  const own = isConstruct(source) ? externalIn(source.node.root) : {};
  const { complete, external, namespace, meshConfig } = withExternal(readSettings(process.cwd()), own);
  const defaultNamespace = namespace === undefined ? {} : { defaultNamespace: namespace };
  const isScenario = isConstruct(source) && isAlternative(source);
  const base = isScenario ? (source as IConstruct).node.root : source;
  const judged = judgedOf('meshOf', isConstruct(base) ? steadyObjects(base) : plainObjects('meshOf', base));
  if (judged.length === 0) throw new Error('meshOf: there are no objects: give an app, a chart or a list with some');
  const world = World.of(judged, { complete, external, ...defaultNamespace });
  const mesh = MeshUnderTest._of(world, { ignoresUnknown: options.unknown === 'is ignored', meshConfig });
  const onTop = [...(isScenario ? [source as IConstruct] : []), ...listOf(options.with)];
  return onTop.length === 0 ? mesh : mesh.with(...onTop);
}

/**
 * The mesh that files make, as `kubectl apply -f PATH` applies them: of a folder those directly in it.
 *
 * @param paths files and folders. @default - the base of the world in `meshwright.yaml`, or what `cdk8s synth` writes
 * @throws Error when something cannot be read, or the API server would refuse it
 */
export function meshFrom(paths: string | readonly string[] = [], options: MeshOptions = {}): MeshUnderTest {
  const list = typeof paths === 'string' ? [paths] : paths;
  const read = readAppliedWorld(
    { paths: list, overlays: [], schemas: undefined, world: undefined },
    process.cwd(),
    projectJudge(),
  );
  failOn('meshFrom', read);
  const { world, meshConfig } = read;
  if (world.entities.length === 0) throw new Error('meshFrom: no objects in these files: give manifests');
  const mesh = MeshUnderTest._of(world, { ignoresUnknown: options.unknown === 'is ignored', meshConfig });
  const onTop = listOf(options.with);
  return onTop.length === 0 ? mesh : mesh.with(...onTop);
}

function listOf(onTop: MeshOptions['with']): readonly OnTop[] {
  if (onTop === undefined) return [];
  if (!Array.isArray(onTop)) return [onTop as OnTop];
  const isOfObjects = onTop.length > 0 && onTop.every((each) => typeof each !== 'string' && !isConstruct(each));
  return isOfObjects ? [onTop] : (onTop as readonly OnTop[]);
}
