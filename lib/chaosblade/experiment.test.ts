import { describe, expect, test } from '@jest/globals';
import { App, Chart, Duration } from 'cdk8s';
import { Port } from '../kubernetes';
import { Microservice } from '../microservice';
import { Attack } from './attack';
import { ChaosExperiment } from './experiment';
import { ContainerFault, NodeFault, PodFault } from './fault';
import { ChaosTarget } from './target';

const image = 'example.com/app:1.0.0';
const duration = Duration.minutes(5);
const blast = { count: 1 };
const chart = (namespace?: string) => new Chart(new App(), 'chaos', { namespace });
const manifest = (experiment: ChaosExperiment<never, never>) => Chart.of(experiment).toJson();
const loss = { percent: 60, interface: 'eth0' } as const;

/** The matchers of the only experiment, by name. */
function matchers(scope: Chart): Record<string, string[]> {
  const { experiments } = scope.toJson().find(({ kind }) => kind === 'ChaosBlade').spec;
  return Object.fromEntries(
    experiments[0].matchers.map(({ name, value }: { name: string; value: string[] }) => [name, value]),
  );
}

function reviews(namespace = 'bookinfo') {
  return new Microservice(chart(namespace), 'reviews', {
    port: Port.http(9080),
    versions: { v1: { image }, v2: { image, containerName: 'second' } },
  });
}

