import type { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { MeshwrightError } from '../core/errors';
import type { Port } from './port';

/** The user and group of containers for which none is given: no account of the node, and not Istio's 1337. */
export const DEFAULT_USER = 10001;

/**
 * A capability of the Linux kernel.
 *
 * @see https://man7.org/linux/man-pages/man7/capabilities.7.html
 */
export type Capability =
  | 'AUDIT_CONTROL'
  | 'AUDIT_READ'
  | 'AUDIT_WRITE'
  | 'BLOCK_SUSPEND'
  | 'BPF'
  | 'CHECKPOINT_RESTORE'
  | 'CHOWN'
  | 'DAC_OVERRIDE'
  | 'DAC_READ_SEARCH'
  | 'FOWNER'
  | 'FSETID'
  | 'IPC_LOCK'
  | 'IPC_OWNER'
  | 'KILL'
  | 'LEASE'
  | 'LINUX_IMMUTABLE'
  | 'MAC_ADMIN'
  | 'MAC_OVERRIDE'
  | 'MKNOD'
  | 'NET_ADMIN'
  | 'NET_BIND_SERVICE'
  | 'NET_BROADCAST'
  | 'NET_RAW'
  | 'PERFMON'
  | 'SETFCAP'
  | 'SETGID'
  | 'SETPCAP'
  | 'SETUID'
  | 'SYSLOG'
  | 'SYS_ADMIN'
  | 'SYS_BOOT'
  | 'SYS_CHROOT'
  | 'SYS_MODULE'
  | 'SYS_NICE'
  | 'SYS_PACCT'
  | 'SYS_PTRACE'
  | 'SYS_RAWIO'
  | 'SYS_RESOURCE'
  | 'SYS_TIME'
  | 'SYS_TTY_CONFIG'
  | 'WAKE_ALARM';

/**
 * What a container may do beyond the restricted Pod Security Standard, each with the reason why.
 *
 * The reasons become annotations of the Deployment (`meshwright.dev/relaxed-root: …`), so that whoever reviews the YAML
 * reads them. They are not on the pods, because a reason that is put better must not restart them.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export interface Relaxations {
  /**
   * Why the container runs as the user of its image, which may be root.
   * @default - it must run as a user other than root
   */
  readonly root?: string;
  /**
   * Why the container writes to the files of its image. Prefer the prop `writable`.
   * @default - the root file system is read-only
   */
  readonly writableRootFilesystem?: string;
  /**
   * Which capabilities the container needs, and why. They take effect for processes that run as root.
   * @default - none
   */
  readonly capabilities?: { readonly add: readonly [Capability, ...Capability[]]; readonly why: string };
  /**
   * Why a process may gain more privileges than its parent, for example by `sudo`.
   * @default - it may not
   */
  readonly privilegeEscalation?: string;
  /**
   * Why the container needs system calls that the container runtime's seccomp profile forbids.
   * @default - the profile of the container runtime
   */
  readonly seccomp?: string;
  /**
   * Why the container may do what root of the node may.
   * @default - it may not
   */
  readonly privileged?: string;
  /**
   * Why the pods use the node's network. They get no sidecar then.
   * @default - a network of their own
   */
  readonly hostNetwork?: string;
  /**
   * Why the pods see the processes of the node.
   * @default - their own only
   */
  readonly hostProcesses?: string;
  /**
   * Why the pods call the API server and get a token for it. The identity that Istio gives them does not need it.
   * @default - no token is mounted
   */
  readonly serviceAccountToken?: string;
}

/** What {@link harden} needs to know of a version. */
export interface HardeningProps {
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  readonly relax?: Relaxations;
  readonly ports: readonly Port[];
  /** Whether a disk is mounted, which must then belong to the group. */
  readonly persistent: boolean;
  /** @default 'restricted' */
  readonly level?: 'restricted' | 'none';
}

/** The security settings of a Deployment. */
export interface Hardening {
  readonly annotations: Readonly<Record<string, string>>;
  readonly pod: Pick<k8s.PodSpec, 'automountServiceAccountToken' | 'hostNetwork' | 'hostPid' | 'securityContext'>;
  readonly container: k8s.SecurityContext | undefined;
}

/**
 * Settings that meet the restricted Pod Security Standard, but for what `relax` names.
 *
 * User and group are set for the pod: Istio's injector sets its own for the containers it adds. Ports below 1024, which
 * only root may listen on, are opened to others by a sysctl that this standard allows and that is the pod's alone.
 *
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
 * @see https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/#safe-and-unsafe-sysctls
 */
