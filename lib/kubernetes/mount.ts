import { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { MeshwrightError } from '../core/errors';
import type { Frozen } from '../core/frozen';
import type { Named } from '../core/named';
import type { MemoryQuantity } from './resources';

/** An object that is referred to by its name: a construct of cdk8s-plus, an ApiObject, or one of another team. */
export type NamedObject = Named;

/** Details of a mount of a ConfigMap or Secret. */
export interface FilesMountOptions {
  /** Where in the container: an absolute path. */
  readonly path: string;
  /**
   * The one key to mount, as a file at `path`. Kubernetes never updates such a file in a running container.
   * @default - all keys, as files in the directory `path`
   * @see https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath
   */
  readonly key?: string;
}

/** Details of {@link Mount.emptyDir}. */
export interface EmptyDirMountOptions {
  /** Where in the container: an absolute path. */
  readonly path: string;
  /**
   * The volume's name. Containers of a pod that mount one of the same name share its files.
   * @default - a directory of the container's own, named like `path`
   */
  readonly name?: string;
  /**
   * The pod is evicted when it writes more.
   * @default - no limit
   */
  readonly sizeLimit?: MemoryQuantity;
  /**
   * Whether to keep the files in memory, where they count against the container's memory limit.
   * @default false
   */
  readonly inMemory?: boolean;
}

/** Details of {@link Mount.persistentVolumeClaim}. */
export interface PersistentVolumeClaimMountOptions {
  /** Where in the container: an absolute path. */
  readonly path: string;
  /** @default false */
  readonly readOnly?: boolean;
}

/** Details of {@link Mount.volume}. */
export interface VolumeMountOptions extends Omit<k8s.VolumeMount, 'name' | 'mountPath'> {
  /** Where in the container: an absolute path. */
  readonly path: string;
}

/**
 * Files or directories that a container gets beside its image.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volumes/
 */
export class Mount {
  /** The contents of a ConfigMap, to read. */
  static configMap(configMap: NamedObject, options: FilesMountOptions): Mount {
    return new Mount(options.path, configMap.name, { configMap: { name: configMap.name } }, subPath(options));
  }

  /** The contents of a Secret, to read. */
  static secret(secret: NamedObject, options: FilesMountOptions): Mount {
    return new Mount(options.path, secret.name, { secret: { secretName: secret.name } }, subPath(options));
  }

  /** A disk that outlives the pod. */
  static persistentVolumeClaim(claim: NamedObject, options: PersistentVolumeClaimMountOptions): Mount {
    const { path, readOnly } = options;
    const access = readOnly ? { readOnly } : {};
    return new Mount(path, claim.name, { persistentVolumeClaim: { claimName: claim.name, ...access } }, access);
  }

  /** An empty directory to write to, gone with the pod. The prop `writable` is the short form. */
  static emptyDir(options: EmptyDirMountOptions): Mount {
    const emptyDir = {
      ...(options.inMemory && { medium: 'Memory' }),
      ...(options.sizeLimit !== undefined && { sizeLimit: k8s.Quantity.fromString(options.sizeLimit) }),
    };
    const { path, name } = options;
    return new Mount(path, name ?? path, { emptyDir }, {}, name === undefined ? 'of the container' : name);
  }

  /**
   * A volume of any other kind, such as a projected one or one of a CSI driver.
   *
   * @param name the volume's name, a DNS label
   * @param source what the API server reads beside the name
   */
  static volume(name: string, source: Frozen<Omit<k8s.Volume, 'name'>>, options: VolumeMountOptions): Mount {
    const { path, ...more } = options;
    return new Mount(path, name, source as Omit<k8s.Volume, 'name'>, more);
  }

  private constructor(
    /** Where in the container. */
    readonly path: string,
    private readonly proposedName: string,
    private readonly source: Omit<k8s.Volume, 'name'>,
    private readonly options: Omit<k8s.VolumeMount, 'name' | 'mountPath'>,
    /** Who shares the volume. @default - whoever mounts the same source */
    private readonly sharing?: string,
  ) {}

  /**
   * The volumes of a pod and the mounts of each of its containers. A ConfigMap that is mounted twice is one volume.
   *
   * @internal
   */
  static _toWire(
    where: Construct,
    containers: readonly (readonly Mount[])[],
  ): { readonly volumes?: k8s.Volume[]; readonly volumeMounts: readonly (k8s.VolumeMount[] | undefined)[] } {
    const volumes: k8s.Volume[] = [];
    const nameByKey = new Map<string, string>();
    const volumeMounts = containers.map((mounts, container) => {
      const own: k8s.VolumeMount[] = [];
      for (const mount of mounts) {
        mount.check(where);
        if (own.some((other) => other.mountPath === mount.path)) {
          throw new MeshwrightError(where, `two mounts at "${mount.path}": keep one of them`);
        }
        const key = mount.key(container);
        let name = nameByKey.get(key);
        if (name === undefined) {
          name = unusedName(mount.proposedName, volumes);
          nameByKey.set(key, name);
          volumes.push({ name, ...mount.source });
        }
        own.push({ name, mountPath: mount.path, ...mount.options });
      }
      return own.length > 0 ? own : undefined;
    });
    return { ...(volumes.length > 0 && { volumes }), volumeMounts };
  }

  /** Mounts with the same one have one volume. */
  private key(container: number): string {
    if (this.sharing === undefined) return JSON.stringify(this.source);
    return this.sharing === 'of the container' ? `${container} ${this.path}` : `named ${this.sharing}`;
  }

  /** Whether the container may write there. */
  get isWritable(): boolean {
    return this.options.readOnly !== true;
  }

  /** @internal */
  get _isPersistent(): boolean {
    return this.source.persistentVolumeClaim !== undefined;
  }

  private check(where: Construct): void {
    if (!/^\/[^:]*[^:/]$/.test(this.path) || /\/\.{0,2}(\/|$)/.test(this.path)) {
      throw new MeshwrightError(
        where,
        `path of a mount "${this.path}" must be absolute, below "/", without "//", "..", ":" or "/" at the end`,
      );
    }
  }
}

function subPath(options: FilesMountOptions): Pick<k8s.VolumeMount, 'subPath' | 'readOnly'> {
  return { ...(options.key !== undefined && { subPath: options.key }), readOnly: true };
}

/** A volume's name, a DNS label, from a path or the name of an object. */
function unusedName(proposal: string, volumes: readonly k8s.Volume[]): string {
  const base =
    proposal
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-/, '')
      .slice(0, 60)
      .replace(/-$/, '') || 'volume';
  for (let count = 1; ; count++) {
    const name = count === 1 ? base : `${base}-${count}`;
    if (!volumes.some((volume) => volume.name === name)) return name;
  }
}
