import type { EnvValue } from 'cdk8s-plus-27';
import { EnvValue as Env, Secret } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';

/** A value in a Secret that exists in the cluster, and never in the manifests. */
export interface SecretKey {
  /** The Secret's `metadata.name`, in the namespace of the pods. */
  readonly secretName: string;
  /** Which of its values. */
  readonly key: string;
}

/** The value as an environment variable. A pod waits until the Secret is there. */
export function fromSecret(scope: Construct, { secretName, key }: SecretKey): EnvValue {
  const id = `Secret-${secretName}`;
  const secret = scope.node.tryFindChild(id) ?? Secret.fromSecretName(scope, id, secretName);
  return Env.fromSecretValue({ secret: secret as ReturnType<typeof Secret.fromSecretName>, key });
}
