import { expect, test } from '@jest/globals';
import { experimentExample } from '../../experiment/example';
import { telling } from '../../fixtures';
import { controlPorts } from './control-ports';

const found = (yaml: string) => telling(controlPorts)(yaml).map((line) => line.replace(/ChaosBlade\S+ \S+: /, ''));
const loss = (flags: Record<string, string>) =>
  experimentExample({ what: 'node network loss', flags: { names: 'a', interface: 'eth0', percent: '100', ...flags } });

test.each([
  [
    {},
    'error node network loss is about all traffic, that of port 22 (SSH) and 6443 (the API server) and 10250 (the kubelet) of the node included',
  ],
  [
    { 'exclude-port': '22,6443' },
    'error node network loss is about all traffic, that of port 10250 (the kubelet) of the node included',
  ],
  [
    { percent: '20' },
    'warning node network loss is about all traffic, that of port 22 (SSH) and 6443 (the API server) and 10250 (the kubelet) of the node included',
  ],
  [
    { 'local-port': '6000-7000' },
    'error node network loss hits port 6443 (the API server) of the node: it is out of reach for whoever is to undo the fault',
  ],
  [
    { protocol: 'tcp' },
    'error node network loss names no ports: SSH, the kubelet and the API server of the node are hit, too, and exclude-port cannot except them here',
  ],
  [
    { 'destination-ip': '10.96.0.1' },
    'warning node network loss is about all traffic to 10.96.0.1: if the API server, DNS or whoever is to undo the fault has one of these addresses, the node is out of reach',
  ],
  [{ 'remote-port': '2379' }, 'warning node network loss hits port 2379 (etcd) of the node'],
])('GIVEN %j THEN it says what is cut off', (flags, says) => {
  expect(found(loss(flags as Record<string, string>))).toEqual([says]);
});

test('GIVEN pods without their sidecars THEN they are ill', () => {
  const pods = (percent: string) => experimentExample({ flags: { 'local-port': '15021', percent } });
  expect(found(pods('100'))).toEqual([
    'warning pod network loss hits port 15021 (the readiness of the sidecar) in the pods: the whole pod is taken for ill',
  ]);
  expect(found(pods('10'))).toEqual([]);
});

test.each([
  loss({ 'exclude-port': '22,6443,10250' }),
  loss({ 'local-port': '31966' }),
  experimentExample({
    what: 'node network loss',
    annotations: '{meshwright.dev/control-ports: the node is what is tested}',
  }),
  experimentExample({ what: 'node cpu fullload' }),
  experimentExample(),
])('GIVEN ports of apps, or a reason, THEN nothing is reported', (yaml) => {
  expect(found(yaml)).toEqual([]);
});
