import type { Expression } from '../code/expression';

/** What the expressions of an object can name, seen from where it stands. */
export interface Scope {
  /** The namespace of its chart. */
  readonly namespace: string | undefined;
  /** What has a host, for what is written in the object: a Service of its namespace, a DNS name. */
  host(written: string): Expression;
  /** A part of the pods of a host, by its name. */
  subset(host: string, name: string): Expression;
  /** The name that the type of a host carries, which tells whether subsets are of one host. */
  hostName(written: string): string;
  /** A gateway, for `name` or `namespace/name`. */
  gateway(written: string): Expression;
  /** A VirtualService without hosts that others delegate to. */
  delegate(name: string, namespace: string | undefined): Expression;
  /** Whatever runs as a ServiceAccount, for `namespace/name`. */
  identity(namespace: string, name: string): Expression;
  /** A Gateway of the Gateway API, or one of its listeners, which is taken to speak `protocol` where the Gateway is not known. */
  parentGateway(
    name: string,
    namespace: string | undefined,
    listener: string | undefined,
    protocol: 'HTTP' | 'TLS',
  ): Expression;
  /** The address of a Service that is described here, for a text that has nothing else; nothing for others. */
  address(text: string): Expression | undefined;
  /** A ServiceAccount as one that roles are granted to, or whatever runs as it. */
  account(namespace: string, name: string): Expression;
  /** A ClusterRole, or a Role of the namespace. */
  role(kind: 'ClusterRole' | 'Role', name: string): Expression;
  /** The app, or the version of one, whose pods have exactly these labels; nothing for others. */
  app(labels: Readonly<Record<string, unknown>>): Expression | undefined;
  /** A MetricTemplate of Flagger. */
  metricTemplate(name: string, namespace: string | undefined): Expression;
  /** An AlertProvider of Flagger. */
  alertProvider(name: string, namespace: string | undefined): Expression;
  /** A version of a microservice, by the workload that it is; nothing for others. */
  workload(kind: string, name: string): Expression | undefined;
  /** What Flagger releases, with the port that it is called by. */
  canaryTarget(reference: { readonly kind: string; readonly name: string }): CanaryTargetFacts | undefined;
}

/** What is known of the workload that a Canary names. */
export interface CanaryTargetFacts {
  readonly selector: Readonly<Record<string, string>>;
}
