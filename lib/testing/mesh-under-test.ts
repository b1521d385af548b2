import type { IConstruct } from 'constructs';
import { readAppliedWorld, readOverlay } from '../inputs/applied-world';
import { isMap, type JsonMap } from '../kube/json';
import { describeObject } from '../kube/object-reference';
import { Mesh } from '../mesh/mesh';
import { formatPath } from '../model/finding';
import { fileAndLine } from '../report/request-text';
import { Coverage, type CoverageReport } from '../routing-tests/coverage';
import { readSettings } from '../settings/read-settings';
import type { Outcome } from '../simulation/outcome';
import { messageOf } from '../violation/message';
import { isError } from '../violation/violation';
import { idKey, type Place } from '../world/entity';
import { type JudgedManifest, World } from '../world/world';
import {
  apiObjectsBelow,
  constructPathOf,
  type GivenObject,
  givenObject,
  isConstruct,
  manifestOf,
  projectJudge,
  unpacked,
} from './objects';
import { type Client, clientOf } from './references';
import { type AskedMesh, type RequestOptions, SimulatedRequest } from './simulated-request';

/** What is put on top of a mesh: a scenario or another construct, objects, or a file or folder of manifests. */
export type OnTop = IConstruct | readonly object[] | string;

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

/** A URL of a request. */
export type HttpUrl = `http://${string}` | `https://${string}`;
/** A host and a port. */
export type Address = `${string}:${number}`;

/** What a client can send. */
export interface Requests {
  get(url: HttpUrl, options?: RequestOptions): SimulatedRequest;
  head(url: HttpUrl, options?: RequestOptions): SimulatedRequest;
  post(url: HttpUrl, options?: RequestOptions): SimulatedRequest;
  put(url: HttpUrl, options?: RequestOptions): SimulatedRequest;
  patch(url: HttpUrl, options?: RequestOptions): SimulatedRequest;
  delete(url: HttpUrl, options?: RequestOptions): SimulatedRequest;
  options(url: HttpUrl, options?: RequestOptions): SimulatedRequest;
  /** Any other method. */
  request(method: string, url: HttpUrl, options?: RequestOptions): SimulatedRequest;
  /** A call of gRPC: `grpc://ads:50051/ads.Ads/Get`. */
  grpc(url: `grpc://${string}` | `grpcs://${string}`, options?: RequestOptions): SimulatedRequest;
  /** A connection that sends bytes which are no request. */
  tcp(address: Address, options?: Omit<RequestOptions, 'headers' | 'claims'>): SimulatedRequest;
  /** A connection that begins TLS, for the name of the host unless another one is given. */
  tls(address: Address, options?: Omit<RequestOptions, 'headers' | 'claims'>): SimulatedRequest;
}

/** A mesh that requests are sent through, and what they have reached. */
export class MeshUnderTest {
  private readonly reached = new Coverage();
  private readonly asked: AskedMesh;

  /** @internal */
  constructor(
    private readonly mesh: Mesh,
    private readonly settings: Pick<MeshOptions, 'unknown'> & {
      readonly meshConfig: JsonMap | undefined;
      /** The keys of what was put on top; undefined where nothing was. */
      readonly onTop: ReadonlySet<string> | undefined;
    },
  ) {
    this.asked = {
      mesh,
      ignoresUnknown: settings.unknown === 'is ignored',
      note: (outcome: Outcome) => this.reached.add(outcome),
      where,
    };
  }

  /** Who asks. */
  from(client: Client): Requests {
    const proxy = clientOf(this.mesh, client);
    const send =
      (method: string) =>
      (url: string, options: RequestOptions = {}) =>
        new SimulatedRequest(this.asked, proxy, `${method} ${url}`.trim(), options);
    return {
      get: send('GET'),
      head: send('HEAD'),
      post: send('POST'),
      put: send('PUT'),
      patch: send('PATCH'),
      delete: send('DELETE'),
      options: send('OPTIONS'),
      request: (method, url, options) => send(method)(url, options),
      grpc: send(''),
      tcp: (address, options) => send('')(`tcp://${address}`, options),
      tls: (address, options) => send('')(`tls://${address}`, options),
    };
  }

  /** This mesh with something on top; what requests reach there is noted there. */
  with(...onTop: readonly OnTop[]): MeshUnderTest {
    const { unknown, meshConfig, onTop: before } = this.settings;
    const keys = new Set(before);
    let { given } = this.mesh;
    for (const each of onTop) {
      const judged = overlayOf(each);
      given = given.with(judged);
      const ids = new Set(judged.map(({ manifest }) => manifest));
      for (const { manifest, id } of given.entities) if (ids.has(manifest)) keys.add(idKey(id));
    }
    return new MeshUnderTest(meshOfWorld(given, meshConfig), { unknown, meshConfig, onTop: keys });
  }

