import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { JUDGED, JUDGED_BY, runIn, writeIn } from './fixtures';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'meshwright-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const write = (files: Readonly<Record<string, string | object>>) => writeIn(cwd, files);

const rollout = (...args: readonly string[]) => runIn(cwd, 'rollout', ...args);

const hook = (type: string) => ({ name: type, type, url: 'http://tester.test/' });
const METRICS = [{ name: 'request-success-rate', interval: '1m', thresholdRange: { min: 99 } }];

function canary(analysis: object, { name = 'podinfo', ...spec }: { name?: string } & Record<string, unknown> = {}) {
  return {
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name, namespace: 'test' },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      service: { port: 9898 },
      analysis: { interval: '30s', threshold: 2, ...analysis },
      ...spec,
    },
  };
}

const TARGET = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'podinfo', namespace: 'test' },
  spec: {
    selector: { matchLabels: { app: 'podinfo' } },
    template: {
      metadata: { labels: { app: 'podinfo' } },
      spec: { containers: [{ name: 'podinfo', image: 'podinfo:1' }] },
    },
  },
};

describe('meshwright rollout', () => {
  test('GIVEN a Canary THEN both cases are shown, tick by tick', async () => {
    write({ 'a.json': canary({ stepWeight: 50, metrics: METRICS }), 'b.json': TARGET });
    const { code, out, err } = await rollout('test/podinfo', '.');
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe(`Canary test/podinfo: Deployment test/podinfo, canary, a tick every 30 s  a.json

When all goes well: promoted after 150 s
  the new version meets 50 % of the requests for 30 s, 100 % for 60 s; about 750 at 10 a second

  tick   time  phase        primary  canary  failed  what happens
     0    0 s  Progressing      100       0          New revision detected! Scaling up podinfo.test
     1   30 s  Progressing       50      50          Starting canary analysis for podinfo.test
                                                     Advance podinfo.test canary weight 50
     2   60 s  Progressing        0     100          asks request-success-rate passes
                                                     Advance podinfo.test canary weight 100
     3   90 s  Promoting          0     100          asks request-success-rate passes
                                                     Copying podinfo.test template spec to podinfo-primary.test
     4  120 s  Finalising       100       0          Routing all traffic to primary
     5  150 s  Succeeded        100       0          Promotion completed! Scaling down podinfo.test

    100 % │        ████████
     80 % │        ████████
     60 % │    ▄▄▄▄████████
     40 % │    ████████████
     20 % │    ████████████
          └────────────────────────
           0   1   2   3   4   5

When the checks fail from the first on: rolled back after 120 s
  the new version meets 50 % of the requests for 90 s; about 450 at 10 a second

  tick   time  phase        primary  canary  failed  what happens
     0    0 s  Progressing      100       0          New revision detected! Scaling up podinfo.test
     1   30 s  Progressing       50      50          Starting canary analysis for podinfo.test
                                                     Advance podinfo.test canary weight 50
     2   60 s  Progressing       50      50       1  asks request-success-rate fails
                                                     Halt podinfo.test advancement success rate 0.00% < 99%
     3   90 s  Progressing       50      50       2  asks request-success-rate fails
                                                     Halt podinfo.test advancement success rate 0.00% < 99%
     4  120 s  Failed           100       0          Rolling back podinfo.test failed checks threshold reached 2
                                                     Canary failed! Scaling down podinfo.test

    100 % │
     80 % │
     60 % │    ▄▄▄▄▄▄▄▄▄▄▄▄
     40 % │    ████████████
     20 % │    ████████████
          └────────────────────
           0   1   2   3   4

What checks see
  request-success-rate at 50 %: about 150 requests in 60 s
  request-success-rate at 100 %: about 450 requests in 60 s

Mind
  ! metric request-success-rate: its window of 60 s is longer than the interval of 30 s: the check at 100 % also sees 50 %

Assumed
  Flagger notices the change after 0 s: it may be any time up to 30 s
  pods are ready when Flagger looks next
  every check passes
  10 requests come in each second
  Prometheus scrapes every 15 s

${JUDGED}`);
  });

  test('GIVEN --format json and a file of assumptions THEN each tick has what Flagger did and wrote', async () => {
    write({
      'a.json': canary({ stepWeight: 50, webhooks: [hook('rollout'), hook('confirm-promotion')] }),
      'assumed.json': { refused: { rollout: [2], 'confirm-promotion': [-1] }, newRevisionAt: null },
    });
    const { code, out } = await rollout(
      'podinfo',
      'a.json',
      '--assume',
      'assumed.json',
      '--ticks',
      '5',
      '--format',
      'json',
    );
    const { ticks, ends, duration, exposure, deadEnds } = JSON.parse(out);
    expect(code).toBe(0);
    expect([ends, duration, exposure.seconds, deadEnds[0].hold]).toEqual([
      'stuck',
      undefined,
      undefined,
      'confirm-promotion',
    ]);
    expect(
      ticks.map(({ events: _, objects, ...tick }: { events: unknown; objects: unknown[] }) => ({
        ...tick,
        objects: objects.length,
      })),
    ).toEqual([
      { tick: 0, time: 0, phase: 'Progressing', primaryWeight: 100, canaryWeight: 0, ...NOTHING },
      { tick: 1, time: 30, phase: 'Progressing', primaryWeight: 50, canaryWeight: 50, ...NOTHING },
      {
        ...{ tick: 2, time: 60, phase: 'Progressing', primaryWeight: 50, canaryWeight: 50, ...NOTHING },
        ...{ failedChecks: 1, hold: 'failed check', webhooks: [{ name: 'rollout', type: 'rollout', success: false }] },
      },
      {
        ...{ tick: 3, time: 90, phase: 'Progressing', primaryWeight: 0, canaryWeight: 100, ...NOTHING },
        ...{ failedChecks: 1, webhooks: [{ name: 'rollout', type: 'rollout', success: true }] },
      },
      {
        ...{ tick: 4, time: 120, phase: 'WaitingPromotion', primaryWeight: 0, canaryWeight: 100, ...NOTHING },
        ...{ failedChecks: 1, iterations: -1, hold: 'confirm-promotion' },
        webhooks: [
          { name: 'rollout', type: 'rollout', success: true },
          { name: 'confirm-promotion', type: 'confirm-promotion', success: false },
        ],
      },
    ]);
    expect(ticks[1].events).toEqual([
      { type: 'Normal', message: 'Starting canary analysis for podinfo.test' },
      { type: 'Normal', message: 'Advance podinfo.test canary weight 50' },
    ]);
    const routes = ticks.map(({ objects }: { objects: { kind: string; spec: unknown }[] }) => {
      return objects.find(({ kind }) => kind === 'VirtualService')?.spec;
    });
    expect(routes[1]).toEqual({
      hosts: ['podinfo'],
      gateways: ['mesh'],
      http: [
        {
          route: [
            { destination: { host: 'podinfo-primary' }, weight: 50 },
            { destination: { host: 'podinfo-canary' }, weight: 50 },
          ],
        },
      ],
    });
  });

  test('GIVEN options about what happens THEN that case is shown alone', async () => {
    write({ 'a.json': canary({ stepWeight: 50, metrics: METRICS, webhooks: [hook('confirm-traffic-increase')] }) });
    const { out } = await rollout(
      'podinfo',
      '--fail-at',
      '2',
      '--gate',
      'confirm-traffic-increase=2',
      '--rps',
      '50',
      '--ready',
      '40s',
    );
    expect(out).toContain('As assumed: promoted after 210 s');
    expect(out).not.toContain('When the checks fail');
    expect(out).toContain('checks fail at tick 2, all others pass\n  gate confirm-traffic-increase opens at tick 2');
    expect(out).toContain('Deployment podinfo, which is in no file, is there\n');
    expect((await rollout('podinfo', '--no-data')).out).toContain('As assumed: rolled back after 120 s');
    expect((await rollout('podinfo', '--ready', 'never')).out).toContain('As assumed: rolled back after 10 min');
    expect((await rollout('podinfo', '--fail-rate', '1')).out).toContain('As assumed: rolled back after 120 s');
    expect((await rollout('podinfo', '--initial')).out).toContain('    -2  -60 s  Initializing');
  });

  test('GIVEN a release that never ends THEN the exit code says so, unless what happens was said', async () => {
    write({ 'a.json': canary({ stepWeights: [10, 30, 20], webhooks: [hook('rollout')] }) });
    const { code, out } = await rollout('podinfo', 'a.json');
    expect(code).toBe(1);
    expect(out).toContain(
      'When all goes well: never ends\n  stepWeights [10, 30, 20] go from 30 to 20, which is no step up: the share stays at 30 %\n',
    );
    expect(out).toContain('  asks rollout agrees\n  … and so on for ever\n');
    expect((await rollout('podinfo', 'a.json', '--ticks', '9')).out).toContain('  … 4 more like it\n     8');
    expect((await rollout('podinfo', 'a.json', '--gate', 'rollout=0')).code).toBe(0);
  });

  test('GIVEN --all, or a path alone THEN there is a line for each Canary', async () => {
    write({
      'dist/a.json': canary({ stepWeight: 50, metrics: METRICS }),
      'dist/b.json': canary({ stepWeight: 0 }, { name: 'never' }),
      'dist/c.json': canary({ iterations: 2 }, { name: 'blind' }),
    });
    const lines = [
      'test/podinfo  canary      promoted after 150 s; when it is bad rolled back after 120 s, 50 % of the requests for 90 s; about 450 at 10 a second  dist/a.json',
      'test/never    canary      never ends: stepWeight is 0: the share never grows  dist/b.json',
      'test/blind    blue/green  promoted after 180 s; also when it is bad: nothing is checked  dist/c.json',
      '',
      JUDGED,
    ].join('\n');
    expect(await rollout('--all', 'dist')).toEqual({ code: 1, out: lines, err: '' });
    expect((await rollout('dist')).out).toBe(lines);
    const { canaries, judgedBy } = JSON.parse((await rollout('dist', '--format', 'json')).out);
    expect(judgedBy).toEqual(JUDGED_BY);
    expect(canaries.map(({ name, ends, ticks }: Record<string, unknown>) => [name, ends, ticks])).toEqual([
      ['podinfo', 'Succeeded', undefined],
      ['never', 'stuck', undefined],
      ['blind', 'Succeeded', undefined],
    ]);
  });

  test('GIVEN a Canary in several files THEN the one in a named file counts', async () => {
    write({
      'dist/a.json': canary({ stepWeight: 50 }),
      'dist/more/b.json': canary({ iterations: 1 }),
    });
    expect((await rollout('podinfo', 'dist')).out).toMatch(/canary, a tick.*\nalso in dist\/more\/b\.json/);
    expect((await rollout('podinfo', 'dist', 'dist/more/b.json')).out).toMatch(/blue\/green, a tick/);
  });

  test('GIVEN Markdown or SVG THEN text of manifests means nothing there', async () => {
    write({ 'a.json': canary({ stepWeight: 50, webhooks: [{ ...hook('pre-rollout'), name: '<b>|x' }] }) });
    const { out } = await rollout('podinfo', '.', '--format', 'markdown');
    expect(out).toContain('### When all goes well: promoted after 150 s');
    expect(out).toContain('Pre-rollout check \\<b\\>\\|x passed');
    expect(out).toMatch(/\n<sub>Judged by Kubernetes 1\.34\.0, Istio .*\.<\/sub>\n$/);
    const svg = (await rollout('podinfo', '.', '--format', 'svg')).out;
    expect(svg).toMatch(/^<svg .*<\/svg>\n$/s);
    expect(svg.match(/<path /g)?.length).toBe(2);
  });
});

