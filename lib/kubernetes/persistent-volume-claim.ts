import type { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { nativeObject } from './native';
import type { MemoryQuantity } from './resources';

/** @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#persistentvolumeclaims */
export interface PersistentVolumeClaimProps {
  /** @default - the id */
  readonly name?: string;
  /** How much it holds. */
  readonly size: MemoryQuantity;
  /** @default - the default class of the cluster */
  readonly storageClassName?: string;
  /** @default ['ReadWriteOnce'] */
  readonly accessModes?: readonly [AccessMode, ...AccessMode[]];
}

/** How many nodes and pods use a volume at a time. */
export type AccessMode = 'ReadWriteOnce' | 'ReadOnlyMany' | 'ReadWriteMany' | 'ReadWriteOncePod';

/**
 * A disk that outlives the pods that use it.
 *
 * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/
 */
export class PersistentVolumeClaim extends Construct {
  readonly name: string;
  readonly resource: ApiObject;

  constructor(scope: Construct, id: string, props: PersistentVolumeClaimProps) {
    super(scope, id);
    this.name = props.name ?? id;
    this.resource = nativeObject<k8s.PersistentVolumeClaimSpec>(
      this,
      'Resource',
      k8s.KubePersistentVolumeClaim,
      { name: this.name },
      () => ({
        accessModes: [...(props.accessModes ?? ['ReadWriteOnce'])],
        storageClassName: props.storageClassName,
        resources: { requests: { storage: k8s.Quantity.fromString(props.size) } },
      }),
    );
  }
}
