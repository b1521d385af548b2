import { expect, test } from '@jest/globals';
import { documents } from '../../../examples';
import { telling } from '../../../fixtures';
import { deprecatedAnnotation, misplacedAnnotation, unknownAnnotation, wrongAnnotationValue } from './rules';

const on = (kind: string, annotations: string, rest = '', labels = '{}') =>
  `apiVersion: ${kind === 'CronJob' ? 'batch/v1' : kind === 'Deployment' ? 'apps/v1' : 'v1'}\nkind: ${kind}\nmetadata: {name: a, labels: ${labels}, annotations: {${annotations}}}\n${rest}`;
const CONTAINERS = 'spec: {containers: [{name: c, image: example.com/c:1}]}';
const pod = (annotations: string, labels?: string) => on('Pod', annotations, CONTAINERS, labels);
const deployment = (own: string, template = '') =>
  on(
    'Deployment',
    own,
    `spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}, annotations: {${template}}}, ${CONTAINERS}}}`,
  );
const cronJob = (template: string) =>
  on(
    'CronJob',
    '',
    `spec: {schedule: "0 0 * * *", jobTemplate: {spec: {template: {metadata: {annotations: {${template}}}, spec: {restartPolicy: Never, containers: [{name: c, image: example.com/c:1}]}}}}}`,
  );

test.each([
  [
    deployment('sidecar.istio.io/inject: "false"'),
    'Deployment/a metadata.annotations.sidecar.istio.io/inject: sidecar.istio.io/inject is for Pod: on a Deployment nobody reads it',
  ],
  [
    on('Namespace', 'sidecar.istio.io/inject: "true"'),
    'Namespace/a metadata.annotations.sidecar.istio.io/inject: sidecar.istio.io/inject is for Pod: on a Namespace nobody reads it',
  ],
  [
    pod('networking.istio.io/exportTo: "."'),
    'Pod/a metadata.annotations.networking.istio.io/exportTo: networking.istio.io/exportTo is for Service: on a Pod nobody reads it',
  ],
])('GIVEN an annotation in the wrong place THEN it is told', (yaml, expected) => {
  expect(telling(misplacedAnnotation)(yaml)).toEqual([`warning ${expected}`]);
});

test('GIVEN annotations of pods in templates of any kind THEN they are in their place', () => {
  const inject = 'sidecar.istio.io/inject: "false"';
  const yaml = documents(deployment('', inject), cronJob(inject), pod(inject));
  expect(telling(misplacedAnnotation)(yaml)).toEqual([]);
});

test('GIVEN annotations that a controller has copied THEN nothing is reported', () => {
  const yaml = on(
    'Service',
    'proxy.istio.io/config: x',
    'spec: {ports: [{port: 80}]}',
    '{gateway.istio.io/managed: istio.io-gateway-controller}',
  );
  expect(telling(misplacedAnnotation)(yaml)).toEqual([]);
});

test.each([
  [
    deployment('', 'sidecar.istio.io/injetc: "false"'),
    'Deployment/a spec.template.metadata.annotations.sidecar.istio.io/injetc: Istio knows no annotation sidecar.istio.io/injetc: nobody reads it',
  ],
  [
    on('Namespace', 'istio.io/dataplane-mode: ambient'),
    'Namespace/a metadata.annotations.istio.io/dataplane-mode: istio.io/dataplane-mode is a label: as an annotation nobody reads it',
  ],
  [
    cronJob('foo.istio.io/bar: x'),
    'CronJob/a spec.jobTemplate.spec.template.metadata.annotations.foo.istio.io/bar: Istio knows no annotation foo.istio.io/bar: nobody reads it',
  ],
])('GIVEN an unknown annotation THEN it is told', (yaml, expected) => {
  expect(telling(unknownAnnotation)(yaml)).toEqual([`warning ${expected}`]);
});

test.each([
  'example.com/istio.io: x',
  'istio.io/rev: x',
  'sidecar.istio.io/status: x',
  'install.operator.istio.io/owner: x',
  'galley.istio.io/analyze-suppress: "*"',
])('GIVEN %s THEN nothing is reported', (annotation) => {
  expect(telling(unknownAnnotation)(pod(annotation))).toEqual([]);
});

test.each([
  ['sidecar.istio.io/interceptionMode: redirect', 'it is none of REDIRECT, TPROXY, NONE'],
  [
    'traffic.sidecar.istio.io/includeOutboundIPRanges: 10.0.0.0/33',
    '10.0.0.0/33 is no range of addresses, such as 10.0.0.0/8',
  ],
  ['traffic.sidecar.istio.io/excludeInboundPorts: "*"', '* is no port from 0 to 65535'],
  ['status.sidecar.istio.io/port: x', 'it is no whole number'],
  ['sidecar.istio.io/proxyMemory: 1X', 'it is no quantity, such as 100m or 128Mi'],
  ['sidecar.istio.io/rewriteAppHTTPProbers: "yes"', 'it is neither true nor false'],
  ['proxy.istio.io/config: "a: [b"', 'it is no YAML of a ProxyConfig'],
])('GIVEN %s THEN it is said what is wrong', (annotation, problem) => {
  expect(telling(wrongAnnotationValue)(pod(annotation))[0]).toMatch(
    new RegExp(`: ${problem.replace(/[*]/g, '\\$&')}$`),
  );
});

test.each([
  ['traffic.sidecar.istio.io/includeOutboundIPRanges: "*"'],
  ['traffic.sidecar.istio.io/includeInboundPorts: ""'],
  ['traffic.sidecar.istio.io/excludeOutboundIPRanges: "10.0.0.1/32, ::/0"'],
  ['proxy.istio.io/config: "holdApplicationUntilProxyStarts: true"'],
  ['sidecar.istio.io/proxyCPU: 100m'],
])('GIVEN %s THEN nothing is reported', (annotation) => {
  expect(telling(wrongAnnotationValue)(pod(annotation))).toEqual([]);
});

test('GIVEN a deprecated annotation THEN it is a note, unless the label takes its place', () => {
  expect(telling(deprecatedAnnotation)(pod('sidecar.istio.io/inject: "true"'))).toEqual([
    'note Pod/a metadata.annotations.sidecar.istio.io/inject: sidecar.istio.io/inject is deprecated',
  ]);
  expect(
    telling(deprecatedAnnotation)(pod('sidecar.istio.io/inject: "true"', '{sidecar.istio.io/inject: "true"}')),
  ).toEqual([]);
});
