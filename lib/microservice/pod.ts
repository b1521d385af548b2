import type { Duration } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { MeshwrightError } from '../core/errors';
import type { Frozen } from '../core/frozen';
import { type Hardening, harden, type Relaxations } from '../kubernetes/hardening';
import { Mount, type NamedObject } from '../kubernetes/mount';
import type { Port } from '../kubernetes/port';
import { type Scheduling, schedulingToWire } from '../kubernetes/scheduling';
import {
  type ContainerProps,
  type ContainerSettings,
  containerToWire,
  type InitContainerProps,
  mountsOf,
} from './container';

/** Fields of a pod that have no setting of their own. */
export type OtherPodFields = Pick<
  k8s.PodSpec,
  | 'dnsConfig'
  | 'dnsPolicy'
  | 'enableServiceLinks'
  | 'hostUsers'
  | 'hostname'
  | 'nodeName'
  | 'os'
  | 'overhead'
  | 'preemptionPolicy'
  | 'readinessGates'
  | 'resourceClaims'
  | 'runtimeClassName'
  | 'schedulerName'
  | 'schedulingGates'
  | 'setHostnameAsFqdn'
  | 'shareProcessNamespace'
  | 'subdomain'
> & {
  /** What the hardening does not say. */
  readonly securityContext?: Frozen<
    Pick<
      k8s.PodSecurityContext,
      'fsGroup' | 'fsGroupChangePolicy' | 'seLinuxOptions' | 'supplementalGroups' | 'sysctls' | 'windowsOptions'
    >
  >;
};

/** What the pods of an app that is there already say of security, and nothing else. */
export interface ExistingSecurity {
  /** Of the pods as a whole. @default - nothing */
  readonly pod?: Frozen<k8s.PodSecurityContext>;
  /** Of their containers, by name. @default - nothing */
  readonly containers?: Readonly<Record<string, Frozen<k8s.SecurityContext>>>;
  /** Whether they get a token for the API server. @default - as their account says, else true */
  readonly automountServiceAccountToken?: boolean;
  /** Whether they use the node's network. @default false */
  readonly hostNetwork?: boolean;
  /** Whether they see the processes of the node. @default false */
  readonly hostPid?: boolean;
  /** Whether they share memory with processes of the node. @default false */
  readonly hostIpc?: boolean;
}

/** What every pod can have beside the app's container. */
export interface PodSettings {
  /**
   * Containers that run one after the other before that of the app, or start before it and stay.
   * @default - none
   * @see https://kubernetes.io/docs/concepts/workloads/pods/init-containers/
   */
  readonly initContainers?: readonly InitContainerProps[];
  /**
   * Containers beside that of the app.
   * @default - none
   */
  readonly sidecars?: readonly ContainerProps[];
  /**
   * On which nodes the pods run.
   * @default - any, as the scheduler likes
   */
  readonly scheduling?: Scheduling;
  /**
   * Names that the pods know beside those of DNS, by their address.
   * @default - none
   */
  readonly hostAliases?: Readonly<Record<string, readonly string[]>>;
  /**
   * Whether the pods get a sidecar.
   * @default - as the namespace says
   * @see https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/#controlling-the-injection-policy
   */
  readonly inject?: boolean;
  /**
   * Whether the pods are in the mesh without a sidecar.
   * @default - as the namespace says
   * @see https://istio.io/latest/docs/ambient/usage/add-workloads/#ambient-labels
   */
  readonly ambient?: boolean;
  /**
   * Labels of the pods, beside `app` and `version`.
   * @default - none
   */
  readonly podLabels?: Readonly<Record<string, string>>;
  /**
   * Annotations of the pods.
   * @default - none
   */
  readonly podAnnotations?: Readonly<Record<string, string>>;
  /**
   * The numeric id of the user that runs the containers. Not 1337, which is the sidecar's.
   * @default - 10001; the image's user with `relax.root`
   */
  readonly runAsUser?: number;
  /**
   * The numeric id of the group that runs the containers. Not 1337, which is the sidecar's.
   * @default - the same number as `runAsUser`
   */
  readonly runAsGroup?: number;
  /**
   * What the containers may do beyond the restricted Pod Security Standard, with reasons.
   * @default - nothing
   */
  readonly relax?: Relaxations;
  /**
   * Whether what {@link relax} does not name meets the restricted Pod Security Standard. With `'none'` only `runAsUser`
   * and `runAsGroup` are said, where they are given, and otherwise what is given: for apps that are not ready for it yet.
   * @default 'restricted'
   */
  readonly hardening?: 'restricted' | 'none' | ExistingSecurity;
  /**
   * How long a pod has to finish after it was told to stop.
   * @default Duration.seconds(30)
   */
  readonly terminationGracePeriod?: Duration;
  /**
   * Secrets to pull the images with.
   * @default - none
   */
  readonly imagePullSecrets?: readonly NamedObject[];
  /**
   * Fields that have no setting here.
   * @default - none
   * @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#PodSpec
   */
  readonly pod?: OtherPodFields;
}

/** What a pod is made of. */
export interface PodProps extends PodSettings, ContainerSettings {
  readonly image: string;
}

/** What a pod gets from what it is part of. */
export interface PodContext {
  readonly containerName: string;
  readonly ports: readonly Port[];
  /** @default - the namespace's own account */
  readonly serviceAccountName: string | undefined;
  /** What the spread counts. */
  readonly selector: Readonly<Record<string, string>>;
  /** Volumes and mounts that are not of the pod's own, such as those of claims. */
  readonly claims?: readonly k8s.VolumeMount[];
  readonly restartPolicy?: 'Never' | 'OnFailure';
}

