import type { CanarySpec } from '../../../imports/flagger.app';
import {
  type CanaryObject,
  type ServiceNames,
  type Strategy,
  serviceNames,
  strategyOf,
} from '../../flagger-objects/canary';
import { type CanaryObjects, canaryObjects } from '../../flagger-objects/canary-objects';
import { canaryOf, surroundingsOf } from '../../flagger-objects/in-world';
import { flaggerInstallation } from '../../flagger-objects/installation';
import { AT_REST } from '../../flagger-objects/route-state';
import { SELECTOR_LABELS } from '../../flagger-objects/target';
import { isMap } from '../../kube/json';
import { groupOf } from '../../kube/object-reference';
import { compare } from '../../mesh/creation-order';
import type { Mesh } from '../../mesh/mesh';
import { perMesh } from '../../mesh/per-mesh';
import { type Outlook, Outlooks } from '../../rollout/outlooks';
import type { Entity, Labels, ObjectId, Sound } from '../../world/entity';
import { CANARY } from '../../world/kinds';
import { isLive } from '../../world/live';
import { at, textsOf, type Workload, workloadOf } from '../../world/workload';
import type { World } from '../../world/world';

/** A Canary, with what it is about. */
export interface Release {
  readonly entity: Sound<CanarySpec>;
  readonly spec: CanarySpec;
  readonly namespace: string;
  readonly names: ServiceNames;
  readonly strategy: Strategy;
  /** Who routes: by what the Canary says, how Flagger is installed, or what else there is; undefined if nobody knows. */
  readonly provider: string | undefined;
  /** What is released, whether it is given or not. */
  readonly targetId: ObjectId;
  /** Undefined where it is not given, or cannot be read. */
  readonly target: ReleaseTarget | undefined;
  /** As Flagger has it. */
  readonly canary: CanaryObject;
  /** What Flagger makes of it between releases. */
  readonly made: CanaryObjects;
  /** How it goes when all goes well. */
  readonly outlook: Outlook;
}

/** The Deployment or DaemonSet of a Canary. */
export interface ReleaseTarget {
  readonly entity: Entity;
  readonly workload: Workload;
  /** The key of the label that Flagger tells pods apart by; undefined when its selector has none of those. */
  readonly label: string | undefined;
  /** The value of the label, and its value for the pods of the primary. */
  readonly value: string;
  readonly primaryValue: string;
  /** Of the primary's pods. */
  readonly primaryLabels: Labels;
}

/** Every Canary that Flagger reads, each of its alternatives, in the order of files and names. */
export const releasesOf = perMesh((mesh): readonly Release[] => {
  const outlooks = new Outlooks(mesh.given);
  return mesh.given
    .all(CANARY)
    .filter(({ spec }) => spec.targetRef !== undefined)
    .sort((a, b) => compare(a.manifest.file, b.manifest.file) || compare(a.key, b.key))
    .map((entity) => releaseOf(mesh, entity, outlooks));
});

/** The releases of which Istio routes the requests. */
export function istioReleases(mesh: Mesh): readonly Release[] {
  return releasesOf(mesh).filter(({ provider }) => provider === 'istio');
}

const GROUPS: Readonly<Record<string, string>> = { Deployment: 'apps', DaemonSet: 'apps', Service: '' };

function releaseOf({ given }: Mesh, entity: Sound<CanarySpec>, outlooks: Outlooks): Release {
  const { spec } = entity;
  const { namespace } = entity.id;
  const { kind, name } = spec.targetRef;
  const targetId: ObjectId = { group: GROUPS[kind] ?? '', kind, namespace, name };
  const canary = canaryOf(entity, given);
  let made: CanaryObjects | undefined;
  let outlook: Outlook | undefined;
  const release: Release = {
    entity,
    spec,
    namespace,
    names: serviceNames(spec),
    strategy: strategyOf(canary.spec),
    provider: canary.spec.provider || guessedProvider(given, entity),
    targetId,
    target: targetOf(given, targetId),
    canary,
    get made() {
      made ??= canaryObjects(canary, surroundingsOf(given, namespace), AT_REST, flaggerInstallation(given));
      return made;
    },
    get outlook() {
      outlook ??= outlooks.of(entity, () => release.made);
      return outlook;
    },
  };
  return release;
}

/** Who routes, as far as a Canary has what only one of them reads, or the world has objects of Istio. */
function guessedProvider(world: World, { spec, id }: Sound<CanarySpec>): string | undefined {
  const { service } = spec;
  if (spec.ingressRef !== undefined) return 'nginx';
  if (spec.routeRef !== undefined) return 'apisix';
  if (spec.upstreamRef !== undefined) return 'gloo';
  if (service?.gatewayRefs !== undefined) return 'gatewayapi:v1';
  if (service?.meshName !== undefined || service?.backends !== undefined) return 'appmesh';
  const labels = world.namespaceLabels(id.namespace);
  if (labels['linkerd.io/inject'] !== undefined || labels['kuma.io/sidecar-injection'] !== undefined) return undefined;
  const isInjected = labels['istio-injection'] === 'enabled' || labels['istio.io/rev'] !== undefined;
  return isInjected || service?.gateways !== undefined || hasIstio(world) ? 'istio' : undefined;
}

const withIstio = new WeakMap<World, boolean>();

function hasIstio(world: World): boolean {
  let found = withIstio.get(world);
  if (found === undefined) {
    found = [...world.groups].some((group) => group.endsWith('.istio.io'));
    withIstio.set(world, found);
  }
  return found;
}

function targetOf(world: World, id: ObjectId): ReleaseTarget | undefined {
  const entity = world.get(id, id);
  const workload = entity === undefined || entity.spec === undefined ? undefined : workloadOf(entity);
  if (entity === undefined || workload === undefined) return undefined;
  const labels = textsOf(at(entity.object, ['spec', 'selector', 'matchLabels']));
  const keys = flaggerInstallation(world)?.selectorLabels ?? SELECTOR_LABELS;
  const label = keys.find((key) => Object.hasOwn(labels, key));
  const value = label === undefined ? '' : (labels[label] ?? '');
  const primaryValue = `${value}-primary`;
  return {
    entity,
    workload,
    label,
    value,
    primaryValue,
    primaryLabels: label === undefined ? workload.labels : { ...workload.labels, [label]: primaryValue },
  };
}

/** Whether an object is one that Flagger has made for a Canary, as a cluster prints it; whose it is then is known. */
export function isFlaggers(entity: Entity): boolean {
  const owners = isMap(entity.object.metadata) ? entity.object.metadata.ownerReferences : undefined;
  if (!Array.isArray(owners)) return isLive(entity);
  return owners.some(
    (owner: unknown) =>
      isMap(owner) &&
      owner.kind === 'Canary' &&
      typeof owner.apiVersion === 'string' &&
      groupOf(owner.apiVersion) === 'flagger.app',
  );
}
