import { createHash } from 'node:crypto';
import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { MeshwrightError } from '../core/errors';

/** @see https://kubernetes.io/docs/concepts/configuration/configmap/ */
export interface ConfigMapProps {
  /** @default - the id */
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /**
   * Whether nobody can change it any more: another content needs another name.
   * @default false
   * @see https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-immutable
   */
  readonly immutable?: boolean;
  /** Texts by key; keys become the names of files. All together at most 1 MiB. */
  readonly data: Readonly<Record<string, string>>;
}

/**
 * Texts for pods.
 *
 * Pods do not notice that a ConfigMap changes: give them {@link ConfigMap.checksum} as an annotation, and they are
 * replaced.
 *
 * @throws MeshwrightError when a key is no name of a file, or the texts are larger than the API server takes
 * @see https://kubernetes.io/docs/concepts/configuration/configmap/
 */
export class ConfigMap extends Construct {
  readonly name: string;
  /** Changes with the content. */
  readonly checksum: string;

  constructor(scope: Construct, id: string, props: ConfigMapProps) {
    super(scope, id);
    this.name = props.name ?? id;
    const entries = Object.entries(props.data);
    for (const [key] of entries) {
      if (!/^[-._a-zA-Z0-9]{1,253}$/.test(key) || key === '.' || key.startsWith('..')) {
        throw new MeshwrightError(this, `key "${key}" is no name of a file: use letters, digits, "-", "_" and "."`);
      }
    }
    const size = entries.reduce((sum, [key, text]) => sum + key.length + Buffer.byteLength(text), 0);
    if (size > 1024 * 1024) {
      throw new MeshwrightError(this, `${size} bytes are more than the 1 MiB of a ConfigMap: divide it into several`);
    }
    const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
    this.checksum = createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 16);
    new ApiObject(this, 'Resource', {
      ...k8s.KubeConfigMap.GVK,
      metadata: { name: this.name, labels: props.labels, annotations: props.annotations },
      immutable: props.immutable,
      data: props.data,
    });
  }
}
