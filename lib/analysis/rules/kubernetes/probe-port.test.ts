import { expect, test } from '@jest/globals';
import { podYaml, saying } from '../../fixtures';
import { probePort } from './probe-port';

const found = saying(probePort);
const PORTS = 'ports: [{name: http, containerPort: 8080}]';
const pod = (container: string) => podYaml('web', { container: `, ${container}` });

test('GIVEN a name that the container has not THEN the probe fails', () => {
  expect(found(pod(`${PORTS}, livenessProbe: {tcpSocket: {port: https}}`))).toEqual([
    'a.yaml:4 error K8S_PROBE_PORT: container c has no port named https: the probe fails each time',
    '  fix: it has http (8080)',
  ]);
  expect(found(pod('lifecycle: {preStop: {httpGet: {port: http}}}'))).toEqual([
    'a.yaml:4 error K8S_PROBE_PORT: container c has no port named http: the probe fails each time',
    '  fix: write the number of the port',
  ]);
});

test('GIVEN a number that is not declared, unlike those of other probes THEN it is a note', () => {
  const probes = 'livenessProbe: {httpGet: {port: 8081}}, readinessProbe: {httpGet: {port: 8080}}';
  expect(found(pod(`${PORTS}, ${probes}`))).toEqual([
    'a.yaml:4 note K8S_PROBE_PORT: container c declares no port 8081, but others: if nothing listens there, the probe fails',
    '  fix: it has http (8080)',
  ]);
  expect(found(pod(`${PORTS}, livenessProbe: {httpGet: {port: 8090}}`))).toHaveLength(2);
});

test.each([
  ['the name', `${PORTS}, readinessProbe: {httpGet: {port: http}}`],
  ['the number', `${PORTS}, readinessProbe: {httpGet: {port: 8080}}`],
  ['no port that is declared', 'readinessProbe: {httpGet: {port: 8080}}'],
  [
    'a port of its own for all probes',
    `${PORTS}, readinessProbe: {httpGet: {port: 9}}, livenessProbe: {httpGet: {port: 9}}`,
  ],
  ['a port of its own for the only probe', `${PORTS}, readinessProbe: {httpGet: {port: 9}}`],
  ['another host', `${PORTS}, readinessProbe: {httpGet: {port: 80, host: example.com}}`],
])('GIVEN %s THEN nothing is reported', (_name, container) => {
  expect(found(pod(container))).toEqual([]);
});
