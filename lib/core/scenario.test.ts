import { describe, expect, test } from '@jest/globals';
import * as cdk8s from 'cdk8s';
import { ApiObject, Chart, type YamlOutputType } from 'cdk8s';
import type { Construct } from 'constructs';
import { App, type AppProps } from './app';
import { Scenario } from './scenario';
import { StandaloneChart } from './standalone-chart';

const route = (scope: Construct, name: string, namespace?: string) =>
  new ApiObject(scope, `route-${name}`, {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name, namespace },
  });
const service = (scope: Construct, name: string, namespace?: string) =>
  new ApiObject(scope, `service-${name}`, { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace } });

/** Two charts, so that there is an order to disturb. */
function lab(props?: AppProps) {
  const app = new App(props);
  const web = new Chart(app, 'web', { namespace: 'web' });
  const platform = new Chart(app, 'platform');
  const reviews = route(web, 'reviews');
  const ratings = service(platform, 'ratings', 'web');
  web.addDependency(platform);
  return { app, web, reviews, ratings };
}

const comment = (app: App, file: string) =>
  (app.render().get(file) ?? '').split('\n').filter((line) => line.startsWith('#'));

describe('Scenario', () => {
  test('is written to a file of its own and changes no other', () => {
    for (const yamlOutputType of [0, 1, 2, 3] as YamlOutputType[]) {
      // GIVEN
      const { app: plain } = lab({ yamlOutputType });
      const { app, reviews } = lab({ yamlOutputType });
      const scenario = new Scenario(app, 'a-fault', { folder: 'web', title: 'Reviews fail.', namespace: 'web' });
      route(scenario, 'details').addDependency(service(scenario, 'details'), reviews);

      // WHEN
      const files = app.render();

      // THEN
      expect([...files].slice(0, -1)).toEqual([...plain.render()]);
      expect([...files.keys()].at(-1)).toEqual('scenarios/web/a-fault.k8s.yaml');
      expect(app.synthYaml()).toEqual(plain.synthYaml());
      expect(app.charts.map((chart) => chart.node.path)).toEqual(['platform', 'web', 'a-fault']);
    }
  });

  test('says how to go back when it adds objects', () => {
    // GIVEN
    const { app } = lab();
    const scenario = new Scenario(app, 'more', { folder: 'web', title: 'There is more.', namespace: 'web' });
    route(scenario, 'details').addDependency(service(scenario, 'details'));

    // THEN
    expect(app.render().get('scenarios/web/more.k8s.yaml')).toEqual(`# There is more.
#
# Adds: Service web/details
# Adds: VirtualService web/details
#
# Apply: kubectl apply -f dist/scenarios/web/more.k8s.yaml
# Back: kubectl delete -f dist/scenarios/web/more.k8s.yaml
apiVersion: v1
kind: Service
metadata:
  name: details
  namespace: web
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: details
  namespace: web
`);
  });

  test('says how to go back when it replaces objects', () => {
    // GIVEN
    const { app } = lab({ outdir: 'manifests/prod' });
    const scenario = new Scenario(app, 'other', { folder: 'web/deep', title: 'It differs.', namespace: 'web' });
    service(scenario, 'ratings');
    route(scenario, 'reviews');

    // THEN
    expect(comment(app, 'scenarios/web/deep/other.k8s.yaml')).toEqual([
      '# It differs.',
      '#',
      '# Replaces: Service web/ratings',
      '# Replaces: VirtualService web/reviews',
      '#',
      '# Apply: kubectl apply -f manifests/prod/scenarios/web/deep/other.k8s.yaml',
      '# Back: kubectl apply -f manifests/prod/0000-platform.k8s.yaml -f manifests/prod/0001-web.k8s.yaml',
    ]);
  });

  test('says how to go back when it does both', () => {
    // GIVEN
    const { app } = lab();
    const scenario = new Scenario(app, 'both', { folder: 'web', title: 'It differs.' });
    route(scenario, 'reviews', 'web');
    route(scenario, 'details', 'web');
    service(scenario, 'details', 'web');
    new ApiObject(scenario, 'ns', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'new' } });

    // THEN
    expect(comment(app, 'scenarios/web/both.k8s.yaml').slice(-4)).toEqual([
      '# Apply: kubectl apply -f dist/scenarios/web/both.k8s.yaml',
      '# Back: kubectl delete virtualservice.networking.istio.io/details service/details -n web',
      '# Back: kubectl delete namespace/new',
      '# Back: kubectl apply -f dist/0001-web.k8s.yaml',
    ]);
  });

  test.each([
    ['./manifests/', 'manifests/scenarios/web/x.k8s.yaml'],
    ['.', 'scenarios/web/x.k8s.yaml'],
    ['.synth/manifests', 'manifests/scenarios/web/x.k8s.yaml'],
    ['/somewhere/else', '/somewhere/else/scenarios/web/x.k8s.yaml'],
    ["it's here", "'it'\\''s here/scenarios/web/x.k8s.yaml'"],
  ])('names its file where it is: %s', (outdir, file) => {
    const { app } = lab({ outdir });
    route(new Scenario(app, 'x', { folder: 'web', title: 'It differs.' }), 'a');
    expect(comment(app, 'scenarios/web/x.k8s.yaml').slice(-2)).toEqual([
      `# Apply: kubectl apply -f ${file}`,
      `# Back: kubectl delete -f ${file}`,
    ]);
  });

  test('includes charts inside it', () => {
    // GIVEN
    const { app } = lab();
    const scenario = new Scenario(app, 'nested', { folder: 'web', title: 'It is nested.' });
    route(new Chart(scenario, 'inner', { namespace: 'web' }), 'reviews');

    // THEN
    expect([...app.render().keys()]).toEqual([
      '0000-platform.k8s.yaml',
      '0001-web.k8s.yaml',
      'scenarios/web/nested.k8s.yaml',
    ]);
    expect(app.render().get('scenarios/web/nested.k8s.yaml')).toContain('# Replaces: VirtualService web/reviews\n');
  });

  test('refuses what would tie it to something else', () => {
    const scenario = (scope: Construct, id: string, props = {}) =>
      new Scenario(scope, id, { folder: 'web', title: 'Something.', ...props });
    const message = (build: (the: ReturnType<typeof lab>) => void) => {
      const the = lab();
      try {
        build(the);
        the.app.render();
      } catch (error) {
        return (error as Error).message;
      }
      return undefined;
    };

    expect(message(({ app, reviews }) => reviews.addDependency(route(scenario(app, 'x'), 'a')))).toEqual(
      "[web/route-reviews] depends on 'x/route-a', but 'x' is written to a file of its own that is applied alone: " +
        "remove the dependency or move 'x/route-a' into a chart of the steady state",
    );
    expect(
      message(({ app }) => route(scenario(app, 'x'), 'a').addDependency(route(scenario(app, 'y'), 'b'))),
    ).toContain("[x/route-a] depends on 'y/route-b', but 'y' is written to a file of its own");
    expect(message(({ web }) => scenario(web, 'x'))).toEqual(
      "[web/x] is written to a file of its own, so it cannot be inside the chart 'web': create it in the app",
    );
    expect(
      message(({ app }) => {
        const x = scenario(app, 'x');
        route(x, 'a');
        service(x, 'b');
        new ApiObject(x, 'again', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'b' } });
      }),
    ).toEqual(
      "[x/again] Service b is declared by 'x/service-b' as well, and only the last to be applied would last: " +
        'rename or remove one',
    );
    expect(message(({ app }) => scenario(app, 'x'))).toEqual('[x] has no objects: add one or remove the chart');
    expect(message(({ app }) => scenario(app, 'x', { title: 'a\nb' }))).toEqual(
      '[x] title must be one line of text: say in one sentence what the scenario shows',
    );
    expect(message(({ app }) => scenario(app, 'x', { folder: '../web' }))).toEqual(
      "[x] 'scenarios/../web/x' cannot be the path of a file: use lower-case letters, digits, '.', '-' and '_', with " +
        "'/' between folders and no extension",
    );
  });

  test("is not applied by accident with cdk8s's own App", () => {
    // GIVEN
    const app = new cdk8s.App();
    route(new Scenario(app, 'x', { folder: 'web', title: 'Something.' }), 'a');

    // THEN
    expect(() => app.synthYaml()).toThrow(
      "[x] cdk8s's own App would apply this chart with all the others instead of writing it to scenarios/web/x: " +
        "create the app with Meshwright's App",
    );
  });

  test('is told from other charts by instanceof', () => {
    const { app, web } = lab();
    const scenario = new Scenario(app, 'x', { folder: 'web', title: 'Something.' });

    expect([web instanceof Scenario, scenario instanceof Scenario, scenario instanceof Chart]).toEqual([
      false,
      true,
      true,
    ]);
  });
});

describe('StandaloneChart', () => {
  class Operator extends StandaloneChart {
    override get fileExtension() {
      return '.yaml';
    }
  }

  test('chooses its extension', () => {
    // GIVEN
    const { app } = lab();
    route(new Operator(app, 'istio', 'install/istio'), 'a');

    // THEN
    expect(app.render().get('install/istio.yaml')).toMatch(/^apiVersion/);
  });

  test('has a file of its own', () => {
    // GIVEN
    const { app } = lab();
    for (const id of ['x', 'y']) route(new Operator(app, id, 'install/istio'), 'a');

    // THEN
    expect(() => app.render()).toThrow("[y] would be written to install/istio.yaml, as 'x' is: rename one of them");
  });
});