describe('an experiment', () => {
  test('GIVEN the experiment of the notebook THEN it is one that works', () => {
    // GIVEN
    const scope = chart('default');
    // WHEN
    new ChaosExperiment(scope, 'loss-node-network-by-names', {
      desc: 'node network loss',
      fault: NodeFault.networkLoss({ ...loss, localPort: { nodePort: 31966 } }),
      target: ChaosTarget.nodes.named('cnu3'),
      duration,
    });
    // THEN
    expect(scope.toJson()).toEqual([
      {
        apiVersion: 'chaosblade.io/v1alpha1',
        kind: 'ChaosBlade',
        metadata: { name: 'loss-node-network-by-names' },
        spec: {
          experiments: [
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
          ],
        },
      },
    ]);
  });

  test('GIVEN faults that cannot be undone THEN the reason is an annotation, and there is no time where there is none', () => {
    const scope = chart();
    new ChaosExperiment(scope, 'delete', {
      fault: PodFault.podDelete({ random: true }),
      target: ChaosTarget.pods(reviews(), { blast: { count: 1, percent: 50 } }),
      irreversible: 'its Deployment makes a new one',
      alongside: [
        Attack.of({
          fault: PodFault.processKill({ process: 'java', signal: 15 }),
          target: ChaosTarget.pods.named({ namespace: { name: 'shop' }, names: ['shop-0'] }),
          duration: Duration.seconds(90),
          irreversible: 'it is started again',
        }),
        Attack.of({
          fault: PodFault.podFail(),
          target: ChaosTarget.pods.labelled({ namespace: { name: 'shop' }, labels: { app: 'ad' }, blast }),
          untilDeleted: true,
        }),
      ],
    });
    const [{ metadata, spec }] = scope.toJson();
    expect(metadata.annotations).toEqual({
      'meshwright.dev/irreversible': 'its Deployment makes a new one; it is started again',
    });
    expect(spec.experiments).toEqual([
      {
        scope: 'pod',
        target: 'pod',
        action: 'delete',
        matchers: [
          { name: 'labels', value: ['app=reviews'] },
          { name: 'namespace', value: ['bookinfo'] },
          { name: 'evict-count', value: ['1'] },
          { name: 'evict-percent', value: ['50'] },
          { name: 'random', value: ['true'] },
        ],
      },
      {
        scope: 'pod',
        target: 'process',
        action: 'kill',
        matchers: [
          { name: 'names', value: ['shop-0'] },
          { name: 'namespace', value: ['shop'] },
          { name: 'signal', value: ['15'] },
          { name: 'process', value: ['java'] },
          { name: 'timeout', value: ['90'] },
        ],
      },
      {
        scope: 'pod',
        target: 'pod',
        action: 'fail',
        matchers: [
          { name: 'labels', value: ['app=ad'] },
          { name: 'namespace', value: ['shop'] },
          { name: 'evict-count', value: ['1'] },
        ],
      },
    ]);
  });

  test.each([
    [
      'a version',
      ChaosTarget.container(reviews().version('v1'), { blast }),
      { labels: ['app=reviews', 'version=v1'], 'container-names': ['reviews'] },
    ],
    [
      'all versions',
      ChaosTarget.container(reviews(), { blast }),
      { labels: ['app=reviews'], 'container-names': ['reviews', 'second'] },
    ],
    [
      'a sidecar',
      ChaosTarget.container(reviews(), { blast, container: 'istio-proxy' }),
      { labels: ['app=reviews'], 'container-names': ['istio-proxy'] },
    ],
    [
      'a place',
      ChaosTarget.container(reviews(), { blast, container: { index: 0 } }),
      { labels: ['app=reviews'], 'container-index': ['0'] },
    ],
    [
      'an id',
      ChaosTarget.container(reviews(), { blast, container: { ids: ['2ff814b246f86'] } }),
      { labels: ['app=reviews'], 'container-ids': ['2ff814b246f86'] },
    ],
  ])('GIVEN %s THEN its containers are found', (_, target, found) => {
    const scope = chart();
    new ChaosExperiment(scope, 'x', { fault: ContainerFault.cpuFullload({ cpuPercent: 80 }), target, duration });
    expect(matchers(scope)).toEqual({
      ...found,
      namespace: ['bookinfo'],
      'evict-count': ['1'],
      'cpu-percent': ['80'],
      timeout: ['300'],
    });
  });

  test('GIVEN nodes by labels THEN they are found by labels', () => {
    const scope = chart();
    const target = ChaosTarget.nodes.labelled({ 'kubernetes.io/hostname': 'cnu3' }, { blast: { percent: 100 } });
    new ChaosExperiment(scope, 'x', { fault: NodeFault.cpuFullload({ cpuPercent: 80 }), target, duration });
    expect(matchers(scope)).toMatchObject({ labels: ['kubernetes.io/hostname=cnu3'], 'evict-percent': ['100'] });
  });

  test('GIVEN a system namespace and a reason THEN it is attacked, and the reason is an annotation', () => {
    const scope = chart();
    new ChaosExperiment(scope, 'x', {
      fault: PodFault.networkLoss(loss),
      target: ChaosTarget.pods(reviews('istio-system'), {
        blast,
        systemNamespace: 'it is the ingress gateway we test',
      }),
      duration,
    });
    expect(scope.toJson()[0].metadata.annotations).toEqual({
      'meshwright.dev/system-namespace': 'it is the ingress gateway we test',
    });
  });
});

