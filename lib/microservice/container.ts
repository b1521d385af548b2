import type { EnvValue, k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import type { Frozen } from '../core/frozen';
import { checkDnsLabel } from '../core/names';
import type { ServiceAddress } from '../istio/service-address';
import { checkImage } from '../kubernetes/image';
import type { LifecycleHook } from '../kubernetes/lifecycle-hook';
import { Mount } from '../kubernetes/mount';
import type { Port } from '../kubernetes/port';
import type { Probe } from '../kubernetes/probe';
import { type Resources, renderResources } from '../kubernetes/resources';
import { type EnvironmentSource, sourcesToWire, variableToWire } from './environment';

/** Fields of a container that have no setting of their own. Those of its security have: `relax` of the pod. */
export type OtherContainerFields = Pick<
  k8s.Container,
  | 'resizePolicy'
  | 'stdin'
  | 'stdinOnce'
  | 'terminationMessagePath'
  | 'terminationMessagePolicy'
  | 'tty'
  | 'volumeDevices'
  | 'workingDir'
>;

/** What every container can have. */
export interface ContainerSettings {
  /**
   * The program to run, in place of the image's entrypoint.
   * @default - the image's entrypoint
   */
  readonly command?: readonly [string, ...string[]];
  /**
   * The arguments of the program.
   * @default - the image's
   */
  readonly args?: readonly string[];
  /**
   * Environment variables: strings, addresses of Services, or references to ConfigMaps, Secrets and fields of the pod.
   * Their order is kept, because `$(NAME)` stands for a variable that comes before.
   * @default - the image's
   * @see https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
   */
  readonly env?: Readonly<Record<string, string | ServiceAddress | EnvValue>>;
  /**
   * ConfigMaps and Secrets whose keys are environment variables. One of `env` goes before.
   * @default - none
   */
  readonly envFrom?: readonly EnvironmentSource[];
  /**
   * What a container needs and may use.
   * @default - requests 10m CPU and 64Mi memory, at most 512Mi memory
   */
  readonly resources?: Resources;
  /**
   * Restarts a container that fails it.
   * @default - none
   */
  readonly livenessProbe?: Probe;
  /**
   * Keeps requests away from a pod that fails it.
   * @default - none
   */
  readonly readinessProbe?: Probe;
  /**
   * Holds back the other probes until it succeeds.
   * @default - none
   */
  readonly startupProbe?: Probe;
  /**
   * What runs right after the start, beside the program.
   * @default - nothing
   */
  readonly postStart?: LifecycleHook;
  /**
   * What runs before the container is told to stop. Its time is part of the termination grace period.
   * @default - nothing
   */
  readonly preStop?: LifecycleHook;
  /**
   * Directories that the container writes to; they start empty.
   * @default - none: the container's file system is read-only
   */
  readonly writable?: readonly string[];
  /**
   * ConfigMaps, Secrets and disks in the container's file system.
   * @default - none
   */
  readonly mounts?: readonly Mount[];
  /**
   * How the container lists its ports, which is for whoever reads it: with the names of the Service's, by number, not, or
   * exactly these.
   * @default 'named'
   */
  readonly containerPorts?: 'named' | 'unnamed' | 'none' | readonly Frozen<k8s.ContainerPort>[];
  /**
   * Whether the image may be without a tag, or with `latest`: a tool that comes later says which one it is, such as
   * kustomize, or it is not meant for production.
   * @default false
   */
  readonly unpinned?: boolean;
  /**
   * When nodes pull the image.
   * @default - IfNotPresent, because the image is pinned
   * @see https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy
   */
  readonly imagePullPolicy?: 'Always' | 'IfNotPresent' | 'Never';
  /**
   * Fields that have no setting here.
   * @default - none
   * @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Container
   */
  readonly container?: OtherContainerFields;
}

/** A container beside that of the app. The hardening of the pod holds for it too. */
export interface ContainerProps extends ContainerSettings {
  /** Its name in the pod, a DNS label. */
  readonly name: string;
  /** The image, with a tag other than `latest` or with a digest. */
  readonly image: string;
  /**
   * Ports that it listens on. No Service leads to them.
   * @default - none
   */
  readonly ports?: readonly Port[];
}

/** A container that runs before that of the app. */
export interface InitContainerProps extends ContainerProps {
  /**
   * Whether it stays while the app runs, and ends after it: started once its `startupProbe` succeeds.
   * @default false
   * @see https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
   */
  readonly sidecar?: boolean;
}

/** All mounts of a container. */
export function mountsOf({ writable = [], mounts = [] }: ContainerSettings): readonly Mount[] {
  return [...writable.map((path) => Mount.emptyDir({ path })), ...mounts];
}

/** A container as the API server reads it. */
export function containerToWire(
  where: Construct,
  props: ContainerProps,
  ports: readonly Port[],
  more: Pick<k8s.Container, 'securityContext' | 'volumeMounts'>,
): k8s.Container {
  checkDnsLabel(where, 'name of the container', props.name);
  checkImage(where, props.image, props.unpinned);
  const probe = (value: Probe | undefined) => value?._toWire(where, ports[0]);
  const hook = (value: LifecycleHook | undefined) => value?._toWire(where, ports[0]);
  const { postStart, preStop, env = {}, envFrom = [] } = props;
  return {
    ...props.container,
    name: props.name,
    image: props.image,
    imagePullPolicy: props.imagePullPolicy,
    command: props.command && [...props.command],
    args: props.args && [...props.args],
    env:
      Object.keys(env).length > 0
        ? Object.entries(env).map(([name, value]) => variableToWire(where, name, value))
        : undefined,
    envFrom: envFrom.length > 0 ? sourcesToWire(where, envFrom) : undefined,
    ports: containerPorts(ports, props.containerPorts),
    resources: renderResources(where, props.resources),
    livenessProbe: probe(props.livenessProbe),
    readinessProbe: probe(props.readinessProbe),
    startupProbe: probe(props.startupProbe),
    lifecycle: postStart || preStop ? { postStart: hook(postStart), preStop: hook(preStop) } : undefined,
    securityContext: more.securityContext,
    volumeMounts: more.volumeMounts,
  };
}

/** Two ports of a Service can lead to one port of the container, which is then listed once. */
function containerPorts(
  ports: readonly Port[],
  listed: ContainerSettings['containerPorts'] = 'named',
): k8s.ContainerPort[] | undefined {
  if (typeof listed !== 'string') return [...listed];
  if (listed === 'none' || ports.length === 0) return undefined;
  const isFirst = (port: Port, index: number) =>
    ports.findIndex((other) => other.targetPort === port.targetPort && other.transport === port.transport) === index;
  return ports.filter(isFirst).map((port) => ({
    ...(listed === 'named' && nameOf(port)),
    containerPort: port.targetPort,
    ...(port.transport === 'UDP' && { protocol: 'UDP' }),
  }));
}

function nameOf({ name, targetPortName }: Port): Pick<k8s.ContainerPort, 'name'> {
  const text = targetPortName ?? name;
  return text === '' ? {} : { name: text };
}
