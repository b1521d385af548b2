import { type Action, flagsOf, spellingOf } from './action';
import { CONTAINER_ACTIONS, NODE_ACTIONS, POD_ACTIONS } from './actions';
import type { Flag } from './flag';

/** What experiments attack, as they write it. */
export type ScopeName = 'node' | 'pod' | 'container';

const ACTIONS: ReadonlyMap<string, readonly Action[]> = new Map<ScopeName, readonly Action[]>([
  ['node', Object.values<Action>(NODE_ACTIONS)],
  ['pod', Object.values<Action>(POD_ACTIONS)],
  ['container', Object.values<Action>(CONTAINER_ACTIONS)],
]);

/** Other names of actions, by target. */
const ALIASES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  cpu: { load: 'fullload', fl: 'fullload' },
  process: { k: 'kill', f: 'stop', l: 'load' },
  file: { l: 'load' },
  container: { rm: 'remove' },
};

/** Targets of containers whose actions come with the operator in a file of their own, by the frameworks of Java. */
const JVM_TARGETS: ReadonlySet<string> = new Set([
  ...['jvm', 'dubbo', 'http', 'servlet', 'druid', 'jedis', 'mysql', 'psql', 'rocketmq', 'tars', 'rabbitmq', 'kafka'],
  ...['redisson', 'mongodb', 'es', 'hbase', 'hdfs', 'gateway', 'feign', 'zk', 'security', 'log', 'ck'],
]);

/** Flags that say where a fault happens; the operator reads them, and the tool never sees them. */
const RESOURCE_FLAGS: ReadonlySet<string> = new Set([
  ...['names', 'labels', 'namespace', 'evict-count', 'evict-percent'],
  ...['container-ids', 'container-names', 'container-index'],
  ...['chaosblade-path', 'chaosblade-override', 'chaosblade-deploy-mode', 'chaosblade-download-url'],
  ...['is-docker-network', 'use-sidecar-container-network'],
]);

/** Flags of ChaosBlade's own command line, on which nothing is known here. */
const COMMAND_LINE_FLAGS: ReadonlySet<string> = new Set([
  ...['async', 'endpoint', 'channel', 'install-path', 'blade-release', 'override-blade-release'],
  ...['ssh-host', 'ssh-key', 'ssh-key-passphrase', 'ssh-port', 'ssh-user', 'uid'],
]);

/** An action as experiments write it. */
export interface KnownAction {
  readonly what: Action;
  /** Its flags by how they are written, with their names in TypeScript. */
  readonly flags: ReadonlyMap<string, { readonly name: string; readonly flag: Flag }>;
  /** Flags that are taken and do nothing. */
  readonly withoutEffect: ReadonlySet<string>;
}

const known = new WeakMap<Action, KnownAction>();

/** An action by how it is written, or one of its other names; undefined when there is none. */
export function findAction(scope: string, target: string, action: string): KnownAction | undefined {
  const name = ALIASES[target]?.[action] ?? action;
  const what = ACTIONS.get(scope)?.find((each) => each.target === target && each.action === name);
  if (what === undefined) return undefined;
  let found = known.get(what);
  if (found === undefined) {
    found = {
      what,
      flags: new Map(Object.entries(flagsOf(what)).map(([own, flag]) => [spellingOf(own, flag), { name: own, flag }])),
      withoutEffect: withoutEffect(scope, what),
    };
    known.set(what, found);
  }
  return found;
}

/** What is left out of the catalogue since it does nothing. */
function withoutEffect(scope: string, { target, action }: Action): ReadonlySet<string> {
  switch (`${target} ${action}`) {
    case 'cpu fullload':
      return new Set(['cpu-index']);
    case 'process stop':
      return new Set(['signal']);
    case 'mem load':
      return new Set(scope === 'node' ? [] : ['avoid-being-killed']);
    default:
      return new Set();
  }
}

/** Every scope. */
export function scopeNames(): readonly string[] {
  return [...ACTIONS.keys()];
}

/** The targets of a scope, without those of Java. */
export function targetNames(scope: string): readonly string[] {
  return [...new Set((ACTIONS.get(scope) ?? []).map(({ target }) => target))].sort();
}

/** The actions of a target. */
export function actionNames(scope: string, target: string): readonly string[] {
  return (ACTIONS.get(scope) ?? []).filter((each) => each.target === target).map(({ action }) => action);
}

/** Whether a target has actions that are not in this catalogue. */
export function isOfJava(scope: string, target: string): boolean {
  return scope === 'container' && JVM_TARGETS.has(target);
}

/** Whether any experiment may have a flag, whatever its action. */
export function isCommonFlag(name: string): boolean {
  return name === 'timeout' || RESOURCE_FLAGS.has(name) || COMMAND_LINE_FLAGS.has(name);
}
