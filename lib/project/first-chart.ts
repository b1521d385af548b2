/** The first chart of a new project, and its test. */
export const FIRST_CHART: ReadonlyMap<string, string> = new Map([
  [
    'main.ts',
    `import { App } from 'meshwright';
import { ShopChart } from './charts/shop';

/** All that is applied. */
export function build(app: App): void {
  new ShopChart(app, 'shop');
}

if (require.main === module) App.run(build);
`,
  ],
  [
    'charts/shop.ts',
    `import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { HttpAction, HttpMatch, StringMatch, VirtualService } from 'meshwright/istio';
import { Port } from 'meshwright/kubernetes';
import { Microservice } from 'meshwright/microservice';

/** An app in two versions, and who meets which of them. */
export class ShopChart extends Chart {
  readonly reviews: Microservice<'reviews', 'v1' | 'v2'>;

  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'shop' });

    this.reviews = new Microservice(this, 'reviews', {
      port: Port.http(9080),
      versions: {
        v1: { image: 'registry.istio.io/release/examples-bookinfo-reviews-v1:1.20.3' },
        v2: { image: 'registry.istio.io/release/examples-bookinfo-reviews-v2:1.20.3' },
      },
    });

    // Jason meets version 2; everybody else does in one of five requests.
    new VirtualService(this, 'reviews-route', {
      hosts: [this.reviews],
      rules: [
        {
          match: [HttpMatch.header('end-user', StringMatch.exact('jason'))],
          action: HttpAction.to(this.reviews.version('v2')),
        },
      ],
      otherwise: HttpAction.split([
        this.reviews.version('v1').weighted(80),
        this.reviews.version('v2').weighted(20),
      ]),
    });
  }
}
`,
  ],
  [
    'charts/shop.test.ts',
    `import { expect, test } from '@jest/globals';
import { App } from 'meshwright';
import { meshOf } from 'meshwright/jest';
import { ShopChart } from './shop';

const app = new App();
const { reviews, node } = new ShopChart(app, 'shop');

test('the API server takes it', () => {
  expect(node.scope).toBeAccepted();
});

test('Jason meets version 2', () => {
  const client = meshOf(app).from(reviews.version('v1'));
  const request = client.get('http://reviews:9080/', { headers: { 'end-user': 'jason' } });
  expect(request).toReach(reviews.version('v2'));
});
`,
  ],
]);

/** The test of a project that was migrated. */
export const TEST_OF_ALL: ReadonlyMap<string, string> = new Map([
  [
    'main.test.ts',
    `import { expect, test } from '@jest/globals';
import { App } from 'meshwright';
import { build } from './main';

test('all that is described can be written', () => {
  const app = new App();
  build(app);
  expect([...app.render().keys()]).not.toEqual([]);
});
`,
  ],
]);
