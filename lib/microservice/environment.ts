import type { EnvValue, k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { MeshwrightError } from '../core/errors';

/** An environment variable, as the API server reads it. */
export function variableToWire(where: Construct, name: string, value: string | EnvValue): k8s.EnvVar {
  if (!/^[A-Za-z_.-][\w.-]*$/.test(name)) {
    throw new MeshwrightError(
      where,
      `"${name}" is no name of an environment variable: letters, digits, "_", "-" and ".", with no digit in front`,
    );
  }
  if (typeof value === 'string') return { name, value };
  return { name, value: value.value, valueFrom: value.valueFrom && withVersion(value.valueFrom) };
}

/**
 * The reference to a field with its version, which the API server would add: without it, `kubectl apply --server-side`
 * after `kubectl apply` finds a conflict.
 */
function withVersion({ fieldRef, ...others }: k8s.EnvVarSource): k8s.EnvVarSource {
  return { ...others, ...(fieldRef && { fieldRef: { apiVersion: 'v1', ...fieldRef } }) };
}
