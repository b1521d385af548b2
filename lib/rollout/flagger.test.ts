import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import type { CanarySpec } from '../../imports/flagger.app';
import type { CanaryObject, CanarySurroundings } from '../flagger-objects/canary';
import { canaryObjects } from '../flagger-objects/canary-objects';
import { isMap, type JsonMap } from '../kube/json';
import { AssumedEnvironment } from './assumed-environment';
import type { Assumptions } from './assumptions';
import { runTicks, type Step } from './run';
import type { RolloutEvent, Tick } from './tick';

/** A release as a real Flagger 1.44 took it, on a real API server with the controllers of Deployments. */
interface RecordedRelease {
  readonly name: string;
  readonly namespace: string;
  readonly canary: CanarySpec;
  readonly surroundings: readonly JsonMap[];
  readonly assumptions: Assumptions;
  readonly ticks: readonly RecordedTick[];
  readonly blocked?: string;
}

interface RecordedTick
  extends Pick<Tick, 'tick' | 'phase' | 'primaryWeight' | 'canaryWeight' | 'mirror' | 'iterations' | 'failedChecks'> {
  readonly events: readonly RolloutEvent[];
  readonly webhooks: readonly string[];
  readonly objects: readonly JsonMap[];
}

const releases = JSON.parse(
  gunzipSync(readFileSync(join(__dirname, 'recorded', 'flagger.json.gz'))).toString(),
) as readonly RecordedRelease[];
const blocked = releases.filter((release) => release.blocked !== undefined);
const taken = releases.filter((release) => release.blocked === undefined);

const canaryOf = ({ namespace, canary }: RecordedRelease): CanaryObject => ({
  metadata: { name: 'podinfo', namespace, uid: 'uid' },
  spec: canary,
});

const surroundingsOf = ({ surroundings }: RecordedRelease): CanarySurroundings => ({
  complete: true,
  find: (kind, name) => surroundings.find((object) => object.kind === kind && nameOf(object) === name),
});

function rehearsed(release: RecordedRelease): readonly Step[] {
  const canary = canaryOf(release);
  const { kind, name } = canary.spec.targetRef;
  const environment = new AssumedEnvironment(canary, surroundingsOf(release).find(kind, name), release.assumptions);
  return runTicks(canary, environment, { delay: 0, initial: false }, release.ticks.length);
}

describe('what a real Flagger did', () => {
  test('THEN there are as many releases as were recorded', () => {
    expect([taken.length, blocked.length]).toEqual([46, 12]);
  });

  test.each(taken.map((release) => [release.name, release] as const))(
    '%s: every tick is equal, events included',
    (_, release) => {
      const ticks = rehearsed(release).map(({ tick: { time: _time, metrics: _metrics, hold: _hold, ...tick } }) => ({
        ...tick,
        webhooks: tick.webhooks.map(({ type }) => type),
      }));
      expect(ticks).toEqual(release.ticks.map(({ objects: _objects, ...tick }) => tick));
    },
  );

  test.each(taken.map((release) => [release.name, release] as const))(
    '%s: objects are equal at every tick',
    (_, release) => {
      const canary = canaryOf(release);
      const surroundings = surroundingsOf(release);
      const written = rehearsed(release).map(
        ({ status: { routes, running, copied } }) =>
          canaryObjects(canary, surroundings, { ...routes, running, promoted: copied }).objects,
      );
      const recorded = release.ticks.map(({ objects }) =>
        objects.filter((object) => !isLeftAlone(object, release, written[0])),
      );
      expect(comparable(written, release)).toEqual(comparable(recorded, release));
    },
  );

  test.each(blocked.map((release) => [release.name, release] as const))('%s: it says why', (_, release) => {
    expect(canaryObjects(canaryOf(release), surroundingsOf(release)).blocked).toBe(release.blocked);
  });
});

function nameOf({ metadata }: JsonMap): unknown {
  return isMap(metadata) ? metadata.name : undefined;
}

/** Whether Flagger never writes an object that was there before, such as a ConfigMap that it copies. */
function isLeftAlone(object: JsonMap, { surroundings }: RecordedRelease, written: readonly JsonMap[] = []): boolean {
  const same = (each: JsonMap) => each.kind === object.kind && nameOf(each) === nameOf(object);
  return surroundings.some(same) && !written.some(same);
}

/** Objects without what a rehearsal leaves open, in an order of their own. */
function comparable(ticks: readonly (readonly JsonMap[])[], release: RecordedRelease): unknown {
  const objects = ticks.map((tick) =>
    tick.map((object) => plain(object, release)).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
  );
  // Flagger draws the values of cookies.
  const drawn = new Map<string, string>();
  const text = JSON.stringify(objects).replaceAll(
    /(flagger|primary)(=|\.\*)([A-Za-z]{10})(?![A-Za-z])/g,
    (_, name, sign, value) => {
      drawn.set(value, drawn.get(value) ?? `cookie${drawn.size}`);
      return `${name}${sign}${drawn.get(value)}`;
    },
  );
  return JSON.parse(text);
}

function keyOf(object: JsonMap): string {
  return `${String(object.kind)}/${String(nameOf(object))}`;
}

function plain(object: JsonMap, { canary }: RecordedRelease): JsonMap {
  const { namespace: _, ...metadata } = object.metadata as JsonMap;
  const kept = { ...object, metadata: withoutAnnotations(metadata, ['flagger.kubernetes.io/original-configuration']) };
  if (object.kind === 'Service') {
    // Which version of a Service that is a target a copy has is not rehearsed.
    return canary.targetRef.kind === 'Service'
      ? { ...kept, spec: {} }
      : { ...kept, spec: serviceSpec(object.spec as JsonMap) };
  }
  const { template, ...spec } = (object.spec ?? {}) as JsonMap;
  if (!isMap(template)) return kept;
  const pods = { ...template, metadata: withoutAnnotations(template.metadata as JsonMap, ['flagger-id', 'version']) };
  return { ...kept, spec: { ...spec, template: pods } };
}

function withoutAnnotations({ annotations, ...metadata }: JsonMap, names: readonly string[]): JsonMap {
  const left = Object.entries(isMap(annotations) ? annotations : {}).filter(([name]) => !names.includes(name));
  return left.length === 0 ? metadata : { ...metadata, annotations: Object.fromEntries(left) };
}

/** Without what the API server adds. */
function serviceSpec({
  internalTrafficPolicy: _internal,
  externalTrafficPolicy: _external,
  ipFamilyPolicy: _families,
  sessionAffinity: _affinity,
  ...spec
}: JsonMap): JsonMap {
  return spec;
}