  /** Which routes requests have reached: of a mesh with something on top, the routes of that. */
  coverage(): CoverageReport {
    const { onTop } = this.settings;
    return this.reached.report(this.mesh, ({ id }) => onTop?.has(idKey(id)) ?? true);
  }

  /** How messages call a place. @internal */
  where(place: Place): string {
    return where(place);
  }
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
  const { complete, external, namespace, meshConfig } = readSettings(process.cwd());
  const defaultNamespace = namespace === undefined ? {} : { defaultNamespace: namespace };
  const isScenario = isConstruct(source) && isAlternative(source);
  const base = isScenario ? (source as IConstruct).node.root : source;
  const judged = judgedOf('meshOf', isConstruct(base) ? steadyObjects(base) : plainObjects('meshOf', base));
  if (judged.length === 0) throw new Error('meshOf: there are no objects: give an app, a chart or a list with some');
  const world = World.of(judged, { complete, external, ...defaultNamespace });
  const mesh = new MeshUnderTest(meshOfWorld(world, meshConfig), {
    ...{ unknown: options.unknown, meshConfig, onTop: undefined },
  });
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
  const mesh = new MeshUnderTest(meshOfWorld(world, meshConfig), {
    ...{ unknown: options.unknown, meshConfig, onTop: undefined },
  });
  const onTop = listOf(options.with);
  return onTop.length === 0 ? mesh : mesh.with(...onTop);
}

function meshOfWorld(world: World, meshConfig: JsonMap | undefined): Mesh {
  return Mesh.of(world, meshConfig === undefined ? {} : { meshConfig });
}

function listOf(onTop: MeshOptions['with']): readonly OnTop[] {
  if (onTop === undefined) return [];
  if (!Array.isArray(onTop)) return [onTop as OnTop];
  const isOfObjects = onTop.length > 0 && onTop.every((each) => typeof each !== 'string' && !isConstruct(each));
  return isOfObjects ? [onTop] : (onTop as readonly OnTop[]);
}

function overlayOf(onTop: OnTop): readonly JudgedManifest[] {
  if (typeof onTop === 'string') {
    const read = readOverlay([onTop], process.cwd(), projectJudge());
    failOn('with', read);
    return read.judged;
  }
  const objects = isConstruct(onTop) ? apiObjectsBelow(onTop).map(givenObject) : plainObjects('with', onTop);
  if (objects.length === 0) throw new Error('with: there are no objects in what is to be on top');
  return judgedOf('with', objects);
}

function failOn(
  what: string,
  { problems, refused }: { problems: readonly string[]; refused: readonly string[] },
): void {
  const [problem] = problems;
  if (problem !== undefined) throw new Error(`${what}: ${problem}`);
  const [refusal] = refused;
  if (refusal !== undefined) throw new Error(`${what}: the API server would refuse ${refusal}`);
}

/** Whether a construct is an alternative to the steady state, or a part of one. */
function isAlternative(construct: IConstruct): boolean {
  return construct.node.scopes.some(isScenario);
}

/** What is installed before everything else is a standalone chart, too; what is not applied by itself is below a folder. */
function isScenario(construct: IConstruct): boolean {
  // Only who has constructs has cdk8s.
  const { StandaloneChart } = require('../core/standalone-chart') as typeof import('../core/standalone-chart');
  return StandaloneChart.isStandaloneChart(construct) && construct.file.startsWith('scenarios/');
}

function steadyObjects(root: IConstruct): readonly GivenObject[] {
  return apiObjectsBelow(root)
    .filter((object) => !object.node.scopes.some(isScenario))
    .map(givenObject);
}

function plainObjects(what: string, objects: unknown): readonly GivenObject[] {
  if (!Array.isArray(objects)) throw new Error(`${what}: give an app, a chart or another construct, or plain objects`);
  return objects.flatMap(unpacked).map((object) => ({ object }));
}

function judgedOf(what: string, objects: readonly GivenObject[]): readonly JudgedManifest[] {
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

/** `shop/reviews-route spec.http[0]`, or file and line. */
function where(place: Place): string {
  const { entity, path } = place;
  const construct = constructPathOf(entity.manifest);
  return construct === undefined ? fileAndLine(place) : `${construct} ${formatPath(path)}`.trimEnd();
}
