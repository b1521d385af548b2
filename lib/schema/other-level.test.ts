import { describe, expect, test } from '@jest/globals';
import { loadSchemas } from '../check/installed-schemas';
import { readManifests } from '../model/read-manifests';

const judge = loadSchemas({ cwd: __dirname });

/** What is said of unknown fields of a text: their paths, each with the fix. */
function told(text: string): readonly string[] {
  const { manifests } = readManifests('a.yaml', text);
  return manifests
    .flatMap((manifest) => judge.judge(manifest).violations)
    .filter(({ type }) => type === 'unknown field')
    .map(({ path, fix }) => [path.name, typeof fix === 'function' ? fix(() => undefined) : fix].join(': '));
}

const RULE = 'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: a}\n';
const ROUTE = 'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a}\n';
const POLICY = 'apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: a}\n';
const DEPLOYMENT = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n';

describe('a field at another level', () => {
  test.each([
    ['beside spec', `${RULE}spec: {host: a}\ntrafficPolicy: {}\n`, 'trafficPolicy: it belongs in spec'],
    [
      'beside the list around it',
      `${POLICY}spec: {rules: [{from: [{source: {paths: [/a]}}]}]}\n`,
      'spec.rules[0].from[0].source.paths: it belongs in to[].operation',
    ],
    [
      'further out',
      `${ROUTE}spec: {hosts: [a], http: [{gateways: [b], route: [{destination: {host: a}}]}]}\n`,
      'spec.http[0].gateways: it belongs in match[] or in spec',
    ],
    [
      'further in',
      `${ROUTE}spec: {hosts: [a], http: [{route: [{subset: b}]}]}\n`,
      'spec.http[0].route[0].subset: it belongs in destination',
    ],
    ['in metadata', `${RULE}labels: {a: b}\nspec: {host: a}\n`, 'labels: it belongs in metadata'],
    [
      'at the top',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, data: {a: b}}\n',
      'metadata.data: it belongs at the top, beside kind',
    ],
    ['in a native kind', `${DEPLOYMENT}spec: {containers: []}\n`, 'spec.containers: it belongs in template.spec'],
    [
      'around a container',
      `${DEPLOYMENT}spec: {template: {spec: {containers: [{name: a, volumes: []}]}}}\n`,
      'spec.template.spec.containers[0].volumes: it belongs in spec.template.spec',
    ],
  ])('GIVEN one that belongs %s THEN the place is named', (_name, text, expected) => {
    expect(told(text)).toEqual([expected]);
  });

  test.each([
    ['a field that resembles one', `${RULE}spec: {hots: a}\n`, 'spec.hots: did you mean host?'],
    ['a value of another type', `${RULE}spec: {host: a}\ntrafficPolicy: []\n`, 'trafficPolicy'],
    ['what is there already', `${RULE}spec: {host: a, trafficPolicy: {}}\ntrafficPolicy: {}\n`, 'trafficPolicy'],
    ['a name that is nowhere', `${RULE}spec: {host: a}\nnothingLikeIt: 1\n`, 'nothingLikeIt'],
  ])('GIVEN %s THEN no other level is named', (_name, text, expected) => {
    expect(told(text)).toEqual([expected === 'spec.hots: did you mean host?' ? expected : `${expected}: `]);
  });

  test('GIVEN many unknown fields THEN it is said of all in a moment', () => {
    const fields = Array.from({ length: 5000 }, (_, i) => `    f${i}: 1\n`).join('');
    const start = performance.now();
    expect(told(`${DEPLOYMENT}spec:\n  template:\n${fields}`)).toHaveLength(5000);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
