import { describe, expect, test } from '@jest/globals';
import type { JsonMap } from '../kube/json';
import { Mesh } from '../mesh/mesh';
import { worldOf } from '../world/fixtures';
import { CANARY, DEPLOYMENT, VIRTUAL_SERVICE } from '../world/kinds';
import type { World } from '../world/world';
import type { Assumptions } from './assumptions';
import { rehearse } from './rehearse';
import { worldAt } from './world-at';

const CANARY_YAML = `
apiVersion: flagger.app/v1beta1
kind: Canary
metadata: {name: podinfo, namespace: test}
spec:
  targetRef: {apiVersion: apps/v1, kind: Deployment, name: podinfo}
  service: {port: 9898}
  analysis:
    interval: 30s
    threshold: 2
    stepWeight: 50
    metrics:
    - {name: request-success-rate, interval: 30s, threshold: 99}
`;
const DEPLOYMENT_YAML = `
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: podinfo, namespace: test}
spec:
  replicas: 2
  selector: {matchLabels: {app: podinfo}}
  template:
    metadata: {labels: {app: podinfo}}
    spec: {containers: [{name: podinfo, image: "podinfo:1"}]}
`;

function rehearsal(world: World, assumptions: Assumptions = {}, ticks?: number) {
  const [canary] = world.all(CANARY);
  if (canary === undefined) throw new Error('no Canary');
  return rehearse(world, canary, assumptions, { ticks });
}

