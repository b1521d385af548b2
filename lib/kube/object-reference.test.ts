import { describe, expect, test } from '@jest/globals';
import { apiVersionOf, describeObject, groupOf, identityOf, referenceOf, versionOf } from './object-reference';

describe('what identifies an object', () => {
  test('GIVEN an object THEN it is what it calls itself, with empty texts for what it does not say', () => {
    expect(referenceOf({ apiVersion: 'v1', kind: 'Pod', metadata: { namespace: 'web', name: 'a' } })).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      namespace: 'web',
      name: 'a',
    });
    expect(referenceOf({ metadata: { namespace: '', generateName: 'a-' } })).toEqual({
      apiVersion: '',
      kind: '',
      name: 'a-',
    });
    expect(referenceOf({ kind: 7, metadata: [] })).toEqual({ apiVersion: '', kind: '', name: '' });
  });

  test('GIVEN an object in two versions of its group THEN it is one object', () => {
    const [a, b] = ['v1', 'v1beta1'].map((version) =>
      identityOf({ apiVersion: `networking.istio.io/${version}`, kind: 'Gateway', namespace: 'web', name: 'a' }),
    );
    expect(a).toBe(b);
    expect(a).not.toBe(identityOf({ apiVersion: 'networking.istio.io/v1', kind: 'Gateway', name: 'a' }));
  });

  test.each([
    ['v1', '', 'v1'],
    ['apps/v1', 'apps', 'v1'],
  ])('GIVEN %s THEN its group is %j and its version %s', (apiVersion, group, version) => {
    expect([groupOf(apiVersion), versionOf(apiVersion), apiVersionOf(group, version)]).toEqual([
      group,
      version,
      apiVersion,
    ]);
  });

  test('GIVEN an object THEN a message names it with as much as is known', () => {
    expect(describeObject({ apiVersion: 'v1', kind: 'Pod', namespace: 'web', name: 'a' })).toBe('Pod web/a');
    expect(describeObject({ apiVersion: 'v1', kind: 'Namespace', name: 'web' })).toBe('Namespace web');
    expect(describeObject({ apiVersion: 'v1', kind: 'Pod', name: '' })).toBe('Pod');
  });
});
