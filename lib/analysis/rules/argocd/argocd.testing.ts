import { object } from '../../fixtures';

/** An Application of YAML, on four lines. @param spec fields beside its project and its destination, namespace `shop` */
export function applicationYaml(name: string, spec: string, project = 'default'): string {
  return `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: ${name}, namespace: argocd}\nspec: {project: ${project}, destination: {namespace: shop}, ${spec}}\n---\n`;
}

/** A Canary of YAML in namespace `shop`, on four lines. */
export function canaryYaml(target: string): string {
  const analysis = '{interval: 1m, threshold: 1, iterations: 5}';
  return object(
    'flagger.app/v1beta1',
    'Canary',
    target,
    `spec: {targetRef: {apiVersion: apps/v1, kind: Deployment, name: ${target}}, service: {port: 80}, analysis: ${analysis}}`,
  );
}

export const IGNORES_REPLICAS = 'ignoreDifferences: [{group: apps, kind: Deployment, jsonPointers: [/spec/replicas]}]';
export const HEALS = 'automated: {selfHeal: true}';
export const RESPECTS = 'syncOptions: [RespectIgnoreDifferences=true]';
