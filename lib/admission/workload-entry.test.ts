import { describe, expect, test } from '@jest/globals';
import { said } from './fixtures';

describe('addresses', () => {
  test.each<[string, object, string[]]>([
    ['as they may be', { address: '2001:db8::1', ports: { http: 80 }, labels: { app: 'a' } }, []],
    ['names', { address: 'vm.example.com' }, []],
    ['none', {}, ['error spec.address: no address given']],
    [
      'of another network',
      { network: 'a' },
      ['warning spec.address: without an address the workload is reached through the gateways of network "a"'],
    ],
    [
      'that are none',
      { address: 'a b', ports: { a_b: 0 }, labels: { app: 'a b' } },
      [
        'error spec.address: "a b" is neither an IP address nor a domain name',
        'error spec.ports.a_b: "a_b" is not the name of a port',
        'error spec.ports.a_b: 0 given: a port is a number from 1 to 65535',
        'error spec.labels.app: "a b" cannot be the value of a label',
      ],
    ],
    ['sockets', { address: 'unix://@name' }, []],
    [
      'sockets with ports',
      { address: 'unix:///a/', ports: { http: 80 } },
      [
        'error spec.address: "unix:///a/" names no socket: the path must be absolute and that of a file',
        'error spec.ports: a socket of a file has no ports',
      ],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('WorkloadEntry', spec)).toEqual(expected);
  });
});
