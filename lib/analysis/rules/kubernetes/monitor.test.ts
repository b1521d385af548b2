import { describe, expect, test } from '@jest/globals';
import { object, podYaml, saying } from '../../fixtures';
import { monitor } from './monitor';

const found = saying(monitor);
const POD = podYaml('web', { labels: '{app: web}', container: ', ports: [{name: metrics, containerPort: 90}]' });
const SERVICE =
  'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop, labels: {app: web}}\nspec: {selector: {app: web}, ports: [{name: http, port: 90}]}\n---\n';
const services = (spec: string) => object('monitoring.coreos.com/v1', 'ServiceMonitor', 'm', `spec: ${spec}`);
const pods = (spec: string) => object('monitoring.coreos.com/v1', 'PodMonitor', 'm', `spec: ${spec}`);

describe('what is scraped', () => {
  test('GIVEN labels that no Service has THEN nothing is', () => {
    expect(found(POD + SERVICE + services('{selector: {matchLabels: {app: wbe}}, endpoints: [{port: http}]}'))).toEqual(
      ['a.yaml:14 warning K8S_MONITOR: no Service of namespace shop has the labels app=wbe: nothing is scraped'],
    );
  });

  test('GIVEN a port by another name THEN nothing is', () => {
    expect(found(POD + SERVICE + services('{selector: {matchLabels: {app: web}}, endpoints: [{port: "90"}]}'))).toEqual(
      [
        'a.yaml:14 warning K8S_MONITOR: Service shop/web has no port named 90: nothing is scraped',
        '  fix: named ports are http',
        '  a.yaml:9: is selected',
      ],
    );
    expect(found(POD + pods('{selector: {matchLabels: {app: web}}, podMetricsEndpoints: [{port: http}]}'))[0]).toBe(
      'a.yaml:9 warning K8S_MONITOR: Pod shop/web has no port named http: nothing is scraped',
    );
  });

  test.each([
    [
      'labels and a port of a Service',
      POD + SERVICE + services('{selector: {matchLabels: {app: web}}, endpoints: [{port: http}]}'),
    ],
    [
      'labels and a port of a pod',
      POD + pods('{selector: {matchLabels: {app: web}}, podMetricsEndpoints: [{port: metrics}]}'),
    ],
    [
      'all namespaces, which are not all given',
      POD + services('{namespaceSelector: {any: true}, selector: {matchLabels: {app: x}}, endpoints: []}'),
    ],
    [
      'a namespace that is not given',
      POD + services('{namespaceSelector: {matchNames: [other]}, selector: {matchLabels: {app: x}}, endpoints: []}'),
    ],
    ['nothing that runs', services('{selector: {matchLabels: {app: x}}, endpoints: []}')],
  ])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
    expect(found(yaml)).toEqual([]);
  });
});

test('GIVEN the Services that Flagger makes THEN they are found', () => {
  const deployment = object(
    'apps/v1',
    'Deployment',
    'api',
    'spec: {selector: {matchLabels: {app: api}}, template: {metadata: {labels: {app: api}}, spec: {containers: [{name: c, image: example.com/c:1.0.0}]}}}',
  );
  const canary = object(
    'flagger.app/v1beta1',
    'Canary',
    'api',
    'spec: {targetRef: {apiVersion: apps/v1, kind: Deployment, name: api}, service: {port: 80}, analysis: {interval: 1m, threshold: 1, iterations: 5}}',
  );
  expect(
    found(deployment + canary + services('{selector: {matchLabels: {app: api-canary}}, endpoints: [{port: http}]}')),
  ).toEqual([]);
});
