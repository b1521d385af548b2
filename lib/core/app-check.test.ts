import { describe, expect, test } from '@jest/globals';
import * as cdk8s from 'cdk8s';
import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { App } from './app';
import { type AppCheck, checkApp, isSteady } from './app-check';
import { Scenario } from './scenario';

/** Calls each construct a mistake that sees another of its id. */
const sameId: AppCheck = function* ({ own, present }) {
  for (const where of own) {
    if (!(where instanceof Unique)) continue;
    const others = present.filter((each) => each instanceof Unique && each.node.id === where.node.id && each !== where);
    if (others.length > 0) yield { where, message: `sees ${others.map(({ node }) => node.path).join(', ')}` };
  }
};

class Unique extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    checkApp(this, sameId);
  }
}

const object = (scope: Construct) => new ApiObject(scope, 'o', { apiVersion: 'v1', kind: 'ConfigMap' });
const scenario = (app: App, id: string) => new Scenario(app, id, { folder: 'x', title: 'X.' });

describe('checks of whole apps', () => {
  test('GIVEN constructs that share one THEN it is made once, of the steady state and of each standalone chart on top', () => {
    const app = new App();
    const [a, b] = [new Chart(app, 'a'), new Chart(app, 'b')];
    const [s, t] = [scenario(app, 's'), scenario(app, 't')];
    for (const scope of [a, b, s, t]) object(scope);
    new Unique(a, 'x');
    new Unique(b, 'x');
    new Unique(s, 'y');
    new Unique(t, 'y');
    new Unique(new Construct(t, 'deep'), 'x');

    expect(() => app.render()).toThrow(
      expect.objectContaining({ message: '[a/x] sees b/x\n[b/x] sees a/x\n[t/deep/x] sees a/x, b/x' }),
    );
    expect([a, b, s, t, t.node.tryFindChild('deep') as Construct].map(isSteady)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  test("GIVEN cdk8s's own App THEN it is made there too", () => {
    const app = new cdk8s.App();
    for (const id of ['a', 'b']) new Unique(new Chart(app, id), 'x');
    expect(() => app.synthYaml()).toThrow('[a/x] sees b/x');
  });
});
