import type { ChaosBladeSpec } from '../../../imports/chaosblade.io';
import type { CanarySpec } from '../../../imports/flagger.app';
import { configReferences } from '../../flagger-objects/config-references';
import { surroundingsOf } from '../../flagger-objects/in-world';
import type { PodSpec } from '../../flagger-objects/target';
import { equalJson, isMap, type JsonMap } from '../../kube/json';
import { USE_WAYPOINT } from '../../mesh/waypoints';
import { rehearse } from '../../rollout/rehearse';
import type { Timeline } from '../../rollout/timeline';
import { type Entity, isSound } from '../../world/entity';
import { CANARY, CHAOS_BLADE } from '../../world/kinds';
import { at } from '../../world/workload';
import type { World } from '../../world/world';
import type { Counterparts, Pair } from './counterparts';
import { type Fault, faultsOf } from './experiments';
import { fieldChanges, type ValueChange } from './fields';
import { Modelled } from './modelled';
import { podChanges, type Worlds } from './pods';

/** An object that is there in one world only, or another one in each. */
export interface ObjectChange {
  readonly kind: 'come' | 'gone' | 'changed' | 'renamed';
  /** Undefined for what comes. */
  readonly before: Entity | undefined;
  /** Undefined for what goes. */
  readonly after: Entity | undefined;
  /** What is other of it: of workloads in words, of other objects by their fields. */
  readonly values: readonly ValueChange[];
  /** Whether manifests do not say what it does to traffic. */
  readonly isUnknown: boolean;
}

/** A release that goes otherwise. */
export interface ReleaseChange {
  readonly canary: string;
  /** Undefined where there is no such Canary. */
  readonly before: Timeline | undefined;
  readonly after: Timeline | undefined;
  /** Whether the pods of its target differ, or what they read, so that Flagger begins a release. */
  readonly begins: boolean;
  readonly entity: Entity;
}

/** An experiment that comes or goes, or has other faults. */
export interface ExperimentChange {
  readonly name: string;
  readonly before: readonly Fault[];
  readonly after: readonly Fault[];
  readonly entity: Entity;
}

/** Every object that differs, in the order of their kinds and names. */
export function objectChanges(counterparts: Counterparts): readonly ObjectChange[] {
  const { changed, renamed, gone, come } = counterparts;
  const [old, now] = [new Modelled(counterparts.before), new Modelled(counterparts.after)];
  const worlds = { before: counterparts.before.given, after: counterparts.after.given };
  const changeOf = (kind: ObjectChange['kind'], { before, after }: Sides): ObjectChange => {
    const isUnknown =
      (before !== undefined && !old.has(before)) ||
      (after !== undefined && !now.has(after)) ||
      (before !== undefined && after !== undefined && before.labels[USE_WAYPOINT] !== after.labels[USE_WAYPOINT]);
    const values = before === undefined || after === undefined ? [] : valuesOf({ before, after }, worlds);
    return { kind, before, after, values, isUnknown };
  };
  const all: ObjectChange[] = [
    ...changed.map((pair) => changeOf('changed', pair)),
    ...renamed.map((pair) => changeOf('renamed', pair)),
    ...gone.map((before) => changeOf('gone', { before, after: undefined })),
    ...come.map((after) => changeOf('come', { before: undefined, after })),
  ];
  const textOf = ({ before, after }: ObjectChange) => {
    const id = (after ?? before)?.id;
    return `${id?.kind} ${id?.namespace} ${id?.name}`;
  };
  return all.sort((a, b) => (textOf(a) < textOf(b) ? -1 : 1));
}

interface Sides {
  readonly before: Entity | undefined;
  readonly after: Entity | undefined;
}

function valuesOf(pair: Pair, worlds: Worlds): readonly ValueChange[] {
  const pods = podChanges(pair, worlds);
  if (pods !== undefined && pods.length > 0) return pods;
  const [old, now] = [pair.before, pair.after].map(({ object }) => {
    const { status, apiVersion, kind, ...rest } = object;
    return rest;
  });
  return fieldChanges(old, now).filter(({ name }) => name !== 'metadata.name');
}

