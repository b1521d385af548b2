import type { IConstruct } from 'constructs';
import type { CanarySpec } from '../../imports/flagger.app';
import type { JsonMap } from '../kube/json';
import { Mesh } from '../mesh/mesh';
import { formatPath } from '../model/finding';
import { fileAndLine } from '../report/request-text';
import type { Assumptions } from '../rollout/assumptions';
import { rehearse } from '../rollout/rehearse';
import { worldAt } from '../rollout/world-at';
import { Coverage, type CoverageReport } from '../routing-tests/coverage';
import type { Outcome } from '../simulation/outcome';
import { describeId, idKey, type ObjectId, type Place, qualifiedName, type Sound } from '../world/entity';
import { CANARY } from '../world/kinds';
import type { World } from '../world/world';
import { type OnTop, overlayOf } from './given';
import { apiObjectsBelow, constructPathOf, isConstruct, objectIdOf } from './objects';
import { type Client, clientOf } from './references';
import { type AskedMesh, type RequestOptions, SimulatedRequest } from './simulated-request';

import type { TestedForecast } from './tested-forecast';

/** An object by its name: `VirtualService web/reviews`. */
export type ObjectName = `${string} ${string}`;

/** What holds besides the objects of a mesh. */
interface Surroundings {
  readonly ignoresUnknown: boolean;
  readonly meshConfig: JsonMap | undefined;
  /** The keys of what was put on top; undefined where nothing was. */
  readonly onTop?: ReadonlySet<string>;
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
  /** @internal */
  static _of(world: World, surroundings: Surroundings): MeshUnderTest {
    return new MeshUnderTest(world, surroundings);
  }

  private readonly mesh: Mesh;
  private readonly reached = new Coverage();
  private readonly asked: AskedMesh;

  private constructor(
    private readonly world: World,
    private readonly surroundings: Surroundings,
  ) {
    const { meshConfig, ignoresUnknown } = surroundings;
    this.mesh = Mesh.of(world, meshConfig === undefined ? {} : { meshConfig });
    this.asked = {
      ...{ mesh: this.mesh, ignoresUnknown, where },
      note: (outcome: Outcome) => this.reached.add(outcome),
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
    const keys = new Set(this.surroundings.onTop);
    let { world } = this;
    for (const each of onTop) {
      const judged = overlayOf(each);
      world = world.with(judged);
      const manifests = new Set(judged.map(({ manifest }) => manifest));
      for (const { manifest, id } of world.entities) if (manifests.has(manifest)) keys.add(idKey(id));
    }
    return new MeshUnderTest(world, { ...this.surroundings, onTop: keys });
  }

  /** This mesh without some objects: those that constructs make, or one by its name. */
  without(...objects: readonly (IConstruct | ObjectName)[]): MeshUnderTest {
    const gone = objects.flatMap((each) => idsOf(this.world, each));
    return new MeshUnderTest(this.world.without(gone), this.surroundings);
  }

  /**
   * This mesh in the middle of a release: after a tick of Flagger, with the routes that it has written by then.
   *
   * @param canary a construct with one Canary in it, or a Canary as `NAMESPACE/NAME`
   * @param tick the first that sees the new version is 0
   * @param assumptions as those of `rehearse`
   * @throws Error when there is no such tick
   */
  during(
    canary: IConstruct | `${string}/${string}`,
    tick: number,
    ...assumptions: readonly Assumptions[]
  ): MeshUnderTest {
    const timeline = rehearse(this.world, canaryIn(this.world, canary), Object.assign({}, ...assumptions));
    const found = timeline.ticks.find((each) => each.tick === tick);
    if (found === undefined) {
      const { namespace, name, ticks } = timeline;
      throw new Error(
        `during: the release of ${namespace}/${name} has no tick ${tick}: there are ${ticks.length}, from 0`,
      );
    }
    return new MeshUnderTest(worldAt(this.world, timeline, found), this.surroundings);
  }

  /**
   * What experiments of ChaosBlade will show in this mesh, for `expect(…).toShow()`, `toFailAtMost` and `toEndWithin`.
   *
   * @param experiment a construct with experiments in it, objects, or a file of manifests
   * @param calls who calls what besides the calls that manifests show: a client, and a request such as
   *   `GET http://cart/items`
   * @throws Error when there is no experiment in it
   */
  forecast(experiment: OnTop, ...calls: readonly (readonly [client: Client, request: string])[]): TestedForecast {
    // Only whoever forecasts needs the rules about experiments.
    const { meshConfig } = this.surroundings;
    return (require('./tested-forecast') as typeof import('./tested-forecast')).forecastOf(
      this.world,
      meshConfig === undefined ? {} : { meshConfig },
      experiment,
      (mesh) =>
        calls.map(([client, request]) => {
          const { workload, namespace, name } = clientOf(mesh, client);
          return { from: workload === undefined ? name : `${namespace}/${name}`, request };
        }),
    );
  }

  /** Which routes requests have reached: of a mesh with something on top, the routes of that. */
  coverage(): CoverageReport {
    const { onTop } = this.surroundings;
    return this.reached.report(this.mesh, ({ id }) => onTop?.has(idKey(id)) ?? true);
  }

  /** What it is made of. @internal */
  get _mesh(): Mesh {
    return this.mesh;
  }

  /** How messages call a place. @internal */
  _where(place: Place): string {
    return where(place);
  }
}

function idsOf(world: World, object: IConstruct | ObjectName): readonly ObjectId[] {
  const isMeant = isConstruct(object) ? isMadeBy(world, object) : (id: ObjectId) => describeId(id) === object;
  const found = world.entities.map(({ id }) => id).filter(isMeant);
  if (found.length > 0) return found;
  throw new Error(
    `without: ${isConstruct(object) ? `nothing of '${object.node.path}'` : `no ${object}`} is in this mesh`,
  );
}

function isMadeBy({ settings }: World, construct: IConstruct): (id: ObjectId) => boolean {
  const keys = new Set(
    apiObjectsBelow(construct).map((object) => idKey(objectIdOf(object, settings.defaultNamespace))),
  );
  return (id) => keys.has(idKey(id));
}

function canaryIn(world: World, canary: IConstruct | string): Sound<CanarySpec> {
  const isMeant = isConstruct(canary) ? isMadeBy(world, canary) : (id: ObjectId) => qualifiedName(id) === canary;
  const [found, second] = world.current(CANARY).filter(({ id }) => isMeant(id));
  const name = isConstruct(canary) ? `in '${canary.node.path}'` : canary;
  if (found === undefined) throw new Error(`during: there is no Canary ${name} in this mesh`);
  if (second !== undefined) throw new Error(`during: there is more than one Canary ${name}: give one of them`);
  return found;
}

/** `shop/reviews-route spec.http[0]`, or file and line. */
function where(place: Place): string {
  const { entity, path } = place;
  const construct = constructPathOf(entity.manifest);
  return construct === undefined ? fileAndLine(place) : `${construct} ${formatPath(path)}`.trimEnd();
}
