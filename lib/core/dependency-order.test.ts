import { describe, expect, test } from '@jest/globals';
import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { App } from './app';
import { DependencyOrder } from './dependency-order';

const object = (scope: Construct, id: string) => new ApiObject(scope, id, { apiVersion: 'v1', kind: 'ConfigMap' });
const ids = (constructs: readonly Construct[]) => constructs.map(({ node }) => node.id);

// That the order is the one of cdk8s is shown by the property in app.parity.test.ts.
describe('DependencyOrder', () => {
  test('orders twenty thousand objects in one chain', () => {
    // GIVEN
    const chart = new Chart(new App(), 'chart');
    const objects = Array.from({ length: 20_000 }, (_, i) => object(chart, `o${i}`));
    objects.forEach((each, i) => {
      if (i > 0) objects[i - 1]?.addDependency(each);
    });

    // WHEN
    const order = new DependencyOrder(chart.node.root);

    // THEN
    expect(order.charts()).toEqual([chart]);
    expect(ids(order.objectsOf(chart))).toEqual(ids(objects.reverse()));
  });

  test('orders objects of which each depends on all after it', () => {
    // GIVEN
    const chart = new Chart(new App(), 'chart');
    const objects = Array.from({ length: 300 }, (_, i) => object(chart, `o${i}`));
    objects.forEach((each, i) => {
      each.addDependency(...objects.slice(i + 1));
    });

    // THEN
    expect(ids(new DependencyOrder(chart.node.root).objectsOf(chart))).toEqual(ids(objects.reverse()));
  });

  test('orders large groups that depend on each other, and leaves the tree alone', () => {
    // GIVEN
    const chart = new Chart(new App(), 'chart');
    const groups = Array.from({ length: 4 }, (_, g) => {
      const group = new Construct(chart, `g${g}`);
      for (let i = 0; i < 5_000; i++) object(group, `o${i}`);
      return group;
    });
    groups.forEach((group, g) => {
      if (g > 0) groups[g - 1]?.node.addDependency(group);
    });

    // WHEN
    const objects = new DependencyOrder(chart.node.root).objectsOf(chart);

    // THEN
    expect(objects.map(({ node }) => node.path)).toEqual(
      groups.reverse().flatMap((group) => group.node.children.map(({ node }) => node.path)),
    );
    expect(objects.flatMap(({ node }) => node.dependencies)).toEqual([]);
    expect(chart.node.dependencies).toEqual([]);
  });

  test('names the constructs of a cycle', () => {
    // GIVEN
    const chart = new Chart(new App(), 'chart');
    const [a, b, c] = [object(chart, 'a'), object(chart, 'b'), object(chart, 'c')];
    a.addDependency(b);
    b.addDependency(c);
    c.addDependency(b);

    // THEN
    expect(() => new DependencyOrder(chart.node.root).charts()).toThrow(
      "[chart/b] dependency cycle: 'chart/b' depends on 'chart/c' depends on 'chart/b': remove one of these dependencies",
    );
  });

  test('names the charts of a cycle that objects make', () => {
    // GIVEN
    const app = new App();
    const [a, b] = [new Chart(app, 'a'), new Chart(app, 'b')];
    object(a, 'x').addDependency(object(b, 'x'));
    object(b, 'y').addDependency(object(a, 'y'));

    // THEN
    expect(() => new DependencyOrder(app).charts()).toThrow(
      "[a] dependency cycle: 'a' depends on 'b' depends on 'a': remove one of these dependencies",
    );
  });

  test('reports every dependency that cannot be', () => {
    // GIVEN
    const app = new App();
    const a = object(new Chart(app, 'chart'), 'a');
    const outside = new Construct(app, 'outside');
    a.addDependency(a, outside, new Chart(new App(), 'foreign'));
    outside.node.addDependency(a);

    // THEN
    expect(() => new DependencyOrder(app)).toThrow(
      [
        '[chart/a] depends on itself: remove the dependency',
        "[chart/a] depends on 'outside', but 'outside' is not in a chart: only what is in a chart has an order",
        "[chart/a] depends on 'foreign' of another app: depend on constructs of the same app",
        "[outside] depends on 'chart/a', but this construct is not in a chart: only what is in a chart has an order",
      ].join('\n'),
    );
  });
});
