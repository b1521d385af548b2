/**
 * What must not compile. `tsc` reads this file, nothing runs it: an unused `@ts-expect-error` is an error.
 */
import { Duration, Size } from 'cdk8s';
import type { Construct } from 'constructs';
import { Port } from '../kubernetes';
import { Microservice } from '../microservice';
import { Attack } from './attack';
import { ChaosExperiment } from './experiment';
import { ChaosFault, ContainerFault, NodeFault, PodFault } from './fault';
import { ChaosBladeOperator } from './operator';
import { ChaosTarget } from './target';

const duration = Duration.minutes(5);
const time = Duration.seconds(1);
const loss = { percent: 60, interface: 'eth0' } as const;
const blast = { count: 1 };
const node = ChaosTarget.nodes.named('cnu3');
const pods = ChaosTarget.pods.labelled({ namespace: { name: 'shop' }, labels: { app: 'ad' }, blast });

export function flags(): void {
  // @ts-expect-error the flag is another action's
  NodeFault.networkLoss({ ...loss, time });
  // @ts-expect-error misspelt
  NodeFault.networkLoss({ ...loss, localPorts: 80 });
  // @ts-expect-error the interface is required
  NodeFault.networkLoss({ percent: 60 });
  // @ts-expect-error a number has no percent sign
  NodeFault.networkLoss({ ...loss, percent: '60%' });
  // @ts-expect-error a time has a unit
  PodFault.networkDelay({ interface: 'eth0', time: 3000 });
  // @ts-expect-error an amount has a unit
  PodFault.diskFill({ size: 2048 });
  // @ts-expect-error no such protocol
  PodFault.networkLoss({ ...loss, protocol: 'sctp' });
  // @ts-expect-error no such mode
  PodFault.memLoad({ memPercent: 80, mode: 'disk' });
  // @ts-expect-error a load without a measure would be all there is
  PodFault.cpuFullload({});
  // @ts-expect-error a load without a measure would be all there is
  PodFault.memLoad({ mode: 'ram' });
  // @ts-expect-error one of them would be ignored
  PodFault.memLoad({ memPercent: 80, reserve: Size.mebibytes(100) });
  // @ts-expect-error one of them would be ignored
  PodFault.diskFill({ percent: 80, size: Size.mebibytes(100) });
  // @ts-expect-error one of them would be ignored
  PodFault.cpuFullload({ cpuPercent: 80, cpuCount: 1, cpuList: [1] });
  // @ts-expect-error excludePort would be ignored
  PodFault.networkLoss({ ...loss, localPort: 80, excludePort: 22 });
  // @ts-expect-error the whole fault would do nothing
  PodFault.networkLoss({ ...loss, protocol: 'tcp', excludePort: 22 });
  PodFault.networkLoss({ ...loss, localPort: 80, remotePort: 81, excludeIp: '10.0.0.1' });
  // @ts-expect-error neither reads nor writes
  PodFault.diskBurn({});
  // @ts-expect-error neither reads nor writes
  PodFault.diskBurn({ read: false });
  PodFault.diskBurn({ read: true, write: false });
  // @ts-expect-error nothing to drop
  PodFault.networkDrop({ networkTraffic: 'in' });
  // @ts-expect-error no signal
  PodFault.processKill({ process: 'nginx' });
  // @ts-expect-error no process
  PodFault.processKill({ signal: 9 });
  // @ts-expect-error one of them would be ignored
  PodFault.processKill({ signal: 9, process: 'nginx', pid: '1' });
  // @ts-expect-error the signal of `stop` is always SIGSTOP
  PodFault.processStop({ process: 'nginx', signal: 9 });
  // @ts-expect-error has no effect in pods
  PodFault.memLoad({ memPercent: 80, avoidBeingKilled: true });
  NodeFault.memLoad({ memPercent: 80, avoidBeingKilled: true });
  // @ts-expect-error `fail` has no flags
  PodFault.podFail({ random: true });
  // @ts-expect-error it would do nothing
  PodFault.podIO({ method: 'read' });
  // @ts-expect-error no such call
  PodFault.podIO({ method: 'open', errno: 5 });
  // @ts-expect-error an empty list
  PodFault.networkLoss({ ...loss, localPort: [] });
  // @ts-expect-error faults come from the catalogue
  new ChaosFault('x', 'pod', 'pod', 'explode', 'duration', []);
}

export function scopes(scope: Construct): void {
  const port = Port.http(80, { targetPort: 8080 });
  PodFault.networkLoss({ ...loss, localPort: port });
  // @ts-expect-error pods have no node ports
  PodFault.networkLoss({ ...loss, localPort: { nodePort: 31966 } });
  // @ts-expect-error the port of a container is none of the node
  NodeFault.networkLoss({ ...loss, localPort: { targetPort: 8080 } });
  // @ts-expect-error nodes are not deleted
  NodeFault.podDelete();
  // @ts-expect-error pods are not removed
  PodFault.containerRemove();

  // @ts-expect-error a node for a fault of pods
  new ChaosExperiment(scope, 'a', { fault: PodFault.networkLoss(loss), target: node, duration });
  // @ts-expect-error pods for a fault of nodes
  new ChaosExperiment(scope, 'a', { fault: NodeFault.networkLoss(loss), target: pods, duration });
  // @ts-expect-error pods for a fault of containers
  new ChaosExperiment(scope, 'a', { fault: ContainerFault.networkLoss(loss), target: pods, duration });
  // @ts-expect-error pods have no control ports
  new ChaosExperiment(scope, 'a', { fault: PodFault.networkLoss(loss), target: pods, duration, controlPorts: 'x' });
  new ChaosExperiment(scope, 'a', { fault: NodeFault.networkLoss(loss), target: node, duration, controlPorts: 'x' });
}

