import { describe, expect, test } from '@jest/globals';
import { compareObjects } from './same';

const service = (spec: object, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'a', ...metadata },
  spec,
});
const rule = (apiVersion: string, http: object) => ({
  apiVersion,
  kind: 'VirtualService',
  metadata: { name: 'a' },
  spec: { hosts: ['a'], http: [http] },
});
const deployment = (pod: object, spec: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'a' },
  spec: { ...spec, template: { spec: pod } },
});

describe('the same object', () => {
  test('GIVEN equal objects, whatever the order of their keys THEN nothing is said', () => {
    expect(compareObjects({ kind: 'A', a: 1 }, { a: 1, kind: 'A' })).toEqual({ same: true, otherWords: [] });
  });

  test.each([
    [
      'defaults',
      service({ ports: [{ port: 80 }] }),
      service({ type: 'ClusterIP', ports: [{ port: 80, targetPort: 80 }] }),
    ],
    ['defaults', service({}, { labels: {} }), service({})],
    ['defaults', deployment({ containers: [] }), deployment({ containers: [] }, { replicas: 1 })],
    ['version', rule('networking.istio.io/v1beta1', {}), rule('networking.istio.io/v1', {})],
    [
      'durations',
      rule('networking.istio.io/v1', { timeout: '60s' }),
      rule('networking.istio.io/v1', { timeout: '1m' }),
    ],
    [
      'weight',
      rule('networking.istio.io/v1', { route: [{ weight: 100 }] }),
      rule('networking.istio.io/v1', { route: [{}] }),
    ],
    [
      'order',
      deployment({ volumes: [{ name: 'a' }, { name: 'b' }] }),
      deployment({ volumes: [{ name: 'b' }, { name: 'a' }] }),
    ],
    [
      'quantities',
      deployment({ containers: [{ resources: { limits: { cpu: '1000m' } } }] }),
      deployment({ containers: [{ resources: { limits: { cpu: '1' } } }] }),
    ],
  ])('GIVEN other words (%s) THEN it is the same', (words, read, written) => {
    expect(compareObjects(read, written)).toEqual({ same: true, otherWords: [words] });
  });

  test.each([
    ['spec.type', service({}), service({ type: 'NodePort' }), '"NodePort", not missing'],
    ['spec.ports[0].port', service({ ports: [{ port: 80 }] }), service({ ports: [{ port: 81 }] }), '81, not 80'],
    ['spec.ports[1]', service({ ports: [1] }), service({ ports: [1, 2] }), '2, not missing'],
    [
      'spec.http[0].route[0].weight',
      rule('networking.istio.io/v1', { route: [{ weight: 0 }] }),
      rule('networking.istio.io/v1', { route: [{}] }),
      'missing, not 0',
    ],
    [
      'spec.template.spec.containers[0].name',
      deployment({ containers: [{ name: 'a' }, { name: 'b' }] }),
      deployment({ containers: [{ name: 'b' }, { name: 'a' }] }),
      '"b", not "a"',
    ],
    [
      'apiVersion',
      { apiVersion: 'apps/v1beta1', kind: 'A' },
      { apiVersion: 'apps/v1', kind: 'A' },
      '"apps/v1", not "apps/v1beta1"',
    ],
  ])('GIVEN another %s THEN it is not', (path, read, written, difference) => {
    expect(compareObjects(read, written)).toEqual({ same: false, difference: `${path} would be ${difference}` });
  });
});
