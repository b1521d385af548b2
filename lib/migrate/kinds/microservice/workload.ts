import { isMap, type JsonMap } from '../../../kube/json';
import { type Entry, type Expression, literal, method } from '../../code/expression';
import { cannot } from '../inexpressible';
import { specOf } from '../metadata';
import { field, fields, json, listOf, mapOf, mapsOf, maybe, microservice, seconds, textOf } from '../values';
import type { Disk } from './mounts';

/** `strategy`, and `workload` for what is no Deployment or says more than a Deployment usually does. */
export function workloadEntries(workload: JsonMap, disks: readonly Disk[]): readonly (Entry | undefined)[] {
  const { replicas: _, selector: __, template: ___, ...spec } = specOf(workload);
  switch (workload.kind) {
    case 'Deployment':
      return deployment(spec);
    case 'StatefulSet':
      return [field('workload', statefulSet(spec, disks))];
    default:
      return [field('workload', daemonSet(spec))];
  }
}

const of = (kind: string, options: readonly (Entry | undefined)[]): Expression => {
  const written = fields(options);
  return method(microservice('Workload'), kind, ...(written.entries.length === 0 ? [] : [written]));
};

function deployment(spec: JsonMap): readonly (Entry | undefined)[] {
  const { strategy, minReadySeconds, revisionHistoryLimit, progressDeadlineSeconds, ...others } = spec;
  refuse(others, 'Deployments');
  const { type, rollingUpdate } = mapOf(strategy) ?? {};
  const limits = mapOf(rollingUpdate);
  const options = [
    field('maxSurge', maybe(limits?.maxSurge)),
    field('maxUnavailable', maybe(limits?.maxUnavailable)),
    minReadySeconds === 0 ? undefined : field('minReady', seconds(minReadySeconds)),
    revisionHistoryLimit === 10 ? undefined : field('revisionHistoryLimit', maybe(revisionHistoryLimit)),
    progressDeadlineSeconds === 600 ? undefined : field('progressDeadline', seconds(progressDeadlineSeconds)),
  ];
  const isPlain = options.every((option) => option === undefined);
  const kind = limits === undefined ? textOf(type) : undefined;
  return [
    kind === undefined ? undefined : field('strategy', literal(kind)),
    isPlain ? undefined : field('workload', of('deployment', options)),
  ];
}

function statefulSet(spec: JsonMap, disks: readonly Disk[]): Expression {
  const {
    serviceName: _,
    podManagementPolicy,
    updateStrategy,
    minReadySeconds,
    revisionHistoryLimit,
    ...others
  } = spec;
  const { volumeClaimTemplates, persistentVolumeClaimRetentionPolicy, ...unknown } = others;
  refuse(unknown, 'StatefulSets');
  const partition = mapOf(mapOf(updateStrategy)?.rollingUpdate)?.partition;
  const claims = mapsOf(volumeClaimTemplates) ?? [];
  return of('statefulSet', [
    claims.length === 0 ? undefined : field('claims', fields(claims.map((each) => claim(each, disks)))),
    podManagementPolicy === 'Parallel' ? field('parallel', literal(true)) : undefined,
    partition === undefined || partition === 0 ? undefined : field('partition', json(partition)),
    field('minReady', seconds(minReadySeconds)),
    field('claimRetention', maybe(persistentVolumeClaimRetentionPolicy)),
    revisionHistoryLimit === 10 ? undefined : field('revisionHistoryLimit', maybe(revisionHistoryLimit)),
  ]);
}

function claim({ metadata, spec }: JsonMap, disks: readonly Disk[]): Entry | undefined {
  const name = textOf(mapOf(metadata)?.name) ?? cannot('a claim has no name');
  const disk = disks.find((each) => each.name === name) ?? cannot(`nothing mounts claim ${name}`);
  const { accessModes, storageClassName, resources } = mapOf(spec) ?? {};
  const modes = listOf(accessModes);
  const size = mapOf(mapOf(resources)?.requests)?.storage;
  if (!/^[1-9]\d*(Ki|Mi|Gi|Ti)$/.test(String(size))) cannot(`the size of claim ${name} has no binary unit`);
  const isUsual = modes?.length === 1 && modes[0] === 'ReadWriteOnce';
  return field(
    name,
    fields([
      field('path', literal(disk.path)),
      field('size', json(size)),
      field('storageClassName', maybe(storageClassName)),
      isUsual ? undefined : field('accessModes', maybe(modes)),
    ]),
  );
}

function daemonSet(spec: JsonMap): Expression {
  const { updateStrategy, minReadySeconds, revisionHistoryLimit, ...others } = spec;
  refuse(others, 'DaemonSets');
  const { rollingUpdate } = mapOf(updateStrategy) ?? {};
  const limits = mapOf(rollingUpdate);
  return of('daemonSet', [
    field('maxSurge', maybe(limits?.maxSurge)),
    field('maxUnavailable', maybe(limits?.maxUnavailable)),
    minReadySeconds === 0 ? undefined : field('minReady', seconds(minReadySeconds)),
    revisionHistoryLimit === 10 ? undefined : field('revisionHistoryLimit', maybe(revisionHistoryLimit)),
  ]);
}

function refuse(others: JsonMap, what: string): void {
  const [other] = Object.keys(others);
  if (other !== undefined) cannot(`${what} of the construct have no ${other}`);
}

/** Disks of a StatefulSet that its container mounts. */
export function disksOf(workload: JsonMap, container: JsonMap): readonly Disk[] {
  const names = (mapsOf(specOf(workload).volumeClaimTemplates) ?? []).map(({ metadata }) =>
    isMap(metadata) ? metadata.name : undefined,
  );
  return (mapsOf(container.volumeMounts) ?? []).flatMap(({ name, mountPath }) =>
    names.includes(name) ? [{ name: String(name), path: textOf(mountPath) ?? '' }] : [],
  );
}
