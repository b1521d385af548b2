import { expect, test } from '@jest/globals';
import { attackedExample, experimentExample } from '../../experiment/example';
import { telling } from '../../fixtures';
import { node } from './node';

const found = telling(node);
const on = (flags: Record<string, string>, annotations?: string) =>
  experimentExample({ what: 'node cpu fullload', flags, ...(annotations === undefined ? {} : { annotations }) });
const says = (message: string, severity = 'error') => [
  `${severity} ChaosBlade/reviews-loss spec.experiments[0].matchers[1].value: ${message}`,
];
const worker = 'apiVersion: v1\nkind: Node\nmetadata: {name: worker-1}\n---\n';

test('GIVEN the name of a pod THEN there is no such node', () => {
  const name = 'reviews-75d5744fff-b6nzv';
  expect(found(on({ names: name }))).toEqual(
    says(`${name} is the name of a pod of a Deployment, and not of a node: nothing is hit`),
  );
  expect(found(`${attackedExample()}\n---\n${on({ names: name })}`)).toEqual(
    says(`${name} is the name of a pod of Deployment shop/reviews: there is no such node, and nothing is hit`),
  );
});

test('GIVEN an address behind the name THEN that is seldom a name', () => {
  expect(found(on({ names: 'cnu3.192.168.3.13' }))).toEqual(
    says(
      'cnu3.192.168.3.13 has an address behind the name, as only nodes of some clouds do: if the node is called cnu3, nothing is hit',
      'warning',
    ),
  );
});

test('GIVEN nodes THEN it is one of them', () => {
  expect(found(worker + on({ names: 'worker-2' }))).toEqual(
    says('there is no node worker-2 among worker-1: nothing is hit', 'warning'),
  );
  expect(found(worker + on({ names: 'worker-1' }))).toEqual([]);
});

test('GIVEN labels of all nodes, or of the control plane, THEN it says what is hit', () => {
  expect(found(on({ labels: 'kubernetes.io/os=linux' }))).toEqual(
    says('node cpu fullload hits all nodes: each of them has kubernetes.io/os=linux'),
  );
  expect(found(on({ labels: 'kubernetes.io/os=linux', 'evict-count': '1' }))).toEqual([]);
  const role = 'node-role.kubernetes.io/control-plane=true';
  expect(found(on({ labels: role }))).toEqual(
    says('node cpu fullload hits the control plane: without it nobody undoes the fault'),
  );
  expect(found(on({ labels: role }, '{meshwright.dev/control-ports: there are three}'))).toEqual([]);
});

test('GIVEN groups of nodes THEN nothing is hit', () => {
  expect(found(on({ labels: 'zone=a', 'evict-group-key': 'zone' }))).toEqual([
    'error ChaosBlade/reviews-loss spec.experiments[0].matchers[2]: evict-group-key selects no node: nothing is hit, and the experiment succeeds',
  ]);
});

test.each([on({ names: 'worker-1' }), on({ labels: 'zone=a' })])(
  'GIVEN names or labels THEN nothing is reported',
  (yaml) => {
    expect(found(yaml)).toEqual([]);
  },
);

test('GIVEN manifests that are complete THEN nodes have to be said to exist', () => {
  expect(found(on({ names: 'worker-1' }), { complete: true })).toEqual([
    'error ChaosBlade/reviews-loss spec.experiments[0].matchers[1].value: there is no node worker-1: nothing is hit',
  ]);
  expect(found(on({ names: 'worker-1' }), { complete: true, external: { Node: ['worker-*'] } })).toEqual([]);
});
