import { expect, test } from '@jest/globals';
import { Chart, Testing } from 'cdk8s';
import { App } from '../core/app';
import { Namespace } from '../kubernetes';
import { SleepChart } from './sleep';

test('GIVEN the test clients THEN one takes the sidecar of its namespace and the other opts out by its label', () => {
  const app = new App();
  const namespace = new Namespace(new Chart(app, 'namespaces'), 'default', { injection: true });

  const deployments = Testing.synth(new SleepChart(app, 'sleep', { namespace })).filter(
    ({ kind }) => kind === 'Deployment',
  );

  expect(deployments.map(({ metadata, spec }) => [metadata.name, spec.template.metadata.labels])).toEqual([
    ['sleep', { app: 'sleep', version: 'v1' }],
    ['sleep-without-sidecar', { app: 'sleep-without-sidecar', version: 'v1', 'sidecar.istio.io/inject': 'false' }],
  ]);
  for (const { spec } of deployments) {
    expect(spec.template.spec.containers[0]).toMatchObject({
      image: 'docker.io/curlimages/curl:8.16.0',
      command: ['/bin/sleep', 'infinity'],
    });
  }
});