describe('a rehearsal', () => {
  test('GIVEN a world THEN each tick is one, too', () => {
    const world = worldOf(CANARY_YAML + DEPLOYMENT_YAML);
    const timeline = rehearsal(world);
    const { ticks, ends, duration } = timeline;
    expect([ends, duration, ticks.length]).toEqual(['Succeeded', 150, 6]);
    const at = (tick: number) => {
      const found = ticks[tick];
      if (found === undefined) throw new Error(`no tick ${tick}`);
      return worldAt(world, timeline, found);
    };
    const podinfo = { namespace: 'test', name: 'podinfo' };
    expect(
      at(1)
        .get(VIRTUAL_SERVICE, podinfo)
        ?.spec?.http?.[0]?.route?.map(({ weight }) => weight),
    ).toEqual([50, 50]);
    // What a mesh makes of such a world is what is there at the tick, not what is there at rest.
    const routes = Mesh.of(at(1)).world.get(VIRTUAL_SERVICE, podinfo)?.spec?.http?.[0]?.route;
    expect(routes?.map(({ weight }) => weight)).toEqual([50, 50]);
    expect(at(1).get(DEPLOYMENT, podinfo)?.spec?.replicas).toBe(2);
    expect(at(5).get(DEPLOYMENT, podinfo)?.spec?.replicas).toBe(0);
    expect(
      at(5)
        .selected('test', { app: 'podinfo-primary' })
        .map(({ name }) => name),
    ).toEqual(['podinfo-primary']);
  });

  test('GIVEN no target THEN it is taken to be there, unless everything is given', () => {
    const { assumptions, ends } = rehearsal(worldOf(CANARY_YAML));
    expect([ends, assumptions[0]]).toEqual(['Succeeded', 'Deployment podinfo, which is in no file, is there']);
    const { deadEnds, ticks } = rehearsal(worldOf(CANARY_YAML, { complete: true }));
    expect(ticks).toEqual([]);
    expect(deadEnds).toEqual([
      {
        hold: 'blocked',
        since: 0,
        reason:
          'Flagger says at each tick: deployment podinfo.test get query error: deployments.apps "podinfo" not found',
        proof: 'nothing comes before this at a tick',
      },
    ]);
  });

  test.each([
    ['a fraction', 'stepWeight: 50', 'stepWeight: 2.5', 'stuck', /spec\.analysis\.stepWeight: 2\.5 is no whole number/],
    [
      'one cookie for both versions',
      'stepWeight: 50',
      'stepWeight: 50\n    sessionAffinity: {cookieName: a, primaryCookieName: a}',
      'stuck',
      /the cookie a for both versions/,
    ],
    [
      'another router',
      'service:',
      'provider: linkerd\n  service:',
      'unknown',
      /provider linkerd routes in its own way/,
    ],
  ])('GIVEN %s THEN there is not even a first tick', (_, before, after, ends, reason) => {
    const rehearsed = rehearsal(worldOf((CANARY_YAML + DEPLOYMENT_YAML).replace(before, after)));
    expect([rehearsed.ends, rehearsed.ticks]).toEqual([ends, []]);
    expect(rehearsed.deadEnds[0]?.reason).toMatch(reason);
  });

  test('GIVEN no spec, or no Service, THEN nothing can be made', () => {
    const bare = rehearsal(
      worldOf('apiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata: {name: a, namespace: b}\n'),
    );
    expect([bare.ends, bare.deadEnds[0]?.reason]).toEqual([
      'stuck',
      'spec is missing: there is no analysis that Flagger could read',
    ]);
    const portless = rehearsal(worldOf((CANARY_YAML + DEPLOYMENT_YAML).replace('service: {port: 9898}', '')));
    expect([portless.ends, portless.deadEnds[0]?.hold]).toEqual(['stuck', 'blocked']);
    expect(portless.deadEnds[0]?.reason).toContain('Service "podinfo-canary" is invalid');
  });

  test('GIVEN objects that the API server refuses THEN Flagger cannot go on', () => {
    const world = worldOf(CANARY_YAML + DEPLOYMENT_YAML);
    const [canary] = world.all(CANARY);
    if (canary === undefined) throw new Error('no Canary');
    const refusal = ({ kind }: JsonMap) => (kind === 'VirtualService' ? 'never' : undefined);
    expect(rehearse(world, canary, {}, { refusal }).deadEnds.map(({ reason }) => reason)).toEqual([
      'Flagger says at each tick: VirtualService test/podinfo is refused: never',
    ]);
  });

  test('GIVEN no template of a metric THEN it is taken to be there, unless everything is given', () => {
    const template = CANARY_YAML.replace('threshold: 99}', 'templateRef: {name: errors}}');
    expect(rehearsal(worldOf(template)).assumptions).toContain(
      'MetricTemplate errors.test, which is in no file, is there',
    );
    const { ends, ticks } = rehearsal(worldOf(template + DEPLOYMENT_YAML, { complete: true }));
    expect(ends).toBe('Failed');
    expect(ticks[2]?.events.map(({ message }) => message)).toEqual([
      'Metric template errors.test error: metrictemplate.flagger.app "errors" not found',
    ]);
  });

  test('GIVEN checks that fail THEN it is known what the new version meets', () => {
    const { exposure } = rehearsal(worldOf(CANARY_YAML), { failing: 'always', rps: 50 });
    expect(exposure).toEqual({
      shares: [{ weight: 50, mirror: false, from: 30, seconds: 90 }],
      ...{ peak: 50, seconds: 90, requests: 2250, copies: 0, matching: false, rps: 50 },
    });
  });

  test('GIVEN a primary that does not come up THEN the new version keeps all requests', () => {
    const { ends, exposure } = rehearsal(worldOf(CANARY_YAML), { primaryReady: 'never' });
    expect([ends, exposure.seconds, exposure.peak]).toEqual(['Failed', undefined, 100]);
  });

  test('GIVEN random failures THEN the same seed draws the same', () => {
    const draw = (seed: number) =>
      rehearsal(worldOf(CANARY_YAML), { failRate: 0.5, seed }).ticks.map(({ phase }) => phase);
    expect(draw(1)).toEqual(draw(1));
    expect(new Set([1, 2, 3, 4, 5].map((seed) => draw(seed).join())).size).toBeGreaterThan(1);
  });

  test('GIVEN a number of ticks THEN so many are shown, ended or not', () => {
    const world = worldOf(CANARY_YAML);
    expect(rehearsal(world, {}, 2).ticks.map(({ phase }) => phase)).toEqual(['Progressing', 'Progressing']);
    expect(rehearsal(world, {}, 9).ticks.at(-1)?.phase).toBe('Succeeded');
    expect(rehearsal(world, {}, 2).duration).toBe(150);
  });

  test('GIVEN an autoscaler THEN as many pods as it runs have to be ready', () => {
    const autoscaler = `---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: podinfo, namespace: test}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: podinfo}, minReplicas: 5, maxReplicas: 9}
`;
    const waits = (more: string, canary = CANARY_YAML) =>
      rehearsal(worldOf(canary + DEPLOYMENT_YAML + more), { ready: 40 })
        .ticks.flatMap(({ events }) => events.map(({ message }) => message))
        .flatMap(
          (message) =>
            / (podinfo(?:-primary)?)\S* not ready: .* of (\d+) \(/.exec(` ${message}`)?.slice(1).join(' ') ?? [],
        );
    expect(waits('')[0]).toBe('podinfo 2');
    expect(waits(autoscaler)[0]).toBe('podinfo 5');
  });

  test('GIVEN probes that begin later than the next tick THEN pods take as long', () => {
    const slow = DEPLOYMENT_YAML.replace(
      'image: "podinfo:1"',
      'image: "podinfo:1", readinessProbe: {initialDelaySeconds: 45, tcpSocket: {port: 1}}',
    );
    const { assumptions, duration } = rehearsal(worldOf(CANARY_YAML + slow));
    expect(assumptions).toContain('pods are ready after 45 s');
    expect(duration).toBe(240);
  });
});
