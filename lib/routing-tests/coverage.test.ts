import { expect, test } from '@jest/globals';
import { meshOf, namespace, pod, proxyNamed, service, virtualService, yaml } from '../mesh/fixtures';
import { parseCall } from '../simulation/call';
import { simulate } from '../simulation/simulate';
import { Coverage } from './coverage';

const ROUTE = `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: r, namespace: web}
spec:
  parentRefs: [{group: "", kind: Service, name: a}]
  rules:
  - matches: [{path: {value: /x}}, {path: {value: /y}}]
    backendRefs: [{name: b, port: 80}]
  - backendRefs: [{name: a, port: 80}]
`;

test('GIVEN VirtualServices and routes of the Gateway API THEN it is known which of their routes requests have come by', () => {
  const mesh = meshOf(
    yaml(
      namespace('web'),
      ...['client', 'a', 'b'].map((name) => pod(`web/${name}`, `{app: ${name}}`)),
      ...['a', 'b'].map((name) => service(`web/${name}`, 'http:80')),
      virtualService('web/v', '{hosts: [b], http: [{route: [{destination: {host: b}}]}]}'),
      ROUTE,
    ),
  );
  const coverage = new Coverage();
  for (const url of ['http://a/y', 'http://b/']) {
    coverage.add(simulate(mesh, parseCall(proxyNamed(mesh, 'web/client'), url)));
  }
  expect(coverage.report(mesh).routes.map(({ name, reached }) => [name, reached])).toEqual([
    ['VirtualService web/v http[0]', true],
    ['HTTPRoute web/r rules[0].matches[0]', false],
    ['HTTPRoute web/r rules[0].matches[1]', true],
    ['HTTPRoute web/r rules[1]', false],
  ]);
  expect(coverage.report(mesh).reached).toBe(2);
});
