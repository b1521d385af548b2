import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { loadSchemas } from '../check/installed-schemas';
import { readAppliedWorld, readOverlay } from '../inputs/applied-world';
import { Mesh } from '../mesh/mesh';
import { endsWords, hitWords } from '../report/forecast';
import { CHAOS_BLADE } from '../world/kinds';
import { type Forecast, forecast } from './forecast';
import type { SaidCall } from './known-calls';

const ROOT = resolve(__dirname, '../..');
const CHAOS = 'dist/scenarios/chaos';

const judge = loadSchemas({ cwd: ROOT });
const { world: STEADY } = readAppliedWorld(
  { paths: ['dist', 'dist/install'], overlays: [], schemas: undefined, world: undefined },
  ROOT,
  judge,
);

function forecastsOf(
  name: string,
  said: readonly SaidCall[] = [],
  ...overlays: readonly string[]
): readonly Forecast[] {
  const file = `${CHAOS}/${name}.k8s.yaml`;
  const world = STEADY.with(readOverlay([...overlays, file], ROOT, judge).judged);
  const mesh = Mesh.of(world);
  return world
    .all(CHAOS_BLADE)
    .filter(({ manifest }) => manifest.file === file)
    .flatMap((entity) => forecast(mesh, entity, said));
}

const call = (from: string, request: string): SaidCall => ({ from, request });
const TO_RATINGS = [
  call('default/reviews-v2', 'GET http://ratings:9080/ratings/0'),
  call('default/reviews-v3', 'GET http://ratings:9080/ratings/0'),
  call('default/productpage-v1', 'GET http://reviews:9080/reviews/0'),
];
const TO_FORECAST = [call('weather/frontend-v1', 'GET http://forecast:3002/weather')];

/** What is said of an experiment: whom it hits, what each caller meets, whether it shows, how it ends. */
function summaryOf({ what, hits, callers, shows, ending }: Forecast) {
  return {
    what,
    hits: [...hits.workloads.map(hitWords), ...hits.nodes],
    callers: callers.map(({ call: { from, basis }, phases, unknown }) => [
      `${from.name} (${basis})`,
      ...(phases.length > 0 ? phases.map(endsWords) : unknown.slice(0, 1)),
    ]),
    shows: shows.answer,
    ends: ending.by === 'itself' ? ending.after : ending.by,
  };
}

const LOAD = 'how much slower answers get depends on how much processor time they need';

