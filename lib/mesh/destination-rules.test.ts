import { describe, expect, test } from '@jest/globals';
import { destinationRule, istio, meshOf, service, yaml } from './fixtures';

const client = (namespace: string, labels: Readonly<Record<string, string>> = {}) => ({ namespace, labels });

/** The rules that count for a client that calls `a` of namespace `web`. */
function rules(text: string, namespace: string, labels?: Readonly<Record<string, string>>): readonly string[] {
  const mesh = meshOf(yaml(service('web/a', 'http:80'), text));
  const called = mesh.servicesWithHost('a.web.svc.cluster.local')[0];
  if (called === undefined) throw new Error('no service');
  return (mesh.destinationRule(client(namespace, labels), called)?.rules ?? []).map(
    ({ id }) => `${id.namespace}/${id.name}`,
  );
}

const HOST = 'host: a.web.svc.cluster.local';

describe('which rule counts', () => {
  test('GIVEN rules in three namespaces THEN that of the client, else of the service, else of the root counts', () => {
    const [own, service_, root] = ['shop/d', 'web/d', 'istio-system/d'].map((name) =>
      destinationRule(name, `{${HOST}}`),
    );
    expect(rules(yaml(own ?? '', service_ ?? '', root ?? ''), 'shop')).toEqual(['shop/d']);
    expect(rules(yaml(service_ ?? '', root ?? ''), 'shop')).toEqual(['web/d']);
    expect(rules(root ?? '', 'shop')).toEqual(['istio-system/d']);
  });

  test('GIVEN a client in the root namespace THEN rules there are the last to count, unless they are for it alone', () => {
    const text = yaml(destinationRule('istio-system/d', `{${HOST}}`), destinationRule('web/d', `{${HOST}}`));
    expect(rules(text, 'istio-system')).toEqual(['web/d']);
    const own = destinationRule('istio-system/p', `{${HOST}, exportTo: ['.']}`);
    expect(rules(yaml(text, own), 'istio-system')).toEqual(['istio-system/p']);
  });

  test('GIVEN hosts of one namespace THEN the most specific one counts', () => {
    const text = yaml(
      destinationRule('web/all', '{host: "*.svc.cluster.local"}'),
      destinationRule('web/some', '{host: "*.web.svc.cluster.local"}'),
    );
    expect(rules(text, 'shop')).toEqual(['web/some']);
    expect(rules(yaml(text, destinationRule('web/one', '{host: a}')), 'shop')).toEqual(['web/one']);
  });

  test('GIVEN a rule that others do not see THEN it hides a wider one of its namespace from them', () => {
    const text = yaml(
      destinationRule('web/wide', '{host: "*.web.svc.cluster.local"}'),
      destinationRule('web/exact', `{${HOST}, exportTo: [other]}`),
      destinationRule('istio-system/root', `{${HOST}}`),
    );
    expect(rules(text, 'shop')).toEqual(['istio-system/root']);
    expect(rules(text, 'other')).toEqual(['web/exact']);
    // It is not exported to its own namespace either.
    expect(rules(text, 'web')).toEqual(['web/wide']);
  });

  test('GIVEN rules for some workloads THEN they count for these, in their own namespace', () => {
    const text = yaml(
      destinationRule('shop/all', `{${HOST}}`),
      destinationRule('shop/some', `{${HOST}, workloadSelector: {matchLabels: {app: b}}}`),
    );
    expect(rules(text, 'shop', { app: 'b' })).toEqual(['shop/some']);
    expect(rules(text, 'shop', { app: 'c' })).toEqual(['shop/all']);
    const foreign = destinationRule('web/some', `{${HOST}, workloadSelector: {matchLabels: {app: b}}}`);
    expect(rules(foreign, 'shop', { app: 'b' })).toEqual([]);
  });
});

