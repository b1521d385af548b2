import { expect, test } from '@jest/globals';
import { documents, service, shop } from '../../examples';
import { experimentExample } from '../../experiment/example';
import { telling } from '../../fixtures';
import { remotePort } from './remote-port';

const found = telling(remotePort);
const at = (port: string, what = 'pod network loss') =>
  experimentExample({ what, flags: { 'local-port': undefined, 'remote-port': port } });

test('GIVEN the port of a Service THEN no packet has it', () => {
  expect(found(documents(shop('reviews'), at('80')))).toEqual([
    'warning ChaosBlade/reviews-loss spec.experiments[0].matchers[6].value: pod network loss is about packets to port 80, and the sidecars connect to port 8080 of the pods of Service shop/reviews: nothing is hit',
  ]);
});

test.each([
  ['the port of pods', documents(shop('reviews'), at('8080'))],
  ['a port that nobody here has', documents(shop('reviews'), at('5432'))],
  [
    'a port that is that of pods, too',
    documents(shop('reviews'), service('web', '{port: 90, targetPort: 80}'), at('80')),
  ],
  ['pods without a sidecar', documents(shop('reviews').replace('istio-injection: enabled', 'a: b'), at('80'))],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml)).toEqual([]);
});
