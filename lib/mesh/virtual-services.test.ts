import { describe, expect, test } from '@jest/globals';
import { istio, meshOf, virtualService, yaml } from './fixtures';
import { gatewayName } from './virtual-services';

const HTTP = 'http: [{route: [{destination: {host: a}}]}]';
const created = (time: string) => `, creationTimestamp: "${time}"`;

function order(text: string, namespace: string, gateway = 'mesh'): readonly string[] {
  return meshOf(text)
    .virtualServicesFor(namespace, gateway)
    .map((each) => `${each.namespace}/${each.name}`);
}

describe('order', () => {
  test('GIVEN no times THEN by name, then by namespace', () => {
    const text = yaml(...['b/x', 'a/z', 'a/x'].map((name) => virtualService(name, `{hosts: [a], ${HTTP}}`)));
    expect(order(text, 'c')).toEqual(['a/x', 'b/x', 'a/z']);
  });

  test('GIVEN times THEN the oldest comes first', () => {
    const text = yaml(
      virtualService('a/x', `{hosts: [a], ${HTTP}}`, created('2024-01-02T00:00:00Z')),
      virtualService('a/z', `{hosts: [a], ${HTTP}}`, created('2024-01-01T00:00:00Z')),
    );
    expect(order(text, 'a')).toEqual(['a/z', 'a/x']);
  });

  test('GIVEN exportTo THEN what only a namespace sees comes first for it, and others see nothing of it', () => {
    const text = yaml(
      virtualService('a/public', `{hosts: [a], ${HTTP}}`),
      virtualService('a/some', `{hosts: [a], exportTo: [b], ${HTTP}}`),
      virtualService('b/own', `{hosts: [a], exportTo: ['.'], ${HTTP}}`),
    );
    expect(order(text, 'b')).toEqual(['b/own', 'a/some', 'a/public']);
    expect(order(text, 'a')).toEqual(['a/public']);
    expect(order(text, 'c')).toEqual(['a/public']);
  });

  test('GIVEN that the mesh keeps them private THEN only their own namespace sees those that say nothing', () => {
    const mesh = meshOf(yaml(virtualService('a/x', `{hosts: [a], ${HTTP}}`)), {
      meshConfig: { defaultVirtualServiceExportTo: ['.'] },
    });
    expect(['a', 'b'].map((namespace) => mesh.virtualServicesFor(namespace, 'mesh').length)).toEqual([1, 0]);
  });

  test('GIVEN gateways THEN a VirtualService is for these, and for the mesh only where it says so', () => {
    const text = yaml(
      virtualService('a/x', `{hosts: [a.com], gateways: [edge, b/edge], ${HTTP}}`),
      virtualService('a/z', `{hosts: [a.com], gateways: [a/edge, mesh], ${HTTP}}`),
    );
    expect([order(text, 'c', 'a/edge'), order(text, 'c', 'b/edge'), order(text, 'c')]).toEqual([
      ['a/x', 'a/z'],
      ['a/x'],
      ['a/z'],
    ]);
  });

  test('GIVEN namespaces that istiod does not look at THEN what is in them does not count', () => {
    const text = yaml(
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: a}',
      virtualService('a/x', `{hosts: [a], ${HTTP}}`),
      virtualService('b/x', `{hosts: [a], ${HTTP}}`),
    );
    const mesh = meshOf(text, { meshConfig: { discoverySelectors: [{ matchLabels: { istio: 'yes' } }] } });
    expect(mesh.virtualServices.map(({ namespace }) => namespace)).toEqual(['b']);
  });
});

test.each([
  ['edge', 'a/edge'],
  ['./edge', 'a/edge'],
  ['b/edge', 'b/edge'],
  ['edge.b.svc.cluster.local', 'b/edge'],
  ['mesh', 'mesh'],
])('GIVEN gateway %s in namespace a THEN it is %s', (name, expected) => {
  expect(gatewayName(name, 'a')).toBe(expected);
});

