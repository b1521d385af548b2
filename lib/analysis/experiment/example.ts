/** Parts of the examples that rules about experiments show: YAML of which no rule has anything to say. */

/** What an example of an experiment says. */
export interface ExperimentExample {
  /** Scope, target and action. @default 'pod network loss' */
  readonly what?: string;
  /** Matchers by name; undefined takes one out. @default - a loss of packets at one pod of `reviews`, for five minutes */
  readonly flags?: Readonly<Record<string, string | undefined>>;
  /** @default 'reviews-loss' */
  readonly name?: string;
  /** @default - none */
  readonly annotations?: string;
}

const POD: Readonly<Record<string, string>> = {
  namespace: 'shop',
  labels: 'app=reviews',
  'evict-count': '1',
  timeout: '300',
};
const LOSS: Readonly<Record<string, string>> = { ...POD, interface: 'eth0', 'local-port': '9080', percent: '20' };

/** A ChaosBlade object with one experiment. */
export function experimentExample({
  what = 'pod network loss',
  flags = {},
  name = 'reviews-loss',
  annotations,
}: ExperimentExample = {}): string {
  const [scope = '', target = '', action = ''] = what.split(' ');
  const base = scope === 'node' ? { timeout: '300' } : what === 'pod network loss' ? LOSS : POD;
  const all = Object.entries({ ...base, ...flags }).filter((flag): flag is [string, string] => flag[1] !== undefined);
  return [
    'apiVersion: chaosblade.io/v1alpha1',
    'kind: ChaosBlade',
    annotations === undefined ? `metadata: {name: ${name}}` : `metadata: {name: ${name}, annotations: ${annotations}}`,
    'spec:',
    '  experiments:',
    `  - scope: ${scope}`,
    `    target: ${target}`,
    `    action: ${action}`,
    '    matchers:',
    ...all.map(([flag, value]) => `    - {name: ${flag}, value: ['${value}']}`),
  ].join('\n');
}

/** A Deployment in namespace `shop` with three pods. */
export function attackedExample({ name = 'reviews', replicas = 3, container = '', pod = '' } = {}): string {
  return [
    'apiVersion: apps/v1',
    'kind: Deployment',
    `metadata: {name: ${name}, namespace: shop}`,
    'spec:',
    `  replicas: ${replicas}`,
    `  selector: {matchLabels: {app: ${name}}}`,
    '  template:',
    `    metadata: {labels: {app: ${name}}}`,
    `    spec: {containers: [{name: ${name}, image: example.com/${name}:1.0.0, ports: [{containerPort: 9080}]${container}}]${pod}}`,
  ].join('\n');
}

/** An experiment, and the Deployment whose pods it attacks. */
export function attackExample(experiment: ExperimentExample = {}, ...others: readonly string[]): string {
  return [attackedExample(), experimentExample(experiment), ...others].map((each) => `${each.trim()}\n`).join('---\n');
}
