/** Parts of the examples that rules about releases show: YAML of which no rule has anything to say. */

/** What an example of a Canary says, as parts of YAML. */
export interface CanaryExample {
  readonly name?: string;
  /** Fields of `targetRef` beside its version. @default kind: Deployment, name: reviews */
  readonly target?: string;
  /** Fields of `spec` beside `targetRef`, `service` and `analysis`, a line each. @default - Istio as provider */
  readonly spec?: readonly string[];
  /** Fields of `spec.service`; empty for none. @default port: 9080 */
  readonly service?: string;
  /** Fields of `spec.analysis`, a line each. @default - steps of 10 up to 50 % */
  readonly analysis?: readonly string[];
  /** Fields of `spec.analysis` beside those, a line each. */
  readonly also?: readonly string[];
  /** Metrics of the analysis; empty for none. @default - the rate of success */
  readonly metrics?: string;
}

const STEPS = ['interval: 1m', 'threshold: 5', 'maxWeight: 50', 'stepWeight: 10'];
const SUCCESS = '{name: request-success-rate, thresholdRange: {min: 99}, interval: 1m}';

/** A Canary in namespace `shop`. */
export function canaryExample({
  name = 'reviews',
  target = 'kind: Deployment, name: reviews',
  spec = ['provider: istio'],
  service = 'port: 9080',
  analysis = STEPS,
  also = [],
  metrics = SUCCESS,
}: CanaryExample = {}): string {
  return lines(
    'apiVersion: flagger.app/v1beta1',
    'kind: Canary',
    `metadata: {name: ${name}, namespace: shop}`,
    'spec:',
    ...spec.map((each) => `  ${each}`),
    `  targetRef: {apiVersion: apps/v1, ${target}}`,
    ...(service === '' ? [] : [`  service: {${service}}`]),
    '  analysis:',
    ...[...analysis, ...also].map((each) => `    ${each}`),
    ...(metrics === '' ? [] : [`    metrics: [${metrics}]`]),
  );
}

/** What an example of a Deployment says, as parts of YAML. */
export interface TargetExample {
  readonly name?: string;
  /** Of the pods. @default {app: NAME} */
  readonly labels?: string;
  /** @default - all labels of the pods */
  readonly selector?: string;
  /** Further fields of the spec, a line each. */
  readonly spec?: readonly string[];
  /** @default [{name: http, containerPort: 9080}] */
  readonly ports?: string;
  /** Further fields of the container: `, env: []`. */
  readonly container?: string;
  /** Further fields of the pods: `, volumes: []`. */
  readonly pod?: string;
}

/** A Deployment in namespace `shop`. */
export function deploymentExample({
  name = 'reviews',
  labels = `{app: ${name}}`,
  selector = labels,
  spec = [],
  ports = '[{name: http, containerPort: 9080}]',
  container = '',
  pod = '',
}: TargetExample = {}): string {
  return lines(
    'apiVersion: apps/v1',
    'kind: Deployment',
    `metadata: {name: ${name}, namespace: shop}`,
    'spec:',
    ...spec.map((each) => `  ${each}`),
    `  selector: {matchLabels: ${selector}}`,
    '  template:',
    `    metadata: {labels: ${labels}}`,
    `    spec: {containers: [{name: ${name}, image: example.com/${name}:1.0.0, ports: ${ports}${container}}]${pod}}`,
  );
}

/** The Deployment and the Canary that releases it. */
export function releaseExample(canary: CanaryExample = {}, ...others: readonly string[]): string {
  return yaml(deploymentExample(), canaryExample(canary), ...others);
}

/** An object with a line for its identity, and others. */
export function objectExample(apiVersion: string, kind: string, name: string, ...rest: readonly string[]): string {
  return lines(`apiVersion: ${apiVersion}`, `kind: ${kind}`, `metadata: {name: ${name}, namespace: shop}`, ...rest);
}

/** Documents in one text. */
export function yaml(...documents: readonly string[]): string {
  return documents.map((each) => `${each.trim()}\n`).join('---\n');
}

function lines(...all: readonly string[]): string {
  return all.join('\n');
}
