import { Chart } from 'cdk8s';
import type { EnvValue, k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { MeshwrightError } from '../core/errors';
import { ServiceAddress } from '../istio/service-address';
import type { NamedObject } from '../kubernetes/mount';

/** What stands in front of the keys, as names of variables. */
export interface EnvironmentSourceOptions {
  /**
   * What stands in front of every key.
   * @default - nothing
   */
  readonly prefix?: string;
}

/**
 * An object whose keys are environment variables.
 *
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/#configure-all-key-value-pairs-in-a-configmap-as-container-environment-variables
 */
export class EnvironmentSource {
  /** All keys of a ConfigMap. */
  static configMap(configMap: NamedObject, { prefix }: EnvironmentSourceOptions = {}): EnvironmentSource {
    return new EnvironmentSource({ prefix, configMapRef: { name: configMap.name } });
  }

  /** All keys of a Secret. */
  static secret(secret: NamedObject, { prefix }: EnvironmentSourceOptions = {}): EnvironmentSource {
    return new EnvironmentSource({ prefix, secretRef: { name: secret.name } });
  }

  private constructor(private readonly source: k8s.EnvFromSource) {}

  /** @internal */
  _toWire(): k8s.EnvFromSource {
    return this.source;
  }
}

const NAME = /^[A-Za-z_.-][\w.-]*$/;

/** Sources of environment variables, as the API server reads them. */
export function sourcesToWire(where: Construct, sources: readonly EnvironmentSource[]): k8s.EnvFromSource[] {
  return sources.map((each) => {
    const source = each._toWire();
    if (source.prefix !== undefined) checkName(where, source.prefix);
    return source;
  });
}

/** An environment variable, as the API server reads it. */
export function variableToWire(where: Construct, name: string, value: string | ServiceAddress | EnvValue): k8s.EnvVar {
  checkName(where, name);
  const text = textOf(where, value);
  if (text !== undefined) return { name, value: text };
  return { name, valueFrom: (value as EnvValue).valueFrom && withVersion((value as EnvValue).valueFrom ?? {}) };
}

/** The text of a variable; undefined for one that is read from elsewhere. */
export function textOf(where: Construct, value: string | ServiceAddress | EnvValue): string | undefined {
  if (typeof value === 'string') return value;
  return value instanceof ServiceAddress ? value.in(Chart.of(where).namespace) : value.value;
}

function checkName(where: Construct, name: string): void {
  if (NAME.test(name)) return;
  throw new MeshwrightError(
    where,
    `"${name}" is no name of an environment variable: letters, digits, "_", "-" and ".", with no digit in front`,
  );
}

/**
 * The reference to a field with its version, which the API server would add: without it, `kubectl apply --server-side`
 * after `kubectl apply` finds a conflict.
 */
function withVersion({ fieldRef, ...others }: k8s.EnvVarSource): k8s.EnvVarSource {
  return { ...others, ...(fieldRef && { fieldRef: { apiVersion: 'v1', ...fieldRef } }) };
}
