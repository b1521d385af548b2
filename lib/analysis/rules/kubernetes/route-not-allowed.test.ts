import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { routeNotAllowed } from './route-not-allowed';

const found = saying(routeNotAllowed);
const gateway = (...allowed: readonly string[]) =>
  `apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: gw, namespace: edge}\nspec: {gatewayClassName: istio, listeners: [${allowed
    .map(
      (each, index) =>
        `{name: l${index}, port: ${80 + index}, protocol: HTTP${each === '' ? '' : `, allowedRoutes: {namespaces: ${each}}`}}`,
    )
    .join(', ')}]}\n---\n`;
const route = (parent: string, namespace = 'shop') =>
  `apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r, namespace: ${namespace}}\nspec: {parentRefs: [${parent}]}\n---\n`;
const NAMESPACE = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {team: a}}\n---\n';
const TO = '{name: gw, namespace: edge}';

test('GIVEN listeners for their own namespace THEN a route of another one is not taken', () => {
  expect(found(gateway('', '{from: Same}') + route(TO))).toEqual([
    'a.yaml:9 error K8S_ROUTE_NOT_ALLOWED: no listener of Gateway edge/gw takes routes of namespace shop: no request takes the route',
    '  fix: set allowedRoutes.namespaces at the listener: {from: All}, or a selector for the namespace',
    '  a.yaml:4: its listeners',
  ]);
});

test('GIVEN a selector THEN the labels of the namespace decide, if they are known', () => {
  const selects = (team: string) => gateway(`{from: Selector, selector: {matchLabels: {team: ${team}}}}`) + route(TO);
  expect(found(NAMESPACE + selects('b'))).toHaveLength(3);
  expect(found(NAMESPACE + selects('a'))).toEqual([]);
  expect(found(selects('b'))).toEqual([]);
});

test('GIVEN the name of a listener THEN that one has to take it', () => {
  expect(found(gateway('', '{from: All}') + route('{name: gw, namespace: edge, sectionName: l0}'))).toHaveLength(3);
  expect(found(gateway('', '{from: All}') + route('{name: gw, namespace: edge, sectionName: l1}'))).toEqual([]);
});

test.each([
  ['a listener for all', gateway('', '{from: All}') + route(TO)],
  ['the same namespace', gateway('') + route(TO, 'edge')],
  ['no Gateway', route(TO)],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml)).toEqual([]);
});