export function harden(where: Construct, props: HardeningProps): Hardening {
  const relax = props.relax ?? {};
  const annotations = reasons(where, relax);
  if (props.level === 'none') return unhardened(where, props);
  const user = props.runAsUser ?? (relax.root === undefined ? DEFAULT_USER : undefined);
  const group = props.runAsGroup ?? user;
  checkId(where, 'runAsUser', user);
  checkId(where, 'runAsGroup', group);
  if (user === 0 && relax.root === undefined) {
    throw new MeshwrightError(where, 'runAsUser 0 is root: give another user, or the reason in `relax.root`');
  }
  const added: readonly Capability[] = relax.capabilities?.add ?? [];
  if (added.includes('SYS_ADMIN') && relax.privilegeEscalation === undefined) {
    throw new MeshwrightError(
      where,
      'capability SYS_ADMIN implies privilege escalation, and the API server rejects one without the other: give the reason in `relax.privilegeEscalation` too',
    );
  }
  if (relax.privileged !== undefined && relax.privilegeEscalation === undefined) {
    throw new MeshwrightError(
      where,
      'a privileged container can gain privileges, and the API server rejects one without the other: give the reason in `relax.privilegeEscalation` too',
    );
  }
  const lowest = Math.min(...props.ports.map((port) => port.targetPort));
  const opensLowPort = lowest < 1024 && !added.includes('NET_BIND_SERVICE');
  return {
    annotations,
    pod: {
      automountServiceAccountToken: relax.serviceAccountToken !== undefined,
      hostNetwork: relax.hostNetwork === undefined ? undefined : true,
      hostPid: relax.hostProcesses === undefined ? undefined : true,
      securityContext: {
        ...(relax.root === undefined && { runAsNonRoot: true }),
        runAsUser: user,
        runAsGroup: group,
        ...(props.persistent && { fsGroup: group }),
        seccompProfile: { type: relax.seccomp === undefined ? 'RuntimeDefault' : 'Unconfined' },
        ...(opensLowPort && { sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: `${lowest}` }] }),
      },
    },
    container: {
      privileged: relax.privileged === undefined ? undefined : true,
      allowPrivilegeEscalation: relax.privilegeEscalation !== undefined,
      capabilities: { drop: ['ALL'], ...(added.length > 0 && { add: [...added] }) },
      readOnlyRootFilesystem: relax.writableRootFilesystem === undefined,
    },
  };
}

/** Only who runs it, where that is given. */
function unhardened(where: Construct, { runAsUser, runAsGroup, relax = {} }: HardeningProps): Hardening {
  const [relaxed] = Object.keys(relax);
  if (relaxed !== undefined) {
    throw new MeshwrightError(where, `\`relax.${relaxed}\` relaxes nothing with \`hardening: 'none'\`: leave one out`);
  }
  checkId(where, 'runAsUser', runAsUser);
  checkId(where, 'runAsGroup', runAsGroup);
  const isSaid = runAsUser !== undefined || runAsGroup !== undefined;
  return { annotations: {}, pod: isSaid ? { securityContext: { runAsUser, runAsGroup } } : {}, container: undefined };
}

function reasons(where: Construct, relax: Relaxations): Record<string, string> {
  const { capabilities, ...rest } = relax;
  const entries = Object.entries(rest).filter((entry): entry is [string, string] => entry[1] !== undefined);
  if (capabilities !== undefined) entries.push(['capabilities', capabilities.why]);
  return Object.fromEntries(
    entries.map(([name, why]) => {
      if (why.trim() === '') {
        throw new MeshwrightError(
          where,
          `\`relax.${name}\` needs a reason: say why, for those who review the manifest`,
        );
      }
      const key = `meshwright.dev/relaxed-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
      return [key, name === 'capabilities' ? `${capabilities?.add.join(', ')}: ${why}` : why];
    }),
  );
}

/** Istio lets all traffic of user 1337 and of group 1337 pass by the sidecar: it takes it for the sidecar's own. */
function checkId(where: Construct, what: string, id: number | undefined): void {
  if (id === undefined) return;
  if (!Number.isInteger(id) || id < 0 || id > 2 ** 31 - 1) {
    throw new MeshwrightError(where, `${what} must be a whole number from 0 to 2147483647, not ${id}`);
  }
  if (id === 1337) {
    throw new MeshwrightError(
      where,
      `${what} 1337 is the sidecar's, so traffic of the app would pass by it: give another, such as ${DEFAULT_USER}`,
    );
  }
}
