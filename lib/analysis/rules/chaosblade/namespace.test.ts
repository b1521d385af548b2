import { expect, test } from '@jest/globals';
import { attackExample, experimentExample } from '../../experiment/example';
import { podYaml, telling } from '../../fixtures';
import { namespace } from './namespace';

const found = telling(namespace);
const within = (name: string | undefined, annotations?: string) =>
  experimentExample({ flags: { namespace: name }, ...(annotations === undefined ? {} : { annotations }) });

test('GIVEN no namespace THEN that is not the one of the pods', () => {
  expect(found(within(undefined))).toEqual([
    'error ChaosBlade/reviews-loss spec.experiments[0].matchers: pod network loss has no namespace: ChaosBlade looks for its pods in default, or refuses it, by its version',
  ]);
  const inDefault = podYaml('a').replace('shop', 'default');
  expect(found(inDefault + within(undefined))[0]).toMatch(/^warning /);
});

test('GIVEN several THEN ChaosBlade refuses', () => {
  expect(found(within('shop,web'))).toEqual([
    'error ChaosBlade/reviews-loss spec.experiments[0].matchers[0]: pod network loss names 2 namespaces: ChaosBlade takes one, and refuses it',
  ]);
});

test('GIVEN one of the system THEN it needs a reason', () => {
  expect(found(within('istio-system'))).toEqual([
    'error ChaosBlade/reviews-loss spec.experiments[0].matchers[0]: pod network loss hits pods of istio-system, on which the whole cluster depends',
  ]);
  expect(found(within('istio-system', '{meshwright.dev/system-namespace: gateways are what is tested}'))).toEqual([]);
});

test('GIVEN one that does not exist THEN nothing is hit', () => {
  const shop = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n---\n';
  expect(found(shop + within('shpo'))).toEqual([
    'error ChaosBlade/reviews-loss spec.experiments[0].matchers[0]: there is no namespace shpo in the files given: no pod is found, and nothing is hit',
  ]);
  expect(found(shop + within('payments'))[0]).toMatch(/^warning /);
});

test.each([attackExample(), experimentExample({ what: 'node cpu load', flags: { names: 'a' } })])(
  'GIVEN one, or nodes, THEN nothing is reported',
  (yaml) => {
    expect(found(yaml)).toEqual([]);
  },
);

test('GIVEN nodes THEN a namespace is ignored', () => {
  expect(found(experimentExample({ what: 'node cpu load', flags: { names: 'a', namespace: 'shop' } }))).toEqual([
    'note ChaosBlade/reviews-loss spec.experiments[0].matchers[2]: node cpu fullload ignores namespace: nodes are in none',
  ]);
});
