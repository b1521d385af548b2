import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample, deploymentExample, yaml } from '../../release/example';
import { targetPort } from './target-port';

const found = saying(targetPort);
const release = (service: string, ports = '[{name: http, containerPort: 9080}]') =>
  yaml(canaryExample({ service }), deploymentExample({ ports }));

test('GIVEN a name that no container has THEN there are no endpoints', () => {
  expect(found(release('port: 80, targetPort: web'))).toEqual([
    'a.yaml:7 error FLAGGER_TARGET_PORT: no container of Deployment shop/reviews has a port named web: the Services that Flagger makes have no endpoints',
    '  fix: the containers have http (9080): write it into targetPort',
    '  a.yaml:22: its containers',
  ]);
});

test('GIVEN a number that none declares THEN it is a warning', () => {
  expect(found(release('port: 80'))[0]).toBe(
    'a.yaml:7 warning FLAGGER_TARGET_PORT: no container of Deployment shop/reviews has port 80: connections are refused, unless something listens there that is not declared',
  );
});

test.each([
  ['the name', release('port: 80, targetPort: http')],
  ['the number', release('port: 9080')],
  ['containers that declare nothing', release('port: 80', '[]')],
  ['no target', canaryExample({ service: 'port: 80, targetPort: x' })],
])('GIVEN %s THEN nothing is reported', (_name, text) => {
  expect(found(text)).toEqual([]);
});
