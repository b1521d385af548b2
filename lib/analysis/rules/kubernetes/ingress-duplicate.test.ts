import { expect, test } from '@jest/globals';
import { object, saying } from '../../fixtures';
import { ingressDuplicate } from './ingress-duplicate';

const found = saying(ingressDuplicate);
const path = (service: string, at = '/') =>
  `{path: ${at}, pathType: Prefix, backend: {service: {name: ${service}, port: {number: 80}}}}`;
const ingress = (name: string, paths: string, more = '') =>
  object(
    'networking.k8s.io/v1',
    'Ingress',
    name,
    `spec: {${more}rules: [{host: a.example.com, http: {paths: [${paths}]}}]}`,
  );

test('GIVEN one path for two backends THEN one of them gets nothing', () => {
  expect(found(ingress('a', path('s')) + ingress('b', path('t')))).toEqual([
    'a.yaml:9 error K8S_INGRESS_DUPLICATE: a.example.com/ goes to s:80 already, by Ingress shop/a: one of the two gets no requests',
    '  fix: give one of them another host or path',
    '  a.yaml:4: the other rule',
  ]);
  expect(found(ingress('a', `${path('s')}, ${path('t')}`))[0]).toBe(
    'a.yaml:4 error K8S_INGRESS_DUPLICATE: a.example.com/ goes to s:80 already: one of the two gets no requests',
  );
});

test.each([
  ['another path', ingress('a', path('s')) + ingress('b', path('t', '/x'))],
  ['the same backend', ingress('a', path('s')) + ingress('b', path('s'))],
  ['another class', ingress('a', path('s')) + ingress('b', path('t'), 'ingressClassName: internal, ')],
  [
    'addresses of their own',
    ingress('a', path('s'), 'ingressClassName: alb, ') + ingress('b', path('t'), 'ingressClassName: alb, '),
  ],
  [
    'a canary',
    ingress('a', path('s')) +
      ingress('b', path('t')).replace(
        'name: b,',
        "name: b, annotations: {nginx.ingress.kubernetes.io/canary: 'true'},",
      ),
  ],
  [
    'alternatives',
    {
      'x/a.yaml': ingress('a', path('s')) + ingress('same', path('s', '/s')),
      'y/a.yaml': ingress('b', path('t')) + ingress('same', path('s', '/t')),
    },
  ],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml)).toEqual([]);
});
