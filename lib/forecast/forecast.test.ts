import { describe, expect, test } from '@jest/globals';
import { Mesh } from '../mesh/mesh';
import { endsWords, hitWords } from '../report/forecast';
import { worldOf } from '../world/fixtures';
import { CHAOS_BLADE } from '../world/kinds';
import { type Forecast, forecast } from './forecast';
import type { SaidCall } from './known-calls';

const SHOP = `apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {istio-injection: enabled}}
---
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec: {selector: {app: cart}, ports: [{name: http, port: 80, targetPort: 8080}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart, namespace: shop}
spec:
  replicas: 4
  selector: {matchLabels: {app: cart}}
  template:
    metadata: {labels: {app: cart}}
    spec:
      containers:
      - name: cart
        image: cart:1
        ports: [{containerPort: 8080}]
        livenessProbe: {httpGet: {port: 8080}}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, image: web:1, env: [{name: CART, value: "http://cart/items"}]}]}
`;

function experiment(what: string, flags: Readonly<Record<string, string>> = {}): string {
  const [scope, target, action] = what.split(' ');
  const all = { namespace: 'shop', labels: 'app=cart', 'evict-count': '1', timeout: '60', ...flags };
  const matchers = Object.entries(all).map(([name, value]) => ({ name, value: [value] }));
  return JSON.stringify({
    apiVersion: 'chaosblade.io/v1alpha1',
    kind: 'ChaosBlade',
    metadata: { name: 'x' },
    spec: { experiments: [{ scope, target, action, matchers }] },
  });
}

function of(blade: string, more = '', said: readonly SaidCall[] = []): Forecast {
  const world = worldOf({ 'a.yaml': SHOP, 'b.json': blade, ...(more === '' ? {} : { 'c.yaml': more }) });
  const [entity] = world.all(CHAOS_BLADE);
  const [found] = entity === undefined ? [] : forecast(Mesh.of(world), entity, said);
  if (found === undefined) throw new Error('no forecast');
  return found;
}

const DELAY = experiment('pod network delay', { interface: 'eth0', time: '2000', 'local-port': '8080' });
const route = (more: string) => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: cart, namespace: shop}
spec: {hosts: [cart], http: [{route: [{destination: {host: cart}}], ${more}}]}
`;
const sees = ({ callers }: Forecast) =>
  callers.map(({ call: { from, basis }, phases }) => [from.name, basis, ...phases.map(endsWords)]);

describe('who is hit, and who sees it', () => {
  test('GIVEN a variable with the address THEN its workload is a caller that is known, with the place', () => {
    const found = of(DELAY);
    expect(found.hits.workloads.map(({ workload, pods, share }) => [workload.name, pods, share])).toEqual([
      ['cart', 4, 0.25],
    ]);
    expect(sees(found)).toEqual([['web', 'manifest', '75 % as ever, 25 % answered 2 s later']]);
    expect(found.callers[0]?.call.place?.path).toEqual(['spec', 'containers', 0, 'env', 0, 'value']);
    expect(found.shows).toEqual({ answer: 'yes', why: 'shop/web sees it' });
    expect(found.ending).toEqual({
      by: 'itself',
      after: 60,
      words: 'ChaosBlade undoes it after 60 s; the operator looks every 30 s and deletes the object',
    });
  });

  test('GIVEN an autoscaler THEN there are as many pods as it runs, and it is said how many it may be', () => {
    const autoscaler = `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: cart, namespace: shop}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: cart}, minReplicas: 5, maxReplicas: 9}
`;
    const { hits, callers } = of(DELAY, autoscaler);
    expect(hits.workloads.map(hitWords)).toEqual(['shop/cart: 1 of 5 pods, 5 to 9 by its autoscaler']);
    expect(callers[0]?.phases.map(endsWords)).toEqual(['80 % as ever, 20 % answered 2 s later']);
  });

  test('GIVEN another port THEN nobody meets it', () => {
    const found = of(experiment('pod network delay', { interface: 'eth0', time: '2000', 'local-port': '9999' }));
    expect([sees(found), found.shows.answer]).toEqual([[], 'unknown']);
  });

  test('GIVEN a share that is rounded to none, or labels that nobody has THEN it shows nothing', () => {
    const flags = { interface: 'eth0', time: '2000', 'evict-count': '4', 'evict-percent': '10' };
    expect(of(experiment('pod network delay', flags)).shows.answer).toBe('no');
    const nobody = of(experiment('pod network delay', { interface: 'eth0', time: '2000', labels: 'app=none' }));
    expect(nobody.shows.answer).not.toBe('yes');
    const twice = of(experiment('pod network duplicate', { interface: 'eth0', percent: '50' }));
    expect(twice.shows).toEqual({
      answer: 'no',
      why: 'TCP drops packets that come twice: nobody sees it but counters of packets',
    });
  });

  test('GIVEN a processor that is busy THEN what callers see is unknown, with the reason', () => {
    const found = of(experiment('container cpu fullload', { 'container-names': 'cart', 'cpu-percent': '80' }));
    expect(found.shows).toEqual({
      answer: 'unknown',
      why: 'how much slower answers get depends on how much processor time they need',
    });
    expect(found.callers.map(({ phases, unknown }) => [phases, unknown])).toEqual([[[], [found.shows.why]]]);
  });
});

describe('what callers see, by their policies', () => {
  test('GIVEN a timeout for each try THEN slow answers are not tried again unless retryOn says so', () => {
    const first = of(DELAY, route('retries: {attempts: 2, perTryTimeout: 1s}'));
    expect(sees(first)).toEqual([['web', 'manifest', '75 % as ever, 25 % 504 after 1 s']]);
    expect(first.callers[0]?.remarks[0]).toBe(
      'a try that takes longer than perTryTimeout is not tried again: retryOn needs gateway-error, 5xx or reset',
    );
    // WHEN the conditions have it, another pod answers
    const second = of(DELAY, route('retries: {attempts: 2, perTryTimeout: 1s, retryOn: gateway-error}'));
    expect(sees(second)).toEqual([['web', 'manifest', '75 % as ever, 25 % answered 1 s later']]);
    expect(second.callers[0]?.phases[0]?.tries).toBe(1.25);
  });

  test('GIVEN a pod that goes THEN retries on others hide it; without any, errors are seen until it is taken out', () => {
    const gone = experiment('pod pod delete');
    const hidden = of(gone);
    expect(sees(hidden)).toEqual([['web', 'manifest', '100 % as ever', '100 % as ever']]);
    expect(hidden.callers[0]?.remarks).toEqual([
      'retries hide it: callers see no error, and the number of requests shows it',
    ]);
    expect(sees(of(gone, route('retries: {attempts: 0}')))).toEqual([
      ['web', 'manifest', '75 % as ever, 25 % 503', '100 % as ever'],
    ]);
    // WHEN all pods go, nobody is left
    const all = experiment('pod pod delete', { 'evict-count': '4' });
    expect(sees(of(all))).toEqual([['web', 'manifest', '100 % 503', '100 % 503']]);
  });

  test('GIVEN outlier detection THEN slow answers are no errors to it, 504 are', () => {
    const detection = (percent: string) => `---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: cart, namespace: shop}
