import { describe, expect, test } from '@jest/globals';
import { namespace, pod, service, yaml } from '../mesh/fixtures';
import { endsOf, outcomeOf } from './fixtures';

const deployment = (version: string, more = '') => `apiVersion: apps/v1
kind: Deployment
metadata: {name: a-${version}, namespace: web}
spec:${more}
  selector: {matchLabels: {app: a, version: ${version}}}
  template: {metadata: {labels: {app: a, version: ${version}}}, spec: {containers: [{name: c, image: c}]}}`;
const autoscaler = (version: string, least: number) => `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: a-${version}, namespace: web}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: a-${version}}, minReplicas: ${least}, maxReplicas: 9}`;
const scaledObject = (more: string) => `apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: a, namespace: web}
spec: {scaleTargetRef: {name: a-v1}, ${more}triggers: [{type: cron, metadata: {}}]}`;
const BASE = yaml(namespace('web'), pod('web/client', '{app: client}'), service('web/a', 'http:80'));

function answered(...more: readonly string[]) {
  const outcome = outcomeOf(yaml(BASE, ...more), 'web/client', 'http://a/');
  return { ends: endsOf(outcome), assumed: outcome.reservations.map(({ text }) => text), outcome };
}

describe('pods that autoscalers make', () => {
  test('GIVEN an autoscaler THEN as many pods answer as it runs at least', () => {
    const { outcome, assumed } = answered(deployment('v1'), autoscaler('v1', 3));
    expect(outcome.ends.map(({ why }) => why)).toEqual(['3 pods of a-v1']);
    expect([outcome.certainty, assumed]).toEqual(['exact', []]);
  });

  test('GIVEN two workloads THEN the shares are by its pods, which is assumed', () => {
    const { ends, assumed } = answered(deployment('v1'), autoscaler('v1', 3), deployment('v2'));
    expect(ends).toEqual(['100% a.web.svc.cluster.local:80 [a-v1 75%, a-v2 25%] istio-mutual']);
    expect(assumed).toEqual([
      'web/a-v1 has 3 pods: HorizontalPodAutoscaler web/a-v1 makes it 3 to 9, and each pod gets as much',
    ]);
  });

  test('GIVEN a workload that is scaled to none THEN an autoscaler leaves it so', () => {
    const { ends } = answered(deployment('v1', '\n  replicas: 0'), autoscaler('v1', 3));
    expect(ends).toEqual(['100% 503 UH']);
  });

  test('GIVEN what KEDA may stop THEN that it runs is assumed', () => {
    const { ends, assumed } = answered(deployment('v1', '\n  replicas: 0'), scaledObject(''));
    expect(ends).toEqual(['100% a.web.svc.cluster.local:80 [a-v1] istio-mutual']);
    expect(assumed).toEqual([
      'ScaledObject web/a has started pods of web/a-v1: while it sees no reason to, there are none',
    ]);
    // WHEN it keeps some
    expect(answered(deployment('v1'), scaledObject('minReplicaCount: 2, ')).assumed).toEqual([]);
  });
});
