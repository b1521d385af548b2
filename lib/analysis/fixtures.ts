import { Mesh } from '../mesh/mesh';
import type { Finding } from '../model/finding';
import { worldOf } from '../world/fixtures';
import type { WorldSettings } from '../world/settings';
import { analyse } from './analyse';
import type { Rule } from './rule';

export { worldOf };

/** What rules say of YAML. */
export function findingsOf(
  yaml: string | Readonly<Record<string, string>>,
  rules: readonly Rule[],
  settings?: WorldSettings,
): readonly Finding[] {
  const { findings, failures } = analyse(Mesh.of(worldOf(yaml, settings)), rules);
  for (const { error } of failures) throw error;
  return findings;
}

/** Findings in a line each, with their place, their fix and their related places: `a.yaml:3 error K8S_X: …`. */
export function linesOf(findings: readonly Finding[]): readonly string[] {
  return findings.flatMap(({ file, line, severity, rule, message, fix, related = [] }) => [
    `${file}:${line} ${severity} ${rule}: ${message}`,
    ...(fix === undefined ? [] : [`  fix: ${fix}`]),
    ...related.map((each) => `  ${each.file}:${each.line}: ${each.message}`),
  ]);
}

/** What one rule says of YAML, in lines. */
export function saying(
  rule: Rule,
): (yaml: string | Readonly<Record<string, string>>, settings?: WorldSettings) => readonly string[] {
  return (yaml, settings) => linesOf(findingsOf(yaml, [rule], settings));
}

/** What one rule says of YAML, by object and path: `error Service/reviews spec.ports[0]: …`. */
export function telling(
  rule: Rule,
): (yaml: string | Readonly<Record<string, string>>, settings?: WorldSettings) => readonly string[] {
  return (yaml, settings) =>
    findingsOf(yaml, [rule], settings).map(
      ({ severity, resource, path, message }) => `${severity} ${resource?.kind}/${resource?.name} ${path}: ${message}`,
    );
}

/** An object of YAML in namespace `shop`, with the rest of its fields. */
export function object(apiVersion: string, kind: string, name: string, rest: string): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}, namespace: shop}\n${rest}\n---\n`;
}

/** A Pod of YAML in namespace `shop`, on four lines. @param more further fields of its spec */
export function podYaml(name: string, options: { labels?: string; container?: string; more?: string } = {}): string {
  const { labels = '{}', container = '', more = '' } = options;
  return (
    `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: shop, labels: ${labels}}\n` +
    `spec: {containers: [{name: c, image: example.com/c:1.0.0${container}}]${more}}\n---\n`
  );
}

/** A Deployment of YAML in namespace `shop`, on eight lines, that selects all labels of its pods. */
export function deploymentYaml(
  name: string,
  options: { labels?: string; container?: string; more?: string; replicas?: number; selector?: string } = {},
): string {
  const { labels = `{app: ${name}}`, container = '', more = '', replicas, selector = labels } = options;
  return (
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}, namespace: shop}\nspec:\n` +
    `  ${replicas === undefined ? 'paused: false' : `replicas: ${replicas}`}\n  selector: {matchLabels: ${selector}}\n` +
    `  template: {metadata: {labels: ${labels}}, spec: {containers: [{name: c, image: example.com/c:1.0.0${container}}]${more}}}\n---\n`
  );
}
