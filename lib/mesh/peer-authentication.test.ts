import { describe, expect, test } from '@jest/globals';
import { istio, meshOf, yaml } from './fixtures';

const peer = (name: string, spec: string, more?: string) => istio('PeerAuthentication', name, spec, more);
const A = { namespace: 'web', labels: { app: 'a' } };

function modes(text: string, ports: readonly number[] = [80]): readonly string[] {
  const mesh = meshOf(text);
  return ports.map((port) => {
    const { mode, place } = mesh.mutualTls(A, port);
    return place === undefined ? mode : `${mode} ${place.entity.id.namespace}/${place.entity.id.name}`;
  });
}

describe('mutual TLS', () => {
  const mesh = peer('istio-system/mesh', '{mtls: {mode: STRICT}}');
  const own = peer('web/own', '{mtls: {mode: DISABLE}}');
  const one = peer(
    'web/one',
    '{selector: {matchLabels: {app: a}}, mtls: {mode: PERMISSIVE}, portLevelMtls: {"8080": {mode: STRICT}, "9090": {mode: UNSET}}}',
  );

  test('GIVEN nothing THEN both are taken', () => {
    expect(modes('')).toEqual(['PERMISSIVE']);
  });

  test('GIVEN levels THEN the nearest counts, for a port before for all', () => {
    expect(modes(mesh)).toEqual(['STRICT istio-system/mesh']);
    expect(modes(yaml(mesh, own))).toEqual(['DISABLE web/own']);
    expect(modes(yaml(mesh, own, one), [80, 8080, 9090])).toEqual([
      'PERMISSIVE web/one',
      'STRICT web/one',
      'PERMISSIVE web/one',
    ]);
  });

  test('GIVEN a level that says UNSET, or nothing THEN the next one counts', () => {
    expect(modes(yaml(mesh, peer('web/own', '{mtls: {mode: UNSET}}')))).toEqual(['STRICT istio-system/mesh']);
    expect(modes(yaml(mesh, peer('web/one', '{selector: {matchLabels: {app: a}}}')))).toEqual([
      'STRICT istio-system/mesh',
    ]);
  });

  test('GIVEN one in the root namespace that selects pods THEN others’ pods have nothing of it', () => {
    expect(modes(peer('istio-system/x', '{selector: {matchLabels: {app: a}}, mtls: {mode: STRICT}}'))).toEqual([
      'PERMISSIVE',
    ]);
  });

  test('GIVEN several of one level THEN the oldest counts, the others are ignored', () => {
    const text = yaml(peer('web/b', '{mtls: {mode: STRICT}}'), peer('web/a', '{mtls: {mode: DISABLE}}'));
    expect(modes(text)).toEqual(['DISABLE web/a']);
    const found = meshOf(text).peerAuthentications('web');
    expect([found.ignored.map(({ id }) => id.name), found.orderAssumed]).toEqual([['b'], true]);
  });

  test('GIVEN the very same labels in two namespaces THEN each has its own', () => {
    const found = meshOf(one);
    const { labels } = A;
    expect(['web', 'other'].map((namespace) => found.mutualTls({ namespace, labels }, 8080).mode)).toEqual([
      'STRICT',
      'PERMISSIVE',
    ]);
  });
});