describe('the control ports of a node', () => {
  const node = ChaosTarget.nodes.named('cnu3');
  const run = (fault: ReturnType<typeof NodeFault.networkLoss>, controlPorts?: string) => {
    const scope = chart();
    new ChaosExperiment(scope, 'x', { fault, target: node, duration, controlPorts });
    return matchers(scope)['exclude-port'];
  };

  test('GIVEN a fault of all traffic THEN they are excluded, beside those that are given', () => {
    expect(run(NodeFault.networkLoss(loss))).toEqual(['22', '6443', '10250']);
    expect(run(NodeFault.networkLoss({ ...loss, destinationIp: '10.0.0.1' }))).toEqual(['22', '6443', '10250']);
    expect(run(NodeFault.networkLoss({ ...loss, excludePort: [443, '20-25'] }))).toEqual([
      '6443',
      '10250',
      '443',
      '20-25',
    ]);
  });

  test('GIVEN a fault of some ports THEN nothing is excluded, which would have no effect', () => {
    expect(run(NodeFault.networkLoss({ ...loss, remotePort: 9080 }))).toBeUndefined();
  });

  test.each([
    [NodeFault.networkLoss({ ...loss, localPort: 22 }), '22 (SSH)'],
    [NodeFault.networkLoss({ ...loss, remotePort: '6000-11000' }), '6443 (the API server) and 10250 (the kubelet)'],
    [NodeFault.networkOccupy({ port: 10250 }), '10250 (the kubelet)'],
    [NodeFault.networkDrop({ sourcePort: 22 }), '22 (SSH)'],
    [NodeFault.processStop({ localPort: 22 }), '22 (SSH)'],
  ])('GIVEN a fault that names one THEN it is refused', (fault, ports) => {
    expect(() => run(fault)).toThrow(`[chaos/x] ${fault.name} hits port ${ports} of the node`);
  });

  test('GIVEN dropped packets of any port THEN they are refused', () => {
    expect(() => run(NodeFault.networkDrop({ sourceIp: '10.0.0.1' }))).toThrow('names no ports');
  });

  test('GIVEN a fault of a protocol THEN TCP is refused, as ChaosBlade cannot except ports from it', () => {
    expect(run(NodeFault.networkLoss({ ...loss, protocol: 'icmp' }))).toBeUndefined();
    expect(run(NodeFault.networkLoss({ ...loss, protocol: 'tcp', destinationIp: '10.0.0.1' }))).toHaveLength(3);
    expect(() => run(NodeFault.networkLoss({ ...loss, protocol: 'tcp' }))).toThrow('is about all of TCP');
  });

  test('GIVEN a reason THEN they are attacked', () => {
    expect(run(NodeFault.networkLoss(loss), 'the node is thrown away afterwards')).toBeUndefined();
    expect(run(NodeFault.networkLoss({ ...loss, excludePort: 22 }), 'it is thrown away afterwards')).toEqual(['22']);
  });

  test('GIVEN pods THEN their ports are their own', () => {
    const scope = chart();
    const fault = PodFault.networkLoss({ ...loss, localPort: 22 });
    new ChaosExperiment(scope, 'x', { fault, target: ChaosTarget.pods(reviews(), { blast }), duration });
    expect(matchers(scope)['local-port']).toEqual(['22']);
  });
});

