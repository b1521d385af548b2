import { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { MeshwrightError } from '../core/errors';
import type { MemoryQuantity } from './resources';

/** An object that is referred to by its name: a construct of cdk8s-plus, an ApiObject, or one of another team. */
export interface NamedObject {
  /** The object's `metadata.name`. */
  readonly name: string;
}

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
    return new Mount(options.path, options.path, { emptyDir }, {}, true);
  }

  private constructor(
    /** Where in the container. */
    readonly path: string,
    private readonly proposedName: string,
    private readonly source: Omit<k8s.Volume, 'name'>,
    private readonly options: Omit<k8s.VolumeMount, 'name' | 'mountPath'>,
    /** A mount with a volume of its own, even where another one has an equal source. */
    private readonly unshared = false,
  ) {}

  /**
   * The volumes of a pod and the mounts of its container. A ConfigMap that is mounted twice is one volume.
   *
   * @internal
   */
  static _toWire(
    where: Construct,
    mounts: readonly Mount[],
  ): Pick<k8s.PodSpec, 'volumes'> & Pick<k8s.Container, 'volumeMounts'> {
    const volumes: k8s.Volume[] = [];
    const volumeMounts: k8s.VolumeMount[] = [];
    const nameBySource = new Map<string, string>();
    for (const mount of mounts) {
      mount.check(where);
      if (volumeMounts.some((other) => other.mountPath === mount.path)) {
        throw new MeshwrightError(where, `two mounts at "${mount.path}": keep one of them`);
      }
      const key = JSON.stringify(mount.unshared ? mount.path : mount.source);
      let name = nameBySource.get(key);
      if (name === undefined) {
        name = unusedName(mount.proposedName, volumes);
        nameBySource.set(key, name);
        volumes.push({ name, ...mount.source });
      }
      volumeMounts.push({ name, mountPath: mount.path, ...mount.options });
    }
    return volumes.length > 0 ? { volumes, volumeMounts } : {};
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
