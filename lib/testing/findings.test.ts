import { describe, expect, test } from '@jest/globals';
import { ApiObject, type Chart, App as PlainApp } from 'cdk8s';
import { App, external, Scenario } from '..';
import '../jest';
import { failure, shop, slow } from './fixtures';

const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'reader', namespace: 'shop', labels: { app: 'reader' } },
  spec: { containers: [{ name: 'app', image: 'a:1', envFrom: [{ secretRef: { name: 'credentials' } }] }] },
};

/** A shop with a pod that reads a Secret which the app does not make. */
function reading(app: App | PlainApp) {
  const { chart } = shop(app);
  return new ApiObject(chart, 'reader', POD);
}

describe('toHaveNoFindings', () => {
  test('GIVEN an app with nothing wrong THEN it passes', () => {
    const app = new App();
    slow(app, shop(app));
    expect(app).toHaveNoFindings();
    expect(failure(() => expect(app).not.toHaveNoFindings())).toBe(
      'expected that something is wrong, but nothing was found',
    );
  });

  test('GIVEN something that is not there THEN it says so, with the construct', () => {
    const app = new App();
    reading(app);
    const chart = app.node.findChild('shop');
    for (const received of [app, chart, (chart as Chart).toJson()]) {
      expect(received).not.toHaveNoFindings();
      expect(received).toHaveNoFindings({ only: ['IST0101'] });
      expect(received).toHaveFinding('K8S_SECRET_MISSING');
    }
    expect(failure(() => expect(app).toHaveNoFindings())).toMatch(
      /^expected that nothing is wrong, but there is 1 finding\n\n {2}Pod shop\/reader: .*\n.*\n {4}construct: shop\/reader$/s,
    );
  });

  test.each([
    ['App', new App()],
    ['App of cdk8s', new PlainApp()],
  ])('GIVEN an %s that says what is external THEN it is not missed', (_name, app) => {
    reading(app);
    expect(app).not.toHaveNoFindings();
    external(app.node.findChild('shop'), { secrets: ['shop/cred*'] });
    expect(app).toHaveNoFindings();
  });

  test('GIVEN a scenario THEN it counts what it adds to the steady state', () => {
    const app = new App();
    const { chart } = shop(app);
    const scenario = new Scenario(app, 'reader', { folder: 'shop', title: 'A reader.', namespace: 'shop' });
    new ApiObject(scenario, 'reader', POD);
    const other = new Scenario(app, 'other', { folder: 'shop', title: 'Another.', namespace: 'shop' });
    new ApiObject(other, 'config', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: {} });
    expect(chart).toHaveNoFindings();
    expect(other).toHaveNoFindings();
    expect(scenario).toHaveFinding('K8S_SECRET_MISSING', { on: scenario });
    expect(app).toHaveFinding('K8S_SECRET_MISSING', { on: 'Pod shop/reader' });
  });
});

describe('toHaveFinding', () => {
  const app = new App();
  const reader = reading(app);

  test('GIVEN a rule, a construct or a name, and words THEN a finding has to have all of them', () => {
    expect(app).toHaveFinding('K8S_SECRET_MISSING', { on: reader });
    expect(app).toHaveFinding('K8S_SECRET_MISSING', { on: 'Pod shop/reader', message: 'credentials' });
    expect(app).toHaveFinding('K8S_SECRET_MISSING', { message: /credentials/ });
    expect(app).not.toHaveFinding('K8S_SECRET_MISSING', { on: 'Pod shop/writer' });
    expect(app).not.toHaveFinding('K8S_SECRET_MISSING', { message: 'password' });
    expect(app).not.toHaveFinding('IST0101');
  });

  test('GIVEN none THEN it says what there is', () => {
    expect(failure(() => expect(app).toHaveFinding('K8S_SECRET_MISSING', { on: 'Pod shop/writer' }))).toMatch(
      /^expected K8S_SECRET_MISSING on Pod shop\/writer, but there is 1 finding\n\n {2}Pod shop\/reader: /,
    );
    expect(failure(() => expect(app).not.toHaveFinding('K8S_SECRET_MISSING'))).toMatch(
      /^expected no K8S_SECRET_MISSING, but there is 1 finding\n/,
    );
    const nothing = [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'a' }, data: {} }];
    expect(failure(() => expect(nothing).toHaveFinding('IST0101'))).toBe('expected IST0101, but nothing was found');
  });

  test('GIVEN what is no rule, or no app THEN it says so', () => {
    expect(failure(() => expect(app).toHaveFinding('K8S_SECRET_MISING'))).toBe(
      'there is no rule K8S_SECRET_MISING: did you mean K8S_SECRET_MISSING?',
    );
    expect(failure(() => expect(app).toHaveNoFindings({ only: ['IST9999'] }))).toContain('there is no rule IST9999');
    expect(failure(() => expect(5).toHaveNoFindings())).toContain('toHaveNoFindings: give an app');
    expect(failure(() => expect([]).toHaveNoFindings())).toContain('toHaveNoFindings: there are no objects');
    expect(failure(() => expect([{ kind: 'Pod' }]).toHaveNoFindings())).toContain('apiVersion is missing');
  });
});
