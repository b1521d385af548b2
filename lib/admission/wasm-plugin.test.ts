import { describe, expect, test } from '@jest/globals';
import { said } from './fixtures';

describe('modules', () => {
  test.each<[string, object, string[]]>([
    [
      'as they may be',
      {
        url: 'oci://ghcr.io/a/b:1',
        sha256: 'a'.repeat(64),
        match: [{ ports: [{ number: 80 }] }],
        vmConfig: {
          env: [
            { name: 'A', valueFrom: 'HOST' },
            { name: 'B', value: 'c' },
          ],
        },
      },
      [],
    ],
    ['without a scheme', { url: 'ghcr.io:5000/a/b' }, []],
    [
      'from nowhere',
      { url: '', sha256: 'abc', match: [{ ports: [{ number: 0 }] }] },
      [
        'error spec.url: it is not said where the module is',
        'error spec.sha256: "abc" is not a checksum',
        'error spec.match[0].ports[0].number: 0 given: a port is a number from 1 to 65535',
      ],
    ],
    [
      'fetched in no way that there is',
      {
        url: 'ftp://a/b',
        vmConfig: { env: [{ name: '' }, { name: 'A', value: 'b', valueFrom: 'HOST' }, { name: 'A' }] },
      },
      [
        'error spec.url: "ftp" is not how a module is fetched',
        'error spec.vmConfig.env[0].name: the variable has no name',
        'error spec.vmConfig.env[1].value: the value is that of the proxy',
        'error spec.vmConfig.env[2].name: "A" is written twice',
      ],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('WasmPlugin', spec)).toEqual(expected);
  });
});