describe('delegates', () => {
  const root = (rule: string) => virtualService('a/root', `{hosts: [a.com], gateways: [edge], http: [${rule}]}`);
  const leaf = (spec: string, name = 'a/leaf') => virtualService(name, spec);
  const merged = (...documents: readonly string[]) => {
    const found = meshOf(yaml(...documents)).virtualServices.find(({ name }) => name === 'root');
    return found;
  };

  test('GIVEN a delegate THEN its rules stand in place of the one that names it, with both conditions', () => {
    const found = merged(
      root(
        '{name: r, match: [{uri: {prefix: /a}, headers: {x: {exact: "1"}}}], timeout: 1s, delegate: {name: leaf}}, {route: [{destination: {host: rest}}]}',
      ),
      leaf('{http: [{name: l, match: [{uri: {prefix: /a/b}}], route: [{destination: {host: to}}]}]}'),
    );
    expect(found?.http.map(({ rule }) => rule)).toEqual([
      expect.objectContaining({
        name: 'r-l',
        timeout: '1s',
        match: [expect.objectContaining({ uri: { prefix: '/a/b' }, headers: { x: { exact: '1' } } })],
        route: [{ destination: { host: 'to' } }],
      }),
      { route: [{ destination: { host: 'rest' } }] },
    ]);
    expect(found?.http[0]?.matches[0]?.map(({ entity, path }) => `${entity.id.name} ${path.join('.')}`)).toEqual([
      'leaf spec.http.0.match.0',
      'root spec.http.0.match.0',
    ]);
  });

  test.each([
    ['exact within a prefix', '{uri: {prefix: /a}}', '{uri: {exact: /a/b}}', 1],
    ['exact outside of a prefix', '{uri: {prefix: /a}}', '{uri: {exact: /b}}', 0],
    ['prefix below exact', '{uri: {exact: /a}}', '{uri: {prefix: /a}}', 0],
    ['a regular expression', '{uri: {prefix: /}}', '{uri: {regex: /a}}', 0],
    ['presence', '{headers: {x: {exact: a}}}', '{headers: {x: {}}}', 0],
    ['ignoreUriCase on one side', '{uri: {prefix: /a}, ignoreUriCase: true}', '{method: {exact: GET}}', 0],
    ['another port', '{port: 80}', '{port: 81}', 0],
    ['a namespace that the delegate does not repeat', '{sourceNamespace: b}', '{uri: {prefix: /}}', 0],
    ['gateways within', '{gateways: [a/e, a/f]}', '{gateways: [a/e]}', 1],
    ['gateways outside', '{gateways: [a/e]}', '{gateways: [a/f]}', 0],
    ['other labels', '{sourceLabels: {a: b}}', '{sourceLabels: {a: c}}', 0],
    ['more labels', '{sourceLabels: {a: b}}', '{sourceLabels: {c: d}}', 1],
  ])('GIVEN conditions with %s THEN rules that stay: %#', (_name, ofRoot, own, count) => {
    const found = merged(
      root(`{match: [${ofRoot}], delegate: {name: leaf}}`),
      leaf(`{http: [{match: [${own}], route: [{destination: {host: to}}]}]}`),
    );
    expect(found?.http).toHaveLength(count);
    expect(found?.delegateProblems.map(({ kind }) => kind)).toEqual(count === 1 ? [] : ['conflict']);
  });

  test('GIVEN one condition that fits and one that does not THEN the rule of the delegate is lost', () => {
    const found = merged(
      root('{match: [{uri: {prefix: /a}}, {uri: {prefix: /b}}], delegate: {name: leaf}}'),
      leaf(
        '{http: [{match: [{uri: {exact: /a/x}}, {uri: {exact: /c}}], route: [{destination: {host: to}}]}, {route: [{destination: {host: rest}}]}]}',
      ),
    );
    expect(found?.http.map(({ rule }) => [rule.route?.[0]?.destination.host, rule.match?.length])).toEqual([
      ['rest', 2],
    ]);
  });

  test.each([
    ['missing', []],
    ['has hosts', [leaf(`{hosts: [b.com], ${HTTP}}`)]],
    ['not exported', [leaf(`{exportTo: ['.'], ${HTTP}}`, 'b/leaf')]],
  ])('GIVEN a delegate that is %s THEN nothing comes of the rule', (kind, delegates) => {
    const of = kind === 'not exported' ? ', namespace: b' : '';
    const found = merged(root(`{delegate: {name: leaf${of}}}`), ...delegates);
    expect(found?.delegateProblems).toEqual([{ kind, path: ['spec', 'http', 0], rule: undefined }]);
    expect(found?.http).toEqual([]);
  });

  test('GIVEN a delegate THEN it is no VirtualService of its own', () => {
    const text = yaml(
      root('{delegate: {name: leaf}}'),
      leaf(`{${HTTP}}`),
      istio('Sidecar', 'a/s', '{egress: [{hosts: ["*/*"]}]}'),
    );
    expect(meshOf(text).virtualServices.map(({ name }) => name)).toEqual(['root']);
  });
});