/** Releases that go otherwise, by the names of their Canaries. */
export function releaseChanges({ before, after }: Counterparts): readonly ReleaseChange[] {
  const [old, now] = [timelines(before.given), timelines(after.given)];
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((canary) => {
    const [was, is] = [old.get(canary), now.get(canary)];
    const entity = (is ?? was)?.entity;
    if (entity === undefined) return [];
    const begins =
      was !== undefined && is !== undefined && !equalJson(podsOf(was, before.given), podsOf(is, after.given));
    // What nothing of is other goes as before.
    if (!begins && was !== undefined && is !== undefined && isSame(was, is, before.given, after.given)) return [];
    const [own, other] = [was?.timeline(), is?.timeline()];
    const goesAsBefore = own !== undefined && other !== undefined && equalJson(essence(own), essence(other));
    return goesAsBefore && !begins ? [] : [{ canary, before: own, after: other, begins, entity }];
  });
}

interface Rehearsed {
  readonly entity: Entity<CanarySpec>;
  readonly timeline: () => Timeline;
}

function timelines(world: World): ReadonlyMap<string, Rehearsed> {
  return new Map(
    world.current(CANARY).map((entity) => {
      const { namespace, name } = entity.id;
      return [`${namespace}/${name}`, { entity, timeline: () => rehearse(world, entity) }] as const;
    }),
  );
}

/** What Flagger looks at to find a new version: what the pods of the target are made from, and what they read. */
function podsOf({ entity: { id, spec } }: Rehearsed, world: World): JsonMap {
  const { find } = surroundingsOf(world, id.namespace);
  const target = spec === undefined ? undefined : find(spec.targetRef.kind, spec.targetRef.name);
  const template = at(target, ['spec', 'template']);
  const pods = at(template, ['spec']);
  const read = isMap(pods) ? configReferences(pods as unknown as PodSpec) : [];
  const dataOf = (object: JsonMap | undefined) => [object?.data, object?.stringData, object?.binaryData];
  return JSON.parse(
    JSON.stringify({ template, read: read.map(({ kind, name }) => dataOf(find(kind, name))) }),
  ) as JsonMap;
}

/** Whether nothing that a rehearsal reads is other. */
function isSame(a: Rehearsed, b: Rehearsed, before: World, after: World): boolean {
  if (!equalJson(a.entity.object, b.entity.object)) return false;
  const around = (world: World) =>
    world.references.filter(({ from }) => from.id.kind === 'Canary').map(({ to }) => world.alternatives(to)[0]?.object);
  return equalJson(around(before) as never, around(after) as never);
}

/** What of a release is compared: how it ends, when, and what the new version meets until then. */
function essence({ ends, duration, exposure, deadEnds, strategy, interval, ticks, remarks }: Timeline): never {
  return JSON.parse(
    JSON.stringify({
      ...{ ends, duration, exposure, strategy, interval },
      deadEnds: deadEnds.map(({ reason }) => reason),
      remarks: remarks.map((each) => JSON.stringify(each)),
      ticks: ticks.map(({ canaryWeight, mirror, webhooks }) => [
        canaryWeight,
        mirror,
        webhooks.map(({ name }) => name),
      ]),
    }),
  ) as never;
}

/** Experiments that come, go or hit something else. */
export function experimentChanges({ before, after }: Counterparts): readonly ExperimentChange[] {
  const faults = (world: World) =>
    new Map(
      world
        .entitiesOf(CHAOS_BLADE)
        .filter((entity) => world.isCurrent(entity))
        .map((entity) => [
          entity.id.name,
          { entity, faults: isSound(entity) ? faultsOf(entity as Entity<ChaosBladeSpec>, world) : [] },
        ]),
    );
  const [old, now] = [faults(before.world), faults(after.world)];
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((name) => {
    const [was, is] = [old.get(name), now.get(name)];
    const entity = (is ?? was)?.entity;
    if (entity === undefined) return [];
    if (JSON.stringify(was?.faults) === JSON.stringify(is?.faults)) return [];
    return [{ name, before: was?.faults ?? [], after: is?.faults ?? [], entity }];
  });
}