/** A pod as the API server reads it. */
export interface Pod {
  readonly spec: k8s.PodSpec;
  /** Why it may do more than the restricted standard allows: annotations of what makes it. */
  readonly annotations: Hardening['annotations'];
  /** Directories that the app's container may write to; `/` for all. */
  readonly writablePaths: readonly string[];
}

/** Labels that say how pods are in the mesh. */
export function meshLabels(
  where: Construct,
  { inject, ambient }: Pick<PodSettings, 'inject' | 'ambient'>,
): Readonly<Record<string, string>> {
  if (inject && ambient) {
    throw new MeshwrightError(where, 'pods have a sidecar or are in ambient mode: give `inject` or `ambient`');
  }
  return {
    ...(inject !== undefined && { 'sidecar.istio.io/inject': `${inject}` }),
    ...(ambient !== undefined && { 'istio.io/dataplane-mode': ambient ? 'ambient' : 'none' }),
  };
}

/** The spec of a pod. */
export function podToWire(where: Construct, props: PodProps, context: PodContext): Pod {
  const { initContainers = [], sidecars = [], hostAliases = {}, pod = {} } = props;
  const existing = typeof props.hardening === 'object' ? props.hardening : undefined;
  const { claims = [] } = context;
  const containers = [{ ...props, name: context.containerName, ports: context.ports }, ...sidecars];
  checkNames(where, [...initContainers, ...containers]);
  const own = mountsOf(props);
  const all = [...initContainers, ...containers];
  if (existing !== undefined)
    checkContainerNames(
      where,
      existing,
      all.map(({ name }) => name),
    );
  const mounts = all.map(mountsOf);
  const { volumes, volumeMounts } = Mount._toWire(where, mounts);
  const hardening = harden(where, {
    runAsUser: props.runAsUser,
    runAsGroup: props.runAsGroup,
    relax: props.relax,
    ports: all.flatMap(({ ports = [] }) => ports),
    level: typeof props.hardening === 'object' ? 'none' : props.hardening,
    persistent: claims.length > 0 || mounts.flat().some((mount) => mount._isPersistent),
  });
  const toWire = (container: ContainerProps, index: number) =>
    containerToWire(where, container, container.ports ?? [], {
      securityContext:
        hardening.container ?? (existing?.containers?.[container.name] as k8s.SecurityContext | undefined),
      volumeMounts: joined(index === initContainers.length ? claims : [], volumeMounts[index]),
    });
  const rendered = all.map(toWire);
  const { securityContext, ...others } = pod;
  return {
    annotations: hardening.annotations,
    writablePaths:
      props.relax?.writableRootFilesystem === undefined && (props.hardening ?? 'restricted') === 'restricted'
        ? [
            ...claims.map(({ mountPath }) => mountPath),
            ...own.filter((mount) => mount.isWritable).map(({ path }) => path),
          ]
        : ['/'],
    spec: {
      ...others,
      ...schedulingToWire(where, props.scheduling ?? {}, context.selector),
      restartPolicy: context.restartPolicy,
      serviceAccountName: context.serviceAccountName,
      ...hardening.pod,
      ...(existing && {
        automountServiceAccountToken: existing.automountServiceAccountToken,
        hostNetwork: existing.hostNetwork,
        hostPid: existing.hostPid,
        hostIpc: existing.hostIpc,
      }),
      securityContext: unlessEmpty({
        ...(existing?.pod as k8s.PodSecurityContext | undefined),
        ...(securityContext as k8s.PodSecurityContext | undefined),
        ...hardening.pod.securityContext,
        ...sysctls(securityContext, hardening),
      }),
      imagePullSecrets: props.imagePullSecrets?.map(({ name }) => ({ name })),
      terminationGracePeriodSeconds: props.terminationGracePeriod?.toSeconds(),
      hostAliases:
        Object.keys(hostAliases).length > 0
          ? Object.entries(hostAliases).map(([ip, hostnames]) => ({ ip, hostnames: [...hostnames] }))
          : undefined,
      initContainers: initContainers.length > 0 ? rendered.slice(0, initContainers.length) : undefined,
      containers: rendered.slice(initContainers.length),
      volumes,
    },
  };
}

function checkContainerNames(where: Construct, existing: ExistingSecurity, names: readonly string[]): void {
  const stray = Object.keys(existing.containers ?? {}).find((name) => !names.includes(name));
  if (stray === undefined) return;
  throw new MeshwrightError(
    where,
    `\`hardening.containers\` has "${stray}", and the containers are ${names.join(', ')}: name one of them`,
  );
}

/** Names of the init containers that stay: the types of cdk8s-plus are older than `restartPolicy`. */
export function stayingContainers({ initContainers = [] }: PodSettings): ReadonlySet<string> {
  return new Set(initContainers.filter(({ sidecar }) => sidecar === true).map(({ name }) => name));
}

function unlessEmpty<T extends object>(value: T): T | undefined {
  return Object.keys(value).length === 0 ? undefined : value;
}

function joined(
  claims: readonly k8s.VolumeMount[],
  mounts: readonly k8s.VolumeMount[] | undefined,
): k8s.VolumeMount[] | undefined {
  return claims.length === 0 && mounts === undefined ? undefined : [...claims, ...(mounts ?? [])];
}

/** Those of the hardening, and those that are given. */
function sysctls(
  given: OtherPodFields['securityContext'],
  { pod }: Hardening,
): Pick<k8s.PodSecurityContext, 'sysctls'> {
  const all = [...(pod.securityContext?.sysctls ?? []), ...(given?.sysctls ?? [])].map((each) => ({ ...each }));
  return all.length > 0 ? { sysctls: all } : {};
}

function checkNames(where: Construct, containers: readonly { readonly name: string }[]): void {
  const names = containers.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new MeshwrightError(where, `two containers are named "${twice}": rename one`);
}
