import { describe, expect, test } from '@jest/globals';
import { said } from './fixtures';

describe('ports and selectors', () => {
  test.each<[string, object, string[]]>([
    ['as they may be', { selector: { matchLabels: { app: 'a' } }, portLevelMtls: { 8080: { mode: 'DISABLE' } } }, []],
    [
      'ports of nobody',
      { portLevelMtls: { 8080: { mode: 'DISABLE' } } },
      ['error spec.portLevelMtls: ports are those of certain workloads, and none are selected'],
    ],
    [
      'no ports',
      { selector: { matchLabels: { app: 'a' } }, portLevelMtls: {} },
      ['error spec.portLevelMtls: there are no ports in it'],
    ],
    [
      'a port that is none, of all workloads',
      { selector: { matchLabels: {} }, portLevelMtls: { 0: { mode: 'STRICT' } } },
      [
        'error spec.portLevelMtls: ports are those of certain workloads, and none are selected',
        'error spec.portLevelMtls.0: 0 is not a port',
        'warning spec.selector: the selector has no labels, so it selects every workload of the namespace',
      ],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('PeerAuthentication', spec)).toEqual(expected);
  });
});
