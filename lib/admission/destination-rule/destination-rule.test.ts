import { describe, expect, test } from '@jest/globals';
import { istioObject, said } from '../fixtures';
import { validateIstioObject } from '../validate';

describe('the whole', () => {
  test.each<[string, object, string[]]>([
    [
      'hosts, subsets and labels',
      {
        host: '*.example.com',
        subsets: [
          { name: 'v1', labels: { 'a.b/version': 'v1', empty: '' }, trafficPolicy: { tls: { mode: 'DISABLE' } } },
        ],
        exportTo: ['*'],
      },
      [],
    ],
    ['any host', { host: '*' }, []],
    [
      'what is none',
      {
        host: 'a/b',
        subsets: [
          { name: '', labels: { 'a b': 'c d' } },
          { name: 'v1' },
          { name: 'v1', trafficPolicy: {} },
          { name: 'v_2' },
        ],
      },
      [
        'error spec.host: "a/b" is not a host: its first part "a/b" is neither * nor made of letters, digits and hyphens, 1 to 63 of them, beginning and ending with a letter or digit',
        'error spec.subsets[0].name: "" is not the name of a subset',
        'error spec.subsets[0].labels.a b: "a b" cannot be the key of a label',
        'error spec.subsets[0].labels.a b: "c d" cannot be the value of a label',
        'error spec.subsets[2].name: there are several subsets named "v1"',
        'error spec.subsets[2].trafficPolicy: the policy says nothing',
        'error spec.subsets[3].name: "v_2" is not the name of a subset',
      ],
    ],
    [
      'for certain workloads, in other namespaces',
      { host: 'a', workloadSelector: { matchLabels: { app: 'a' } }, exportTo: ['shop'] },
      ['error spec.exportTo: "shop": a rule with a workloadSelector is only for its own namespace'],
    ],
    [
      'for certain workloads, also in other namespaces',
      { host: 'a', workloadSelector: { matchLabels: { app: 'a' } }, exportTo: ['.', 'shop'] },
      ['error spec.exportTo: "default", "shop": a rule with a workloadSelector is only for its own namespace'],
    ],
    [
      'for certain workloads of the own namespace',
      { host: 'a', workloadSelector: { matchLabels: { app: 'a' } }, exportTo: ['.'] },
      [],
    ],
    [
      'a selector without labels',
      { host: 'a', workloadSelector: { matchLabels: {} } },
      ['warning spec.workloadSelector: the selector has no labels, so it selects every workload of the namespace'],
    ],
    [
      'the own namespace twice',
      { host: 'a', exportTo: ['.', 'default'] },
      ['error spec.exportTo[1]: "default" is written twice'],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('DestinationRule', spec)).toEqual(expected);
  });
});

test('GIVEN a host that Kustomize fills in THEN the advice is to check what comes out', () => {
  const [violation] = validateIstioObject(istioObject('DestinationRule', { host: 'a.$(NAMESPACE).svc' }));
  expect(violation?.fix).toBe('check what comes out when it is filled in');
});