describe('a wrong call', () => {
  test.each([
    [[], 'say which Canary: NAME or NAMESPACE/NAME, or --all for each of them'],
    [['nope', '.'], 'no Canary nope in .: there are test/podinfo'],
    [['podinfo', 'empty.json'], 'no Canary podinfo in empty.json: there is none at all'],
    [['--all', 'empty.json'], 'there is no Canary in these files'],
    [['podinfo', '.', '--gate', 'x'], '--gate x: give NAME=never, or NAME=TICK for the tick at which it opens'],
    [['podinfo', '.', '--gate', 'x=soon'], '--gate x soon: give a whole number from 0 on'],
    [['podinfo', '.', '--fail-at', '-1'], '--fail-at -1: give a whole number from 0 on'],
    [['podinfo', '.', '--fail-rate', '2'], '--fail-rate 2: give a number from 0 to 1'],
    [['podinfo', '.', '--ready', '5'], '--ready 5: give a time such as 30s or 1m30s'],
    [['podinfo', '.', '--ticks', 'x'], '--ticks x: give a whole number from 0 on'],
    [
      ['podinfo', '.', '--fail-always', '--fail-at', '1'],
      '--fail-always says it all: leave --fail-at and --fail-rate out',
    ],
    [['podinfo', '.', '--assume', 'nowhere.json'], 'nowhere.json: cannot be read: there is no such file or folder'],
    [['podinfo', '.', '--assume', 'list.json'], 'list.json: give a JSON object'],
    [['podinfo', '.', '--assume', 'text.json'], 'text.json: refused: x: give a list of ticks, from 0 on'],
  ])('%j', async (args, message) => {
    write({
      'a.yaml': JSON.stringify(canary({ stepWeight: 50 })),
      'empty.json': '',
      'list.json': '[]',
      'text.json': '{"refused":{"x":"y"}}',
    });
    rmSync(join(cwd, args.includes('list.json') || args.includes('text.json') ? 'nothing' : 'list.json'), {
      force: true,
    });
    const { code, out, err } = await rollout(...args);
    expect({ code, out, last: err.trimEnd().split('\n').at(-1) }).toEqual({ code: 2, out: '', last: message });
  });

  test('GIVEN files that cannot be read THEN that is the cause, and it is said once', async () => {
    expect(await rollout('podinfo', 'gone')).toEqual({
      code: 2,
      out: '',
      err: 'gone: cannot be read: there is no such file or folder\n',
    });
  });

  test('GIVEN a Canary that the API server would refuse THEN that is said', async () => {
    write({ 'a.json': canary({ stepWeight: 50, iterations: 3 }) });
    const { code, err } = await rollout('podinfo', 'a.json');
    expect(code).toBe(2);
    expect(err).toMatch(/^the API server would refuse this Canary: a\.json: Canary test\/podinfo: .*oneOf/);
  });

  test('GIVEN a provider of which nothing is known THEN how it ends is unknown, and nothing is ruled out', async () => {
    const other = canary({ stepWeight: 50, metrics: METRICS }) as { spec: object };
    write({ 'a.json': { ...other, spec: { ...other.spec, provider: 'gatewayapi:v1' } }, 'b.json': TARGET });
    const ended = await rollout('test/podinfo', '.', '--format', 'json');
    expect([ended.code, JSON.parse(ended.out).ends]).toEqual([0, 'unknown']);
    expect((await rollout('--all', '.')).code).toBe(0);
    expect((await rollout('test/podinfo', '.', '--never', '/admin reaches the canary')).code).toBe(1);
  });

  test('GIVEN --never THEN what breaks it is shown, and the exit code says so', async () => {
    const match = [{ headers: { 'x-beta': { exact: 'yes' } } }];
    const client = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'test' } };
    const pod = { ...client, spec: { containers: [{ name: 'web', image: 'web' }] } };
    write({ 'a.json': canary({ iterations: 1, match, metrics: METRICS }), 'b.json': TARGET, 'c.json': pod });
    const never = (claim: string, ...more: readonly string[]) =>
      rollout('test/podinfo', '.', '--never', claim, '--format', 'json', ...more);
    const held = await never('/admin without x-beta reaches the canary');
    expect([held.code, held.err]).toEqual([0, '']);
    expect(
      JSON.parse(held.out).traffic.map(
        ({ case: title, never: [verdict] }: { case: string; never: { holds: string }[] }) => [title, verdict?.holds],
      ),
    ).toEqual([
      ['When all goes well', 'yes'],
      ['When the checks fail from the first on', 'yes'],
    ]);
    const broken = await never(
      '/admin reaches the canary',
      '--request',
      'GET http://podinfo:9898/',
      '-H',
      'x-beta: yes',
    );
    expect(broken.code).toBe(1);
    const [{ requests, never: verdicts }] = JSON.parse(broken.out).traffic;
    expect([verdicts[0].holds, verdicts[0].witness.tick, verdicts[0].witness.answer.request]).toEqual([
      'no',
      1,
      "GET http://podinfo.test.svc.cluster.local:9898/admin -H 'x-beta: yes'",
    ]);
    expect(requests[0].ticks.map(({ newcomer }: { newcomer: { name: string }[] }) => newcomer[0]?.name)).toEqual([
      'test/podinfo-primary',
      'test/podinfo',
      'test/podinfo',
      'test/podinfo-primary',
      'test/podinfo-primary',
    ]);
  });

  test.each([
    [['--never', 'nothing'], '"nothing" is nothing that can be checked: write it like'],
    [['--request', 'GET http://podinfo/', '--every', '0s'], '--every 0s: give at least 1s'],
    [['--request', 'GET http://podinfo/', '--from', 'nobody'], 'no workload nobody'],
    [['-H', 'a: b'], '-H is for --request: say what is asked for'],
    [['--from', 'test/web'], '--from is for --request and --never: say what is asked for'],
    [['--all', '--never', '/ gets 503'], '--request and --never are about one Canary: say which'],
  ])('GIVEN %j THEN it is said what is wrong with it', async (options, message) => {
    write({ 'a.json': canary({ stepWeight: 50, metrics: METRICS }), 'b.json': TARGET });
    const canaryName = options.includes('--all') ? [] : ['test/podinfo'];
    const { code, out, err } = await rollout(...canaryName, '.', ...options);
    expect([code, out, err.slice(0, message.length)]).toEqual([2, '', message]);
  });

  test('GIVEN a field that means nothing THEN that is said; a hook that is not there is a wrong call', async () => {
    write({ 'a.json': canary({ stepWeight: 50 }), 'b.jsn': { refused: {}, unheardOf: 1 } });
    expect(await rollout('podinfo', 'a.json', '--gate', 'x=never', '--assume', 'b.jsn')).toEqual({
      code: 2,
      out: '',
      err: 'b.jsn: unheardOf means nothing here, and is left out\nthe Canary has no webhook of the name or the type x: there is none at all\n',
    });
    expect((await rollout('podinfo', 'a.json', '--assume', 'b.jsn')).code).toBe(0);
  });
});

const NOTHING = { mirror: false, iterations: 0, failedChecks: 0, webhooks: [], metrics: [], objects: 3 };