export function endings(scope: Construct): void {
  // @ts-expect-error an experiment without an end is an outage
  new ChaosExperiment(scope, 'a', { fault: NodeFault.networkLoss(loss), target: node });
  // @ts-expect-error seconds or minutes?
  new ChaosExperiment(scope, 'a', { fault: NodeFault.networkLoss(loss), target: node, duration: 5 });
  // @ts-expect-error cannot be undone
  new ChaosExperiment(scope, 'a', { fault: PodFault.podDelete(), target: pods });
  // @ts-expect-error cannot be undone, and knows no time
  new ChaosExperiment(scope, 'a', { fault: PodFault.podDelete(), target: pods, duration });
  // @ts-expect-error knows no time
  new ChaosExperiment(scope, 'a', { fault: PodFault.podDelete(), target: pods, irreversible: 'x', duration });
  // @ts-expect-error a reason is a text
  new ChaosExperiment(scope, 'a', { fault: PodFault.podDelete(), target: pods, irreversible: true });
  // @ts-expect-error has to be said
  new ChaosExperiment(scope, 'a', { fault: PodFault.podFail(), target: pods });
  // @ts-expect-error knows no time
  new ChaosExperiment(scope, 'a', { fault: PodFault.podFail(), target: pods, duration });
  // @ts-expect-error can be undone
  new ChaosExperiment(scope, 'a', { fault: PodFault.networkLoss(loss), target: pods, duration, irreversible: 'x' });
  const kill = PodFault.processKill({ process: 'nginx', signal: 15 });
  // @ts-expect-error cannot be undone
  new ChaosExperiment(scope, 'a', { fault: kill, target: pods, duration });
  const gone = PodFault.fileDelete({ filepath: '/a', force: true });
  // @ts-expect-error cannot be undone
  new ChaosExperiment(scope, 'a', { fault: gone, target: pods, duration });
  new ChaosExperiment(scope, 'a', { fault: PodFault.fileDelete({ filepath: '/a' }), target: pods, duration });
  // @ts-expect-error an attack needs an end as well
  Attack.of({ fault: PodFault.networkLoss(loss), target: pods });
  new ChaosExperiment(scope, 'a', {
    fault: kill,
    target: pods,
    duration,
    irreversible: 'x',
    // @ts-expect-error those alongside are checked on their own
    alongside: [{ fault: kill }],
  });
  new ChaosExperiment(scope, 'a', {
    fault: PodFault.networkLoss(loss),
    target: pods,
    duration,
    // @ts-expect-error misspelt
    descr: 'x',
  });
}

export function targets(scope: Construct): void {
  const reviews = new Microservice(scope, 'reviews', {
    port: Port.http(80),
    versions: { v1: { image: 'example.com/app:1.0.0' } },
  });
  ChaosTarget.pods(reviews.version('v1'), { blast });
  // @ts-expect-error how many?
  ChaosTarget.pods(reviews, {});
  // @ts-expect-error how many?
  ChaosTarget.pods(reviews, { blast: {} });
  // @ts-expect-error names of pods are not known here
  ChaosTarget.pods('reviews', { blast });
  // @ts-expect-error a namespace is an object
  ChaosTarget.pods.labelled({ namespace: 'shop', labels: { app: 'ad' }, blast });
  // @ts-expect-error which namespace?
  ChaosTarget.pods.labelled({ labels: { app: 'ad' }, blast });
  // @ts-expect-error how many?
  ChaosTarget.pods.labelled({ namespace: { name: 'shop' }, labels: { app: 'ad' } });
  // @ts-expect-error no node
  ChaosTarget.nodes.named();
  // @ts-expect-error how many?
  ChaosTarget.nodes.labelled({ a: 'b' });
  // @ts-expect-error which container?
  ChaosTarget.container.labelled({ namespace: { name: 'shop' }, labels: { app: 'ad' }, blast });
  // @ts-expect-error either by place or by id
  ChaosTarget.container(reviews, { blast, container: { index: 0, ids: ['a'] } });
  // @ts-expect-error targets are made by their factories
  new Target('pod', {});
}

export function operator(scope: Construct): void {
  // @ts-expect-error which version?
  new ChaosBladeOperator(scope, 'a', {});
  // @ts-expect-error no such runtime
  new ChaosBladeOperator(scope, 'a', { version: '1.8.0', runtimes: ['podman'] });
  // @ts-expect-error a webhook has a certificate
  new ChaosBladeOperator(scope, 'a', { version: '1.8.0', webhook: true });
}
