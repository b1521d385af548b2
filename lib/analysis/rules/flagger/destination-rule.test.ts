import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample, objectExample, yaml } from '../../release/example';
import { destinationRule } from './destination-rule';

const found = saying(destinationRule);
const rule = (host: string) =>
  objectExample(
    'networking.istio.io/v1',
    'DestinationRule',
    'd',
    `spec: {host: ${host}, subsets: [{name: v1, labels: {version: v1}}]}`,
  );

test('GIVEN one for the Service THEN no request follows it', () => {
  expect(found(yaml(canaryExample(), rule('reviews.shop.svc.cluster.local')))).toEqual([
    'a.yaml:18 warning FLAGGER_DESTINATION_RULE: no request follows it: Canary shop/reviews sends all requests for reviews to reviews-primary and reviews-canary',
    '  fix: say the policy in service.trafficPolicy of the Canary',
    '  a.yaml:6: routes the requests',
  ]);
});

test.each([
  ['another host', yaml(canaryExample(), rule('ratings'))],
  [
    'callers that do not follow the Canary',
    yaml(canaryExample({ service: 'port: 80, gateways: [edge]' }), rule('reviews')),
  ],
  [
    'other routes to it',
    yaml(
      canaryExample({ service: 'port: 80' }),
      rule('reviews'),
      objectExample(
        'networking.istio.io/v1',
        'VirtualService',
        'v',
        'spec: {hosts: [a.example.com], gateways: [edge], http: [{route: [{destination: {host: reviews, subset: v1}}]}]}',
      ),
    ),
  ],
  ['another provider', yaml(canaryExample({ spec: ['provider: linkerd'] }), rule('reviews'))],
])('GIVEN %s THEN nothing is reported', (_name, text) => {
  expect(found(text)).toEqual([]);
});