describe('what is refused', () => {
  const cpu = NodeFault.cpuFullload({ cpuPercent: 80 });
  const pods = (labels: Record<string, string>) =>
    ChaosTarget.pods.labelled({ namespace: { name: 'shop' }, labels, blast });
  const experiment = (props: object) => new ChaosExperiment(chart(), 'x', props as never);

  test.each<readonly [string, () => unknown, string]>([
    [
      'no time',
      () => experiment({ fault: cpu, target: ChaosTarget.nodes.named('a') }),
      '[chaos/x] NodeFault.cpuFullload needs `duration`',
    ],
    [
      'no time at all',
      () => experiment({ fault: cpu, target: ChaosTarget.nodes.named('a'), duration: Duration.seconds(0) }),
      'lasts 0 seconds: give whole seconds, from 1 to 72 hours',
    ],
    [
      'too much time',
      () => experiment({ fault: cpu, target: ChaosTarget.nodes.named('a'), duration: Duration.days(4) }),
      'lasts 345600 seconds',
    ],
    [
      'no reason',
      () => experiment({ fault: PodFault.podDelete(), target: pods({ app: 'a' }) }),
      'PodFault.podDelete needs `irreversible`',
    ],
    [
      'an empty reason',
      () => experiment({ fault: PodFault.podDelete(), target: pods({ app: 'a' }), irreversible: ' ' }),
      'gives no reason in `irreversible`',
    ],
    [
      'a time that is ignored',
      () => experiment({ fault: PodFault.podFail(), target: pods({ app: 'a' }), untilDeleted: true, duration }),
      'PodFault.podFail does not take `duration`',
    ],
    [
      'another scope',
      () => experiment({ fault: cpu, target: pods({ app: 'a' }), duration }),
      'is a fault of a node, and the target is a pod',
    ],
    [
      'a reason for nothing',
      () => experiment({ fault: cpu, target: ChaosTarget.nodes.named('a'), duration, irreversible: 'x' }),
      'does not take `irreversible`',
    ],
    [
      'control ports of pods',
      () => experiment({ fault: PodFault.networkLoss(loss), target: pods({ app: 'a' }), duration, controlPorts: 'x' }),
      'does not take `controlPorts`',
    ],
    [
      'a name',
      () => new ChaosExperiment(chart(), 'X', { fault: cpu, target: ChaosTarget.nodes.named('a'), duration }),
      'name "X" must be',
    ],
    ['a node', () => ChaosTarget.nodes.named('cnu3:192.168.3.13'), 'name of a node "cnu3:192.168.3.13" must be'],
    ['no labels', () => pods({}), '[ChaosTarget.pods] has no labels and would find nothing'],
    ['labels', () => pods({ app: 'a,b' }), 'label app cannot have the value "a,b"'],
    [
      '0 percent',
      () => ChaosTarget.pods(reviews(), { blast: { percent: 0 } }),
      'hits 0 (percent): give a whole number from 1 to 100',
    ],
    [
      '0 pods',
      () => ChaosTarget.pods(reviews(), { blast: { count: 0 } }),
      'hits 0 (count): give a whole number from 1',
    ],
    ['all pods', () => ChaosTarget.pods(reviews(), {} as never), 'by labels needs `blast`'],
    [
      'the system',
      () => ChaosTarget.pods(reviews('kube-system'), { blast }),
      'is in kube-system, on which the whole cluster depends',
    ],
    ['the mesh', () => ChaosTarget.pods(reviews('istio-system'), { blast }), 'is in istio-system'],
    [
      'no namespace',
      () => ChaosTarget.pods(new Microservice(chart(), 'a', { versions: { v1: { image } } }), { blast }),
      'needs a namespace, as ChaosBlade would look into "default"',
    ],
    [
      'a place',
      () => ChaosTarget.container(reviews(), { blast, container: { index: -1 } }).matchers,
      'index -1: give a whole number from 0',
    ],
  ])('GIVEN %s that must not be THEN the message says so', (_, make, message) => {
    expect(make).toThrow(message);
  });

  test.each([
    ['the same labels', pods({ app: 'a' }), pods({ app: 'a' }), true],
    ['a version of the same app', pods({ app: 'a' }), pods({ app: 'a', version: 'v1' }), true],
    ['labels that one pod can have', pods({ app: 'a' }), pods({ tier: 'b' }), true],
    ['another app', pods({ app: 'a' }), pods({ app: 'b' }), false],
    ['another version', pods({ app: 'a', version: 'v1' }), pods({ app: 'a', version: 'v2' }), false],
    ['a node', pods({ app: 'a' }), ChaosTarget.nodes.named('a'), false],
    ['the same node', ChaosTarget.nodes.named('a', 'b'), ChaosTarget.nodes.named('b'), true],
    ['another node', ChaosTarget.nodes.named('a'), ChaosTarget.nodes.named('b'), false],
    [
      'another namespace',
      pods({ app: 'a' }),
      ChaosTarget.pods.labelled({ namespace: { name: 'other' }, labels: { app: 'a' }, blast }),
      false,
    ],
  ])('GIVEN a second fault on %s THEN it is refused where both can hit the same', (_, first, second, refused) => {
    const stop = { duration, desc: undefined };
    const fault = (target: ChaosTarget) =>
      target.scope === 'node' ? NodeFault.networkLoss(loss) : PodFault.networkLoss(loss);
    const make = () =>
      experiment({
        fault: fault(first),
        target: first,
        ...stop,
        alongside: [Attack.of({ fault: fault(second), target: second, ...stop } as never)],
      });
    if (refused) expect(make).toThrow('can hit the same target');
    else expect(manifest(make())).toHaveLength(1);
  });
});
