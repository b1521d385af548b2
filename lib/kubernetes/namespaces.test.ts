import { describe, expect, test } from '@jest/globals';
import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import { Namespace, type NamespaceProps } from './namespaces';

const namespace = (props?: NamespaceProps, inNamespace?: string) =>
  new Namespace(new Chart(new App(), 'platform', { namespace: inNamespace }), 'bookinfo', props);
const labels = (props: NamespaceProps) => ApiObject.of(namespace(props)).toJson().metadata.labels;

describe('a namespace', () => {
  test('has a name and nothing else by default', () => {
    expect(namespace().name).toBe('bookinfo');
    expect(ApiObject.of(namespace()).toJson()).toEqual({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'bookinfo' },
    });
  });

  test('is in no namespace, whatever its chart says, and can be patched', () => {
    // GIVEN
    const resource = ApiObject.of(namespace({}, 'bookinfo'));

    // WHEN
    resource.addJsonPatch(JsonPatch.add('/metadata/annotations', { owner: 'shop' }));

    // THEN
    expect(resource.toJson().metadata).toEqual({ name: 'bookinfo', annotations: { owner: 'shop' } });
  });

  test('says whether pods get a sidecar, by one label', () => {
    expect(labels({ injection: true })).toEqual({ 'istio-injection': 'enabled' });
    expect(labels({ injection: false })).toEqual({ 'istio-injection': 'disabled' });
    expect(labels({ injection: { revision: '1-30-3' } })).toEqual({ 'istio.io/rev': '1-30-3' });
  });

  test('says how secure pods must be', () => {
    expect(labels({ podSecurity: { enforce: 'baseline', audit: 'restricted', warn: 'restricted' } })).toEqual({
      'pod-security.kubernetes.io/enforce': 'baseline',
      'pod-security.kubernetes.io/audit': 'restricted',
      'pod-security.kubernetes.io/warn': 'restricted',
    });
    expect(labels({ podSecurity: { warn: 'restricted', version: 'v1.34' } })).toEqual({
      'pod-security.kubernetes.io/warn': 'restricted',
      'pod-security.kubernetes.io/warn-version': 'v1.34',
    });
  });

  test('has labels of its own', () => {
    expect(labels({ injection: true, labels: { team: 'shop' } })).toEqual({
      'istio-injection': 'enabled',
      team: 'shop',
    });
  });

  test('refuses what the API server refuses, and the second way of injection', () => {
    expect(() => new Namespace(new Chart(new App(), 'platform'), 'Book')).toThrow(
      '[platform/Book] name of the namespace "Book" must be 1 to 63',
    );
    expect(() => labels({ labels: { team: 'a b' } })).toThrow('label team cannot have the value "a b"');
    expect(() => labels({ injection: { revision: '' } })).toThrow('the revision of the control plane is empty');
    expect(() => labels({ injection: true, labels: { 'istio.io/rev': 'x' } as never })).toThrow(
      '[platform/bookinfo] label istio.io/rev belongs to the prop `injection`: move it there',
    );
    expect(() => labels({ podSecurity: { warn: 'baseline', version: 'v1.x' as never } })).toThrow(
      'must be "latest" or such as "v1.34", not "v1.x"',
    );
  });
});
