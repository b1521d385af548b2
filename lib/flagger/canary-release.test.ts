import { describe, expect, test } from '@jest/globals';
import { Chart, Duration } from 'cdk8s';
import { App } from '../core/app';
import { AuthorizationAction, AuthorizationPolicy, WorkloadSelector } from '../istio';
import { Port } from '../kubernetes/port';
import { Autoscaling, DisruptionBudget, Microservice, Workload } from '../microservice';
import { CanaryRelease, type CanaryReleaseProps } from './canary-release';
import { CanaryStrategy } from './canary-strategy';

const image = 'example.com/checkout:1.0.0';
const props: CanaryReleaseProps = {
  strategy: CanaryStrategy.progressive({ stepWeight: 20, maxWeight: 80 }),
  interval: Duration.seconds(30),
  threshold: 5,
};
const release = new CanaryRelease(props);
const chart = () => new Chart(new App(), 'shop', { namespace: 'shop' });
const kinds = (objects: readonly { kind: string; metadata: { name: string } }[]) =>
  objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);

describe('a microservice with a release', () => {
  test('GIVEN one THEN Flagger gets a Canary, and what Flagger makes is left to it', () => {
    // WHEN
    const shop = chart();
    const checkout = new Microservice(shop, 'checkout', {
      port: Port.grpc(5050),
      versions: { v1: { image } },
      release,
    });

    // THEN
    const objects = shop.toJson();
    expect(kinds(objects)).toEqual(['ServiceAccount checkout', 'Deployment checkout', 'Canary checkout']);
    const [, deployment, canary] = objects;
    expect(deployment.spec.replicas).toBeUndefined();
    expect(deployment.spec.selector).toEqual({ matchLabels: { app: 'checkout' } });
    expect(deployment.spec.template.metadata.labels).toEqual({
      app: 'checkout',
      version: 'v1',
      'meshwright.dev/app': 'checkout',
    });
    expect(canary.spec).toEqual({
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'checkout' },
      service: { port: 5050, portName: 'grpc' },
      analysis: { interval: '30s', threshold: 5, stepWeight: 20, maxWeight: 80 },
    });
    expect(checkout.address.in('shop')).toEqual('checkout:5050');
  });

  test('GIVEN a policy for it THEN it is for the pods of both versions', () => {
    const shop = chart();
    const checkout = new Microservice(shop, 'checkout', {
      port: Port.grpc(5050),
      versions: { v1: { image } },
      release,
    });
    new AuthorizationPolicy(shop, 'nobody', {
      selector: WorkloadSelector.app(checkout),
      action: AuthorizationAction.allowNothing(),
    });
    expect(shop.toJson().at(-1).spec.selector).toEqual({ matchLabels: { 'meshwright.dev/app': 'checkout' } });
  });

  test.each([
    [Autoscaling.horizontal({ max: 5 }), {}, { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' }],
    [
      Autoscaling.keda({ max: 5, triggers: [{ type: 'cron', metadata: {} }] }),
      { primaryScaler: { minReplicas: 2, queries: { a: 'up' } } },
      {
        apiVersion: 'keda.sh/v1alpha1',
        kind: 'ScaledObject',
        primaryScalerReplicas: { minReplicas: 2 },
        primaryScalerQueries: { a: 'up' },
      },
    ],
  ])('GIVEN an autoscaler THEN it is handed to Flagger', (autoscaling, more, reference) => {
    const shop = chart();
    const versions = { v1: { image, autoscaling } };
    new Microservice(shop, 'ads', { port: Port.http(80), versions, release: new CanaryRelease({ ...props, ...more }) });
    expect(shop.toJson().at(-1).spec.autoscalerRef).toEqual({ name: 'ads', ...reference });
  });

  test('GIVEN a disruption budget THEN it is for the pods that serve as well', () => {
    const shop = chart();
    const versions = { v1: { image, disruptionBudget: DisruptionBudget.maxUnavailable(1) } };
    new Microservice(shop, 'ads', { port: Port.http(80), versions, release });
    const budget = shop.toJson().find(({ kind }) => kind === 'PodDisruptionBudget');
    expect(budget.spec.selector).toEqual({ matchLabels: { 'meshwright.dev/app': 'ads' } });
  });

  test('GIVEN several ports THEN Flagger looks for the others', () => {
    const shop = chart();
    const ports = [Port.http(80), Port.grpc(90)] as const;
    new Microservice(shop, 'ads', { ports, versions: { v1: { image } }, release });
    expect(shop.toJson().at(-1).spec.service).toMatchObject({ port: 80, portDiscovery: true });
  });

  test('GIVEN what does not go together THEN that is refused', () => {
    const port = Port.http(80);
    const versions = { v1: { image } };
    const make = (more: object) => new Microservice(chart(), 'ads', { port, versions, release, ...more });
    expect(() => make({ versions: { v1: { image }, v2: { image } } })).toThrow('one version at a time, not v1, v2');
    expect(() => make({ versions: { v1: { image, replicas: 2 } } })).toThrow('leave `replicas` out');
    expect(() => make({ destinationRule: {} })).toThrow('give `service` to the release');
    expect(() => make({ port: undefined })).toThrow('without a port there is no Service');
    expect(() => make({}).service).toThrow('no object of this app: take `host`');
    expect(() => make({}).version('v1').weighted(1)).toThrow('route to the microservice as a whole');
    expect(() => make({ versions: { v1: { image, workload: Workload.statefulSet() } } })).toThrow(/StatefulSet/);
  });
});
