import { expect, test } from '@jest/globals';
import { ApiObject, Chart, Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { App } from '../core/app';
import { Scenario } from '../core/scenario';
import { ChaosExperiment } from './experiment';
import { NodeFault } from './fault';
import { ChaosTarget } from './target';

const experiment = (scope: Construct) =>
  new ChaosExperiment(scope, 'load', {
    fault: NodeFault.cpuFullload({ cpuPercent: 80 }),
    target: ChaosTarget.nodes.named('cnu3'),
    duration: Duration.minutes(1),
  });
const object = (scope: Construct) => new ApiObject(scope, 'a', { apiVersion: 'v1', kind: 'ConfigMap' });

test('GIVEN an experiment among what is applied with everything else THEN it is a mistake', () => {
  const app = new App();
  const chart = new Chart(app, 'lab');
  experiment(chart);
  object(new Chart(app, 'other'));
  expect(() => app.render()).toThrow(
    '[lab/load] is in the steady state, so that NodeFault.cpuFullload begins whenever that is applied: create it in a Scenario, which is applied alone',
  );
});

test('GIVEN one in a scenario, or an app of experiments alone, THEN there is nothing to say', () => {
  const lab = new App();
  object(new Chart(lab, 'other'));
  experiment(new Scenario(lab, 's', { folder: 'chaos', title: 'A node is busy.' }));
  expect(() => lab.render()).not.toThrow();

  const chaos = new App();
  experiment(new Chart(chaos, 'chaos'));
  expect(() => chaos.render()).not.toThrow();
});
