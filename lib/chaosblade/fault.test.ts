import { describe, expect, test } from '@jest/globals';
import { Duration, Size } from 'cdk8s';
import { ContainerFault, NodeFault, PodFault } from './fault';

describe('a fault', () => {
  test('GIVEN values with units THEN they are written in the units of ChaosBlade, as lists of texts', () => {
    expect(
      PodFault.networkDelay({
        interface: 'eth0',
        time: Duration.seconds(3),
        offset: Duration.seconds(1),
        remotePort: [80, '8000-8080', { targetPort: 9080 }],
        excludeIp: ['10.0.0.0/8', '10.0.0.1'],
        protocol: 'tcp',
        force: true,
        ignorePeerPort: false,
      }).matchers,
    ).toEqual([
      ['interface', ['eth0']],
      ['time', ['3000']],
      ['remote-port', ['80', '8000-8080', '9080']],
      ['protocol', ['tcp']],
      ['offset', ['1000']],
      ['exclude-ip', ['10.0.0.0/8', '10.0.0.1']],
      ['force', ['true']],
    ]);
    expect(NodeFault.diskFill({ size: Size.gibibytes(2), path: '/home' }).matchers).toEqual([
      ['size', ['2048']],
      ['path', ['/home']],
    ]);
    expect(
      NodeFault.cpuFullload({ cpuPercent: 80, cpuList: [0, '2-3'], climbTime: Duration.minutes(1) }).matchers,
    ).toEqual([
      ['cpu-percent', ['80']],
      ['cpu-list', ['0', '2-3']],
      ['climb-time', ['60']],
    ]);
    expect(PodFault.networkDnsDown({ allowDomain: ['a.com', 'b.com'] }).matchers).toEqual([
      ['allow_domain', ['a.com', 'b.com']],
    ]);
    expect(NodeFault.networkLoss({ interface: 'eth0', percent: 60, localPort: { nodePort: 31966 } }).matchers).toEqual([
      ['interface', ['eth0']],
      ['percent', ['60']],
      ['local-port', ['31966']],
    ]);
    expect(PodFault.podIO({ method: ['read', 'write'], errno: 28, path: '/data', percent: 50 }).matchers).toEqual([
      ['errno', ['28']],
      ['method', ['read', 'write']],
      ['path', ['/data']],
      ['percent', ['50']],
    ]);
  });

  test('GIVEN a port of a Service that is also one of nodes THEN each scope takes its own', () => {
    const localPort = { nodePort: 31966, targetPort: 8080 };
    const portOf = ({ matchers }: { matchers: readonly (readonly [string, readonly string[]])[] }) => matchers[2];
    expect(portOf(NodeFault.networkLoss({ interface: 'eth0', percent: 1, localPort }))).toEqual([
      'local-port',
      ['31966'],
    ]);
    expect(portOf(PodFault.networkLoss({ interface: 'eth0', percent: 1, localPort }))).toEqual([
      'local-port',
      ['8080'],
    ]);
  });

  test('GIVEN flags that force THEN it cannot be undone', () => {
    expect(ContainerFault.fileDelete({ filepath: '/a' }).ending).toBe('duration');
    expect(ContainerFault.fileDelete({ filepath: '/a', force: false }).ending).toBe('duration');
    expect(ContainerFault.fileDelete({ filepath: '/a', force: true }).ending).toBe('irreversible');
  });

  const loss = { interface: 'eth0', percent: 60 };
  const time = Duration.seconds(1);
  test.each<readonly [string, () => unknown, string]>([
    [
      'a percentage',
      () => NodeFault.networkLoss({ ...loss, percent: 160 }),
      'percent must be a whole number from 1 to 100, not 160',
    ],
    [
      'none',
      () => NodeFault.networkLoss({ ...loss, percent: 0 }),
      'percent must be a whole number from 1 to 100, not 0',
    ],
    [
      'a fraction',
      () => NodeFault.cpuFullload({ cpuPercent: 0.5 }),
      'cpuPercent must be a whole number from 1 to 100, not 0.5',
    ],
    [
      'a port',
      () => NodeFault.networkOccupy({ port: 70000 }),
      'port must be a whole number from 1 to 65535, not 70000',
    ],
    ['a range', () => PodFault.networkLoss({ ...loss, localPort: '90-80' }), 'localPort must be a number or a range'],
    [
      'an interface',
      () => PodFault.networkLoss({ ...loss, interface: 'eth 0' }),
      'interface must be a network interface',
    ],
    ['an address', () => PodFault.networkDns({ domain: 'a', ip: 'b' }), 'ip must be an IP address, not "b"'],
    [
      'a subnet',
      () => PodFault.networkLoss({ ...loss, excludeIp: '10.0.0.0/33' }),
      'excludeIp must be IPv4 addresses or ranges',
    ],
    ['a path', () => PodFault.fileAdd({ filepath: 'a' }), 'filepath must be an absolute path, such as "/tmp", not "a"'],
    ['a mode', () => PodFault.fileChmod({ filepath: '/a', mark: '888' }), 'mark must be three octal digits'],
    [
      'blanks',
      () => PodFault.fileAppend({ filepath: '/a', content: 'b c' }),
      'content must not have blanks, at which the operator would cut it off: "b c"; content can be given in base64',
    ],
    [
      'commas',
      () => PodFault.networkDns({ domain: 'a,b', ip: '10.0.0.1' }),
      'domain must be a list, not texts with commas: "a,b"',
    ],
    [
      'a part of a millisecond',
      () => PodFault.networkDelay({ interface: 'eth0', time: Duration.millis(0.5) }),
      'time must be a whole number of milliseconds from 1, not 0.5',
    ],
    [
      'a part of a mebibyte',
      () => PodFault.diskFill({ size: Size.kibibytes(512) }),
      'size must be a whole number of mebibytes from 1, not 0.5',
    ],
    [
      'a long climb',
      () => PodFault.cpuFullload({ cpuPercent: 1, climbTime: Duration.hours(1) }),
      'climbTime must be a whole number of seconds from 0 to 600, not 3600',
    ],
    [
      'a false instead of one of two',
      () => PodFault.diskBurn({ read: false } as never),
      'at least one of read, write must be given',
    ],
    ['what is missing', () => PodFault.networkDelay({ time } as never), 'interface must be given'],
    [
      'two of one',
      () => PodFault.diskFill({ percent: 1, size: Size.mebibytes(1) } as never),
      'exactly one of percent, reserve, size must be given, not percent and size',
    ],
    [
      'what excludes each other',
      () => PodFault.networkLoss({ ...loss, localPort: 80, excludePort: 22 } as never),
      'localPort excludes excludePort: ChaosBlade would ignore one of them',
    ],
    [
      'an unknown flag',
      () => PodFault.podDelete({ force: true } as never),
      'there is no flag force: its flags are random',
    ],
    [
      'an unknown word',
      () => PodFault.memLoad({ memPercent: 1, mode: 'disk' as never }),
      'mode must be "ram" or "cache", not "disk"',
    ],
  ])('GIVEN %s that ChaosBlade would fail on THEN it is refused', (_, make, message) => {
    expect(make).toThrow(message);
  });

  test('GIVEN an error THEN it names the fault', () => {
    expect(() => NodeFault.networkLoss({ ...loss, percent: 160 })).toThrow(/^\[NodeFault\.networkLoss\] percent /);
  });
});