describe('several rules for one host', () => {
  const mesh = (...documents: readonly string[]) => meshOf(yaml(service('web/a', 'http:80'), ...documents));
  const merged = (found: ReturnType<typeof mesh>, namespace = 'shop') => {
    const [called] = found.servicesWithHost('a.web.svc.cluster.local');
    return called && found.destinationRule(client(namespace), called);
  };

  test('GIVEN two for the same clients THEN they are one: subsets are joined, the first policy counts', () => {
    const found = merged(
      mesh(
        destinationRule('web/one', '{host: a, subsets: [{name: v1, labels: {v: "1"}}, {name: v2, labels: {v: "2"}}]}'),
        destinationRule(
          'web/two',
          '{host: a, trafficPolicy: {tls: {mode: DISABLE}}, subsets: [{name: v2, labels: {v: x}}, {name: v3, labels: {v: "3"}}]}',
        ),
      ),
    );
    expect(found?.rules.map(({ id }) => id.name)).toEqual(['one', 'two']);
    expect([...(found?.subsets ?? [])].map(([name, { place }]) => `${name} of ${place.entity.id.name}`)).toEqual([
      'v1 of one',
      'v2 of one',
      'v3 of two',
    ]);
    expect(found?.trafficPolicy?.place.entity.id.name).toBe('two');
    expect(found?.ignored.map(({ entity, path }) => `${entity.id.name} ${path.join('.')}`)).toEqual([
      'two spec.subsets.0',
    ]);
    expect(found?.orderAssumed).toBe(true);
  });

  test('GIVEN times THEN the order is known', () => {
    const at = (time: string) => `, creationTimestamp: "${time}"`;
    const found = merged(
      mesh(
        destinationRule('web/one', '{host: a, trafficPolicy: {tls: {mode: SIMPLE}}}', at('2024-01-02T00:00:00Z')),
        destinationRule('web/two', '{host: a, trafficPolicy: {tls: {mode: DISABLE}}}', at('2024-01-01T00:00:00Z')),
      ),
    );
    expect([found?.trafficPolicy?.value, found?.orderAssumed]).toEqual([{ tls: { mode: 'DISABLE' } }, false]);
  });

  test('GIVEN one that more clients see THEN those that both are for have it merged, the others have it alone', () => {
    const found = mesh(
      destinationRule('web/some', '{host: a, exportTo: [shop], subsets: [{name: v1}]}'),
      destinationRule('web/the-rest', '{host: a, exportTo: [shop, other], subsets: [{name: v2}]}'),
    );
    // The last one without a selector counts.
    expect([...(merged(found, 'shop')?.subsets.keys() ?? [])]).toEqual(['v2']);
    expect([...(merged(found, 'other')?.subsets.keys() ?? [])]).toEqual(['v2']);
  });
});

describe('effective policy', () => {
  const policy = (rule: string, subset?: string) => {
    const mesh = meshOf(yaml(service('web/a', 'http:80 http-b:81'), destinationRule('web/d', rule)));
    const [called] = mesh.servicesWithHost('a.web.svc.cluster.local');
    if (called === undefined) throw new Error('no service');
    return [80, 81].map((port) => {
      const { rule: _rule, ...fields } = mesh.policy(client('shop'), called, port, subset);
      return Object.fromEntries(
        Object.entries(fields).map(([name, { value, place }]) => [
          name,
          `${JSON.stringify(value)} ${place.path.join('.')}`,
        ]),
      );
    });
  };

  test('GIVEN settings of a port THEN they replace all that a port can have, absent fields included', () => {
    expect(
      policy(
        '{host: a, trafficPolicy: {loadBalancer: {simple: RANDOM}, retryBudget: {percent: 5}, portLevelSettings: [{port: {number: 81}, tls: {mode: DISABLE}}]}}',
      ),
    ).toEqual([
      {
        loadBalancer: '{"simple":"RANDOM"} spec.trafficPolicy.loadBalancer',
        retryBudget: '{"percent":5} spec.trafficPolicy.retryBudget',
      },
      { tls: '{"mode":"DISABLE"} spec.trafficPolicy.portLevelSettings.0.tls' },
    ]);
  });

  test('GIVEN a subset THEN its fields come before those of the whole; those of a port stand for all', () => {
    expect(
      policy(
        '{host: a, trafficPolicy: {loadBalancer: {simple: RANDOM}, tls: {mode: SIMPLE}}, subsets: [{name: v1, trafficPolicy: {tls: {mode: DISABLE}, portLevelSettings: [{port: {number: 81}, outlierDetection: {interval: 1s}}]}}]}',
        'v1',
      ),
    ).toEqual([
      {
        loadBalancer: '{"simple":"RANDOM"} spec.trafficPolicy.loadBalancer',
        tls: '{"mode":"DISABLE"} spec.subsets.0.trafficPolicy.tls',
      },
      { outlierDetection: '{"interval":"1s"} spec.subsets.0.trafficPolicy.portLevelSettings.0.outlierDetection' },
    ]);
  });

  test('GIVEN no rule, or none of the subset THEN there is nothing, or what holds for all', () => {
    expect(policy('{host: b, trafficPolicy: {tls: {mode: SIMPLE}}}')).toEqual([{}, {}]);
    expect(policy('{host: a, trafficPolicy: {tls: {mode: SIMPLE}}}', 'gone')[0]).toEqual({
      tls: '{"mode":"SIMPLE"} spec.trafficPolicy.tls',
    });
  });

  test('GIVEN a ServiceEntry of another namespace THEN a rule beside the client counts for it', () => {
    const mesh = meshOf(
      yaml(
        istio(
          'ServiceEntry',
          'web/e',
          '{hosts: [api.com], ports: [{number: 80, name: http, protocol: HTTP}], resolution: DNS}',
        ),
        destinationRule('shop/d', '{host: api.com, trafficPolicy: {tls: {mode: SIMPLE}}}'),
      ),
    );
    const called = mesh.host('api.com', 'shop');
    if (called === undefined) throw new Error('no service');
    expect(mesh.policy(client('shop'), called, 80).tls?.value).toEqual({ mode: 'SIMPLE' });
    expect(mesh.policy(client('other'), called, 80).tls).toBeUndefined();
  });
});
