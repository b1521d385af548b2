import { describe, expect, test } from '@jest/globals';
import { Duration, Size } from 'cdk8s';
import { type Action, flagsOf, spellingOf } from '../chaosblade-catalogue/action';
import { CONTAINER_ACTIONS, NODE_ACTIONS, POD_ACTIONS } from '../chaosblade-catalogue/actions';
import { type ChaosFault, ContainerFault, NodeFault, PodFault } from './fault';

const ALL = ['node', 'pod', 'container'];
const TC = 'local-port remote-port exclude-port destination-ip ignore-peer-port interface* exclude-ip protocol force';
const PROCESS = 'process process-cmd count local-port signal exclude-process pid ignore-not-found';

/** ChaosBlade 1.8.0: scopes, and flags, of which those with `*` are required. */
const CATALOGUE: Readonly<Record<string, readonly [scopes: readonly string[], flags: string]>> = {
  'cpu fullload': [ALL, 'cpu-count cpu-list cpu-percent cpu-index climb-time cgroup-root'],
  'mem load': [ALL, 'mem-percent reserve rate mode include-buffer-cache avoid-being-killed cgroup-root'],
  'network delay': [ALL, `${TC} time* offset`],
  'network drop': [ALL, 'source-ip destination-ip source-port destination-port string-pattern network-traffic'],
  'network dns': [ALL, 'domain* ip*'],
  'network dns_down': [ALL, 'allow_domain'],
  'network loss': [ALL, `${TC} percent*`],
  'network duplicate': [ALL, `${TC} percent*`],
  'network corrupt': [ALL, `${TC} percent*`],
  'network reorder': [ALL, `${TC} percent* correlation* gap time`],
  'network occupy': [ALL, 'port* force cgroup-root'],
  'process kill': [ALL, PROCESS],
  'process stop': [ALL, PROCESS],
  'process load': [ALL, 'count user ignore-not-found'],
  'disk fill': [ALL, 'path size percent reserve retain-handle'],
  'disk burn': [ALL, 'read write cgroup-root size path'],
  'disk unmount_stuck': [ALL, 'path*'],
  'file append': [ALL, 'filepath* content* count interval escape enable-base64 cgroup-root'],
  'file chmod': [ALL, 'filepath* mark*'],
  'file add': [ALL, 'filepath* directory content enable-base64 auto-create-dir'],
  'file delete': [ALL, 'filepath* force'],
  'file move': [ALL, 'filepath* target* force auto-create-dir'],
  'file load': [ALL, 'filepath* count force'],
  'file fdleak': [ALL, 'percent* directory prefix'],
  'script delay': [ALL, 'time* file* function-name*'],
  'script exit': [ALL, 'exit-code exit-message file* function-name*'],
  'pod delete': [['pod'], 'random'],
  'pod fail': [['pod'], ''],
  'pod IO': [['pod'], 'method delay path random percent errno'],
  'container remove': [['container'], 'force'],
};

/** Flags that do nothing. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  ...ALL.flatMap((scope) => [`${scope} cpu fullload cpu-index`, `${scope} process stop signal`]),
  'pod mem load avoid-being-killed',
  'container mem load avoid-being-killed',
]);

const combinations = Object.entries(CATALOGUE).flatMap(([action, [scopes, flags]]) =>
  scopes.map((scope) => ({ id: `${scope} ${action}`, flags: flags.split(' ').filter((flag) => flag !== '') })),
);

const tables: readonly (readonly [string, Readonly<Record<string, Action>>])[] = [
  ['node', NODE_ACTIONS],
  ['pod', POD_ACTIONS],
  ['container', CONTAINER_ACTIONS],
];

const traffic = { interface: 'eth0', percent: 1 };
const script = { file: '/run.sh', functionName: 'main' };

/** The least that each action must be told. */
const minimal = {
  cpuFullload: { cpuPercent: 80 },
  memLoad: { memPercent: 80 },
  networkDelay: { interface: 'eth0', time: Duration.millis(100) },
  networkLoss: traffic,
  networkDuplicate: traffic,
  networkCorrupt: traffic,
  networkReorder: { ...traffic, correlation: 0 },
  networkDrop: { destinationPort: 80 },
  networkDns: { domain: 'example.com', ip: '10.0.0.1' },
  networkDnsDown: {},
  networkOccupy: { port: 80 },
  processKill: { process: 'nginx', signal: 15 },
  processStop: { pid: '1' },
  processLoad: {},
  diskFill: { size: Size.mebibytes(1) },
  diskBurn: { read: true },
  diskUnmountStuck: { path: '/mnt' },
  fileAppend: { filepath: '/a', content: 'b' },
  fileChmod: { filepath: '/a', mark: '000' },
  fileAdd: { filepath: '/a' },
  fileDelete: { filepath: '/a' },
  fileMove: { filepath: '/a', target: '/b' },
  fileLoad: { filepath: '/a' },
  fileFdleak: { percent: 1 },
  scriptDelay: { ...script, time: Duration.seconds(1) },
  scriptExit: script,
} as const;

type Minimal<T> = { readonly [K in keyof T]: T[K] extends (flags?: infer F) => unknown ? F : unknown };
minimal satisfies Pick<Minimal<typeof NodeFault>, keyof typeof minimal>;

describe('the catalogue', () => {
  test('GIVEN ChaosBlade 1.8.0 THEN it has its 82 combinations of scope, target and action, and no other', () => {
    const ids = tables.flatMap(([scope, table]) =>
      Object.values(table).map(({ target, action }) => `${scope} ${target} ${action}`),
    );
    expect(ids).toHaveLength(82);
    expect(ids.sort()).toEqual(combinations.map(({ id }) => id).sort());
  });

  test.each(combinations)('GIVEN $id THEN it has its flags, but those that do nothing', ({ id, flags }) => {
    const [scope, target, action] = id.split(' ');
    const what = tables
      .filter(([name]) => name === scope)
      .flatMap(([, table]) => Object.values(table))
      .find((one) => one.target === target && one.action === action) as Action;
    const spelled = Object.entries(flagsOf(what)).map(([name, flag]) => spellingOf(name, flag));
    const expected = flags.map((flag) => flag.replace('*', '')).filter((flag) => !LEFT_OUT.has(`${id} ${flag}`));
    expect(spelled.sort()).toEqual(expected.sort());
  });

  test('GIVEN the least flags of every action WHEN they are made THEN they are what the catalogue knows and demands', () => {
    const special: readonly ChaosFault[] = [
      PodFault.podDelete(),
      PodFault.podFail(),
      PodFault.podIO({ delay: Duration.millis(10) }),
      ContainerFault.containerRemove(),
    ];
    const common = [NodeFault, PodFault, ContainerFault].flatMap((room) =>
      Object.entries(minimal).map(([name, flags]) =>
        (room as unknown as Record<string, (flags: object) => ChaosFault>)[name]?.(flags),
      ),
    );
    const faults = [...common, ...special].filter((fault) => fault !== undefined);
    expect(faults).toHaveLength(82);
    for (const { scope, target, action, matchers } of faults) {
      const [scopes, flags] = CATALOGUE[`${target} ${action}`] ?? [[], ''];
      expect(scopes).toContain(scope);
      const known = flags.split(' ');
      const given = matchers.map(([name]) => name);
      expect(known.map((flag) => flag.replace('*', ''))).toEqual(expect.arrayContaining(given));
      expect(given).toEqual(
        expect.arrayContaining(known.filter((flag) => flag.endsWith('*')).map((flag) => flag.slice(0, -1))),
      );
    }
  });
});
