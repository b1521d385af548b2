import type { Container, PodSpec } from '../../world/native-specs';
import type { Workload } from '../../world/workload';
import type { World } from '../../world/world';
import type { Pair } from './counterparts';
import { fieldChanges, textOf, type ValueChange } from './fields';

/** In which objects stand. */
export interface Worlds {
  readonly before: World;
  readonly after: World;
}

/** What is other of the pods of a workload, in words; undefined for what has no pods. */
export function podChanges({ before, after }: Pair, worlds: Worlds): readonly ValueChange[] | undefined {
  const [old, now] = [worlds.before.workloadOf(before), worlds.after.workloadOf(after)];
  if (old?.pod === undefined || now?.pod === undefined) return undefined;
  const changes: ValueChange[] = [];
  const note = (name: string, own: unknown, other: unknown) => {
    const [was, is] = [own, other].map((value) => (value === undefined ? undefined : textOf(value)));
    if (was !== is) changes.push({ name, before: was, after: is });
  };
  note('pods', old.replicas ?? 'one on each node', now.replicas ?? 'one on each node');
  for (const [was, is] of paired(allContainers(old.pod), allContainers(now.pod))) {
    const name = `container ${(is ?? was)?.name}`;
    if (was === undefined || is === undefined) note(name, was?.image ?? was?.name, is?.image ?? is?.name);
    else noteContainer(name, was, is, note);
  }
  const { containers: _own, initContainers: _init, ...rest } = old.pod;
  const { containers: _other, initContainers: _others, ...others } = now.pod;
  return [...changes, ...fieldChanges(aroundPods(old, rest), aroundPods(now, others))];
}

/** What else makes pods be replaced or found by others. */
function aroundPods({ labels, annotations }: Workload, pod: object): object {
  return { labels, annotations, ...pod };
}

function allContainers({ containers = [], initContainers = [] }: PodSpec): readonly Container[] {
  return [...containers, ...initContainers];
}

function paired(
  old: readonly Container[],
  now: readonly Container[],
): readonly (readonly [Container | undefined, Container | undefined])[] {
  const names = new Set([...old, ...now].map(({ name }) => name));
  const named = (list: readonly Container[], own: string) => list.find(({ name }) => name === own);
  return [...names].sort().map((name) => [named(old, name), named(now, name)] as const);
}

const PROBES = [
  ['readinessProbe', 'readiness probe'],
  ['livenessProbe', 'liveness probe'],
  ['startupProbe', 'startup probe'],
] as const;

function noteContainer(
  name: string,
  old: Container,
  now: Container,
  note: (name: string, before: unknown, after: unknown) => void,
): void {
  note(`image of ${name}`, old.image, now.image);
  for (const resource of keysOf(old.resources?.requests, now.resources?.requests)) {
    note(`${resource} that ${name} asks for`, old.resources?.requests?.[resource], now.resources?.requests?.[resource]);
  }
  for (const resource of keysOf(old.resources?.limits, now.resources?.limits)) {
    note(`most ${resource} for ${name}`, old.resources?.limits?.[resource], now.resources?.limits?.[resource]);
  }
  for (const [field, words] of PROBES) note(`${words} of ${name}`, probeText(old[field]), probeText(now[field]));
  for (const variable of keysOf(byName(old.env), byName(now.env))) {
    note(`variable ${variable} of ${name}`, byName(old.env)[variable], byName(now.env)[variable]);
  }
  for (const { name: path, before, after } of fieldChanges(restOf(old), restOf(now)))
    note(`${path} of ${name}`, before, after);
}

function restOf(container: Container): object {
  const { name, image, env, readinessProbe, livenessProbe, startupProbe, resources, ...rest } = container;
  return rest;
}

function byName(env: Container['env'] = []): Readonly<Record<string, string>> {
  return Object.fromEntries(env.map(({ name, value, valueFrom }) => [name, value ?? textOf(valueFrom ?? '')]));
}

function keysOf(...maps: readonly (object | undefined)[]): readonly string[] {
  return [...new Set(maps.flatMap((map) => Object.keys(map ?? {})))].sort();
}

/** `GET :8080/healthz every 10 s`. */
function probeText(probe: Container['readinessProbe']): string | undefined {
  if (probe === undefined) return undefined;
  const { httpGet, tcpSocket, exec, grpc, ...times } = probe as Record<string, unknown> & {
    readonly httpGet?: { readonly port?: unknown; readonly path?: string };
    readonly tcpSocket?: { readonly port?: unknown };
    readonly exec?: { readonly command?: readonly string[] };
    readonly grpc?: { readonly port?: unknown };
  };
  const asks =
    httpGet !== undefined
      ? `GET :${httpGet.port}${httpGet.path ?? '/'}`
      : tcpSocket !== undefined
        ? `TCP :${tcpSocket.port}`
        : grpc !== undefined
          ? `gRPC :${grpc.port}`
          : (exec?.command ?? []).join(' ');
  const said = Object.entries(times).map(([key, value]) => `${key} ${textOf(value)}`);
  return [asks, ...said.sort()].join(', ');
}
