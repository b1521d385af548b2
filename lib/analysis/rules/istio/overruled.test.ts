import { describe, expect, test } from '@jest/globals';
import { documents, istio, shop } from '../../examples';
import { telling } from '../../fixtures';
import { sidecarsOfNamespace, sidecarsOfPods } from './sidecars';
import { telemetriesOfNamespace, telemetriesOfPods } from './telemetries';

const REVIEWS = shop('reviews', ['v1', 'v2']);

describe('Sidecars', () => {
  const sidecar = (name: string, selector = '', namespace = 'shop') =>
    istio('Sidecar', name, `${selector}egress: [{hosts: [./*]}]`, namespace);
  const of = (labels: string) => `workloadSelector: {labels: ${labels}}\n`;

  test('GIVEN two for the same pods THEN the later one is told', () => {
    const yaml = documents(REVIEWS, sidecar('a', of('{app: reviews}')), sidecar('b', of('{version: v2}')));
    expect(telling(sidecarsOfPods)(yaml)).toEqual([
      'error Sidecar/b spec.workloadSelector: Sidecar shop/a selects the pods of Deployment reviews-v2, too: the older counts (by name: Sidecar shop/a), and nothing of the other',
    ]);
  });

  test('GIVEN two for a namespace THEN the later one is told', () => {
    expect(telling(sidecarsOfNamespace)(documents(sidecar('a'), sidecar('b'), sidecar('c', '', 'web')))).toEqual([
      'error Sidecar/b metadata.name: Sidecar shop/a is for all workloads of namespace shop, too: the older counts (by name: Sidecar shop/a), and nothing of the other',
    ]);
  });

  test('GIVEN others THEN nothing is reported', () => {
    const yaml = documents(REVIEWS, sidecar('a', of('{version: v1}')), sidecar('b', of('{version: v2}')), sidecar('c'));
    expect([...telling(sidecarsOfPods)(yaml), ...telling(sidecarsOfNamespace)(yaml)]).toEqual([]);
    const files = { 'x/a.yaml': sidecar('a'), 'y/a.yaml': sidecar('a') };
    expect(telling(sidecarsOfNamespace)(files)).toEqual([]);
  });
});

describe('Telemetries', () => {
  const telemetry = (name: string, spec: string) => istio('Telemetry', name, spec);
  const of = (labels: string) => `selector: {matchLabels: ${labels}}`;

  test('GIVEN two for the same pods THEN the later one is told', () => {
    const yaml = documents(REVIEWS, telemetry('a', of('{app: reviews}')), telemetry('b', of('{version: v2}')));
    expect(telling(telemetriesOfPods)(yaml)).toEqual([
      'error Telemetry/b spec.selector: Telemetry shop/a selects the pods of Deployment reviews-v2, too: the older counts (by name: Telemetry shop/a), and nothing of the other',
    ]);
  });

  test('GIVEN two for a namespace THEN the later one is told', () => {
    const yaml = documents(telemetry('a', 'tracing: []'), telemetry('b', 'metrics: []'));
    expect(telling(telemetriesOfNamespace)(yaml)).toEqual([
      'error Telemetry/b metadata.name: Telemetry shop/a is for all workloads of namespace shop, too: the older counts (by name: Telemetry shop/a), and nothing of the other',
    ]);
  });

  test('GIVEN targets, or other pods THEN nothing is reported', () => {
    const target = (name: string) => `targetRefs: [{kind: Service, group: "", name: ${name}}]`;
    const yaml = documents(
      REVIEWS,
      ...[telemetry('a', target('reviews')), telemetry('b', target('ratings')), telemetry('c', 'tracing: []')],
      ...[telemetry('d', of('{version: v1}')), telemetry('e', of('{version: v2}'))],
    );
    expect([...telling(telemetriesOfPods)(yaml), ...telling(telemetriesOfNamespace)(yaml)]).toEqual([]);
  });
});
