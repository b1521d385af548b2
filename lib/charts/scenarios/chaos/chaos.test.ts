import { describe, expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import { App } from '../../../core/app';
import { MeshwrightError } from '../../../core/errors';
import { Scenario } from '../../../core/scenario';
import { Port } from '../../../kubernetes';
import { Microservice } from '../../../microservice';
import { type LabSettings, PROFILES } from '../../settings';
import { chaosScenarios } from '.';

interface Experiment {
  readonly scope: string;
  readonly target: string;
  readonly action: string;
  readonly matchers: readonly { readonly name: string; readonly value: readonly string[] }[];
}

/** The experiments by the names of their scenarios. */
function scenarios(settings: LabSettings = PROFILES.lab): ReadonlyMap<string, readonly Experiment[]> {
  const app = new App();
  const v1 = { image: 'example.com/app:1.0.0' };
  const bookinfo = new Chart(app, 'bookinfo', { namespace: 'default' });
  const weather = new Chart(app, 'weather', { namespace: 'weather' });
  const props = (port: number) => ({ port: Port.http(port), versions: { v1 } });
  chaosScenarios(app, {
    settings,
    ingress: {
      nodePort: () => {
        if (settings.ingress.exposure !== 'NodePort') throw new MeshwrightError('ingress', 'has no node port');
        return settings.ingress.nodePorts.http2;
      },
    },
    web: {
      httpd: new Microservice(bookinfo, 'httpd', {
        port: Port.http(8080),
        versions: { v1: { ...v1, writable: ['/var/www'] } },
      }),
    },
    bookinfo: {
      productpage: new Microservice(bookinfo, 'productpage', props(9080)),
      ratings: new Microservice(bookinfo, 'ratings', props(9080)),
      reviews: new Microservice(bookinfo, 'reviews', {
        port: Port.http(9080),
        defaults: { relax: { writableRootFilesystem: 'writes a key store' } },
        versions: { v1, v2: v1, v3: v1 },
      }),
    },
    weather: {
      advertisement: new Microservice(weather, 'advertisement', props(3003)),
      forecast: new Microservice(weather, 'forecast', { port: Port.http(3002), versions: { v1, v2: v1 } }),
    },
    clients: {
      withoutSidecar: new Microservice(bookinfo, 'sleep-without-sidecar', {
        versions: { v1: { ...v1, inject: false } },
      }),
    },
  });
  return new Map(
    app.charts
      .filter((chart): chart is Scenario => chart instanceof Scenario)
      .map((scenario) => [scenario.file, scenario.toJson()[0].spec.experiments]),
  );
}

const value = (experiment: Experiment | undefined, name: string) =>
  experiment?.matchers.find((matcher) => matcher.name === name)?.value;

describe('the experiments of the lab', () => {
  test('GIVEN the lab THEN each experiment is a file of its own', () => {
    expect([...scenarios().keys()].sort()).toEqual(
      [
        'forecast-and-advertisement',
        'forecast-network-delay',
        'httpd-file-delete',
        'loss-node-network-by-names',
        'node-cpu-load',
        'productpage-cpu-load',
        'ratings-dns',
        'ratings-network-delay',
        'ratings-network-loss',
        'ratings-process-kill',
        'reviews-disk-fill',
        'reviews-memory-load',
        'reviews-pod-delete',
        'sleep-pod-fail',
      ].map((name) => `scenarios/chaos/${name}`),
    );
  });

  test('GIVEN every experiment but those that know no time THEN it ends within minutes', () => {
    const endless = [...scenarios()]
      .filter(([, experiments]) => experiments.some((one) => !(Number(value(one, 'timeout')?.[0]) <= 600)))
      .map(([file]) => file);
    expect(endless.sort()).toEqual(['scenarios/chaos/reviews-pod-delete', 'scenarios/chaos/sleep-pod-fail']);
  });

  test('GIVEN every experiment on pods THEN it says which namespace, and how many are hit', () => {
    for (const one of [...scenarios().values()].flat().filter(({ scope }) => scope !== 'node')) {
      expect(value(one, 'namespace')).toHaveLength(1);
      expect(value(one, 'evict-count') ?? value(one, 'evict-percent')).toHaveLength(1);
    }
  });

  test("GIVEN the notebook's experiment THEN it finds the node, knows the interface and has an end", () => {
    expect(scenarios().get('scenarios/chaos/loss-node-network-by-names')).toEqual([
      {
        scope: 'node',
        target: 'network',
        action: 'loss',
        desc: 'node network loss',
        matchers: [
          { name: 'names', value: ['cnu3'] },
          { name: 'interface', value: ['eth0'] },
          { name: 'percent', value: ['60'] },
          { name: 'local-port', value: ['31966'] },
          { name: 'timeout', value: ['300'] },
        ],
      },
    ]);
  });

  test('GIVEN a cluster without node ports THEN all traffic but the control ports is attacked', () => {
    const [loss] = scenarios(PROFILES.cloud).get('scenarios/chaos/loss-node-network-by-names') ?? [];
    expect(value(loss, 'local-port')).toBeUndefined();
    expect(value(loss, 'exclude-port')).toEqual(['22', '6443', '10250']);
  });
});