spec: {host: cart, trafficPolicy: {outlierDetection: {consecutive5xxErrors: 3${percent}}}}
`;
    const last = (found: Forecast) => found.callers[0]?.remarks.at(-1);
    expect(last(of(DELAY, detection('').slice(4)))).toBe(
      'outlier detection sees no errors: slow answers are answers, and no pod is left out',
    );
    expect(last(of(DELAY, route('timeout: 1s') + detection(', maxEjectionPercent: 50')))).toBe(
      'after 3 errors in a row a sidecar leaves a pod out for 30s, longer each time, at most 2 of 4: then its requests go to the others',
    );
    expect(last(of(DELAY, route('timeout: 1s') + detection('')))).toContain('is not known');
  });

  test('GIVEN an answer that never comes THEN callers without a timeout wait', () => {
    const silent = experiment('pod network loss', { interface: 'eth0', percent: '100', 'local-port': '8080' });
    expect(sees(of(silent))).toEqual([['web', 'manifest', '75 % as ever, 25 % get no answer until it is over']]);
    expect(sees(of(silent, route('timeout: 3s')))).toEqual([['web', 'manifest', '75 % as ever, 25 % 504 after 3 s']]);
  });

  test('GIVEN a fault of the caller itself THEN every try of its pods that are hit meets it', () => {
    const own = experiment('pod network delay', {
      labels: 'app=web',
      interface: 'eth0',
      time: '500',
      'remote-port': '8080',
    });
    expect(sees(of(own))).toEqual([['web', 'manifest', '100 % answered 500 ms later']]);
    expect(of(own).callers[0]?.hit).toBe('itself');
  });
});

describe('what it must not touch', () => {
  const BUDGET = `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: cart, namespace: shop}
spec: {minAvailable: 75%, selector: {matchLabels: {app: cart}}}
`;

  test('GIVEN a disruption budget THEN it is said that nobody asks it, and whether it is broken', () => {
    expect(of(experiment('pod pod delete', { 'evict-count': '2' }), BUDGET).guards).toEqual([
      'PodDisruptionBudget cart of shop/cart lets 1 of 4 pods be down, and 2 are hit: ChaosBlade does not ask it',
    ]);
    expect(of(experiment('pod pod delete'), BUDGET).guards).toEqual([
      'PodDisruptionBudget cart of shop/cart lets 1 of 4 pods be down: while 1 are, no node can be drained of the others',
    ]);
  });

  test('GIVEN all traffic of a pod THEN its probes are late, too; with the port of its server they are not', () => {
    expect(of(experiment('pod network delay', { interface: 'eth0', time: '2000' })).guards).toEqual([
      'livenessProbe of shop/cart, container cart: it waits 1 s, and its answer is later: after about 30 s the container is started again',
    ]);
    // Sidecars answer probes on a port of their own.
    expect(of(DELAY).guards).toEqual([]);
  });

  test('GIVEN a Canary of what is hit THEN a release meanwhile is judged by it', () => {
    const canary = `apiVersion: flagger.app/v1beta1
kind: Canary
metadata: {name: cart, namespace: shop}
spec:
  targetRef: {apiVersion: apps/v1, kind: Deployment, name: cart}
  service: {port: 80}
  analysis: {interval: 30s, threshold: 2, stepWeight: 50}
`;
    expect(of(DELAY, canary).guards).toContain(
      'Canary shop/cart: a release meanwhile is judged by what the experiment does',
    );
  });

  test('GIVEN a node THEN the ports of its control are named', () => {
    const node = experiment('node network loss', { names: 'n1', interface: 'eth0', percent: '50' });
    expect(of(node).guards[0]).toBe(
      'ports 22 (SSH), 6443 (the API server), 10250 (the kubelet) of the node: whoever is to undo it comes that way',
    );
  });
});