/** Every experiment of the lab, with calls that its applications make. */
const EXPECTED: Readonly<Record<string, { readonly said?: readonly SaidCall[]; readonly is: readonly object[] }>> = {
  'forecast-and-advertisement': {
    said: TO_FORECAST,
    is: [
      {
        what: 'pod network loss',
        hits: ['weather/forecast-v1: 50 % of 1 pod on average', 'weather/forecast-v2: 50 % of 1 pod on average'],
        callers: [
          [
            'frontend-v1 (said)',
            '90 % as ever, 8 % answered 200 ms later, 1.6 % answered 600 ms later, 0.32 % answered 1.4 s later, 0.06 % answered 3 s later, 0.01 % answered 6.2 s later, < 0.01 % answered 12.6 s later',
          ],
        ],
        ...{ shows: 'yes', ends: 300 },
      },
      {
        what: 'container cpu fullload',
        hits: ['weather/advertisement-v1: 1 of 1 pod'],
        callers: [['ad (assumed)', LOAD]],
        ...{ shows: 'unknown', ends: 300 },
      },
    ],
  },
  'forecast-network-delay': {
    said: TO_FORECAST,
    is: [
      {
        what: 'pod network delay',
        hits: ['weather/forecast-v2: 1 of 1 pod'],
        callers: [['frontend-v1 (said)', '100 % answered 2 s later']],
        ...{ shows: 'yes', ends: 300 },
      },
    ],
  },
  'httpd-file-delete': {
    said: [call('default/client', 'GET http://web-svc:8080/')],
    is: [
      {
        what: 'container file delete',
        hits: ['default/httpd: 1 of 1 pod'],
        callers: [
          ['client (said)', 'manifests do not say what reads the file'],
          ['details-v1 (assumed)', 'manifests do not say what reads the file'],
        ],
        ...{ shows: 'unknown', ends: 180 },
      },
    ],
  },
  'loss-node-network-by-names': {
    is: [
      {
        what: 'node network loss',
        hits: ['chaosblade/chaosblade-tool: unknown how many of its pods', 'cnu3'],
        callers: ['outside (manifest)', 'outside (manifest)'].map((name) => [
          name,
          '40 % as ever, 24 % answered 200 ms later, 14.4 % answered 600 ms later, 8.6 % answered 1.4 s later, 5.2 % answered 3 s later, 3.1 % answered 6.2 s later, 4.7 % answered 12.6 s later',
        ]),
        ...{ shows: 'yes', ends: 300 },
      },
    ],
  },
  'node-cpu-load': {
    is: [
      {
        what: 'node cpu fullload',
        hits: ['chaosblade/chaosblade-tool: unknown how many of its pods', 'cnu3'],
        callers: [],
        ...{ shows: 'unknown', ends: 300 },
      },
    ],
  },
  'productpage-cpu-load': {
    is: [
      {
        what: 'container cpu fullload',
        hits: ['default/productpage-v1: 1 of 1 pod'],
        callers: [['outside (manifest)', LOAD]],
        ...{ shows: 'unknown', ends: 180 },
      },
    ],
  },
  'ratings-dns': {
    said: TO_RATINGS,
    is: [
      {
        what: 'container network dns',
        hits: ['default/reviews-v3: 1 of 1 pod'],
        callers: [
          [
            'reviews-v3 (said)',
            'what it makes of asking itself: whatever listens there in its own pod answers, or nobody',
          ],
        ],
        ...{ shows: 'unknown', ends: 180 },
      },
    ],
  },
  'ratings-network-delay': {
    said: TO_RATINGS,
    is: [
      {
        what: 'pod network delay',
        hits: ['default/reviews-v1: 1 of 1 pod', 'default/reviews-v2: 1 of 1 pod', 'default/reviews-v3: 1 of 1 pod'],
        callers: [
          ['reviews-v2 (said)', '100 % answered 500 ms later'],
          ['reviews-v3 (said)', '100 % answered 500 ms later'],
        ],
        ...{ shows: 'yes', ends: 300 },
      },
    ],
  },
  'ratings-network-loss': {
    said: TO_RATINGS,
    is: [
      {
        what: 'pod network loss',
        hits: ['default/ratings-v1: 1 of 1 pod'],
        callers: ['reviews-v2 (said)', 'reviews-v3 (said)'].map((name) => [
          name,
          '60 % as ever, 24 % answered 200 ms later, 9.6 % answered 600 ms later, 3.8 % answered 1.4 s later, 1.5 % answered 3 s later, 0.61 % answered 6.2 s later, 0.41 % answered 12.6 s later',
        ]),
        ...{ shows: 'yes', ends: 300 },
      },
    ],
  },
  'ratings-process-kill': {
    said: TO_RATINGS,
    is: [
      {
        what: 'container process kill',
        hits: ['default/ratings-v1: 1 of 1 pod'],
        callers: [
          ['reviews-v2 (said)', '100 % 503', '100 % 503'],
          ['reviews-v3 (said)', '100 % 503', '100 % 503'],
        ],
        ...{ shows: 'yes', ends: 60 },
      },
    ],
  },
  'reviews-disk-fill': {
    said: TO_RATINGS,
    is: [
      {
        what: 'container disk fill',
        hits: ['default/reviews-v2: 1 of 1 pod'],
        callers: [['productpage-v1 (said)', 'manifests do not say what is read and written for a request']],
        ...{ shows: 'unknown', ends: 180 },
      },
    ],
  },
  'reviews-memory-load': {
    said: TO_RATINGS,
    is: [
      {
        what: 'container mem load',
        hits: ['default/reviews-v3: 1 of 1 pod'],
        callers: [
          ['productpage-v1 (said)', 'whether a container is killed for its memory depends on how much it needs itself'],
        ],
        ...{ shows: 'unknown', ends: 180 },
      },
    ],
  },
  'reviews-pod-delete': {
    said: TO_RATINGS,
    is: [
      {
        what: 'pod pod delete',
        hits: ['default/reviews-v1: 1 of 1 pod'],
        // Retries on other pods hide it.
        callers: [['productpage-v1 (said)', '100 % as ever', '100 % as ever']],
        ...{ shows: 'yes', ends: 'at once' },
      },
    ],
  },
  'sleep-pod-fail': {
    is: [
      {
        what: 'pod pod fail',
        hits: ['default/sleep-without-sidecar: 1 of 1 pod'],
        callers: [],
        ...{ shows: 'unknown', ends: 'deleted' },
      },
    ],
  },
};

describe('the experiments of the lab', () => {
  test('GIVEN every file of experiments THEN it has a forecast here', () => {
    const files = readdirSync(join(ROOT, CHAOS)).map((name) => name.replace('.k8s.yaml', ''));
    expect(Object.keys(EXPECTED).sort()).toEqual(files.sort());
  });

  test.each(Object.entries(EXPECTED))('%s', (name, { said = [], is }) => {
    expect(forecastsOf(name, said).map(summaryOf)).toEqual(is);
  });

  test('GIVEN a timeout of a second THEN the delay of two seconds is a 504, as the guide says', () => {
    const [first] = forecastsOf(
      'forecast-network-delay',
      TO_FORECAST,
      'dist/scenarios/weather/forecast-timeout.k8s.yaml',
    );
    expect(first?.callers[0]?.phases.map(endsWords)).toEqual(['100 % 504 after 1 s']);
  });

  test('GIVEN a chain of callers THEN retries multiply what arrives at its end', () => {
    const [first] = forecastsOf('ratings-process-kill', TO_RATINGS);
    expect(first?.chains.map(({ calls, requests }) => [calls.map(({ from }) => from.name), requests])).toEqual([
      [['outside', 'productpage-v1', 'reviews-v2'], 27],
      [['outside', 'productpage-v1', 'reviews-v3'], 27],
      [['productpage-v1', 'reviews-v2'], 9],
      [['productpage-v1', 'reviews-v3'], 9],
    ]);
  });
});
