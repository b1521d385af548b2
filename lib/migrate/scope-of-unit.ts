import { isMap, type JsonMap } from '../kube/json';
import { create, type Expression, literal, member, method } from './code/expression';
import { gatewayApi } from './kinds/gateway-api/gateway';
import { cannot } from './kinds/inexpressible';
import type { CanaryTargetFacts, Scope } from './kinds/scope';
import { serviceHost } from './kinds/service-host';
import { field, fields, istio } from './kinds/values';
import type { Registry } from './registry';
import type { Unit } from './unit';

/** What things are looked up by. */
export const KEYS = {
  service: (name: string, namespace: string | undefined) => `service ${namespace ?? ''}/${name}`,
  dns: (name: string) => `dns ${name}`,
  subset: (host: string, subset: string) => `subset ${host} ${subset}`,
  gateway: (name: string, namespace: string | undefined) => `gateway ${namespace ?? ''}/${name}`,
  delegate: (name: string, namespace: string | undefined) => `delegate ${namespace ?? ''}/${name}`,
  identity: (name: string, namespace: string) => `identity ${namespace}/${name}`,
  app: (labels: Readonly<Record<string, unknown>>, namespace: string | undefined) =>
    `app ${namespace ?? ''} ${JSON.stringify(Object.entries(labels).sort())}`,
  role: (kind: string, name: string, namespace: string | undefined) => `role ${kind} ${namespace ?? ''}/${name}`,
  parentGateway: (name: string, namespace: string | undefined) => `parent gateway ${namespace ?? ''}/${name}`,
  microservice: (name: string, namespace: string | undefined) => `microservice ${namespace ?? ''}/${name}`,
  workload: (object: JsonMap, namespace: string | undefined) =>
    `workload ${namespace ?? ''}/${String(object.kind)} ${isMap(object.metadata) ? String(object.metadata.name) : ''}`,
  template: (name: string, namespace: string | undefined) => `template ${namespace ?? ''}/${name}`,
  alertProvider: (name: string, namespace: string | undefined) => `alerts ${namespace ?? ''}/${name}`,
} as const;

/** The one text for a host, however a rule of a namespace writes it. */
export function hostKey(written: string, namespace: string | undefined): string {
  if (!written.includes('.')) return KEYS.service(written, namespace);
  const of = /^([^.]+)\.([^.]+)\.svc\.cluster\.local$/.exec(written);
  return of === null ? KEYS.dns(written) : KEYS.service(of[1] as string, of[2]);
}

/** What the objects of a chart can name. With `byName` nothing of what is declared, so that nothing else is known of it. */
export class ScopeOfUnit implements Scope {
  constructor(
    private readonly unit: Unit,
    private readonly registry: Registry,
    private readonly targets: (
      kind: string,
      namespace: string | undefined,
      name: string,
    ) => CanaryTargetFacts | undefined,
    private readonly byName = false,
    /** What an address would be for whoever stands in the chart. */
    private readonly textOf: (address: Expression) => unknown = () => undefined,
  ) {}

  get namespace(): string | undefined {
    return this.unit.namespace;
  }

  host(written: string): Expression {
    if (written === '*') return member(istio('Host'), 'ANY');
    const service = this.serviceOf(written);
    if (service === undefined) {
      return this.find(KEYS.dns(written)) ?? method(istio('Host'), 'dns', literal(written));
    }
    return this.find(KEYS.service(service.name, service.namespace)) ?? serviceHost(service.name, service.namespace);
  }

  hostName(written: string): string {
    return this.serviceOf(written)?.name ?? written;
  }

  subset(host: string, name: string): Expression {
    return (
      this.find(KEYS.subset(hostKey(host, this.namespace), name)) ??
      create(istio('Subset'), this.host(host), literal(name))
    );
  }

  gateway(written: string): Expression {
    if (written === 'mesh') return istio('MESH');
    const [first = '', second] = written.split('/');
    const [namespace, name] = second === undefined ? [this.namespace, first] : [first, second];
    const found = this.find(KEYS.gateway(name, namespace));
    if (found !== undefined) return found;
    return method(
      istio('Gateway'),
      'reference',
      fields([
        field('name', literal(name)),
        second === undefined || namespace === undefined ? undefined : field('namespace', literal(namespace)),
      ]),
    );
  }

  delegate(name: string, namespace: string | undefined): Expression {
    const of = namespace ?? this.namespace;
    return (
      this.find(KEYS.delegate(name, of)) ??
      fields([
        field('delegateName', literal(name)),
        field('delegateNamespace', of === undefined ? UNDEFINED : literal(of)),
      ])
    );
  }

  identity(namespace: string, name: string): Expression {
    const options = fields([field('name', literal(name)), field('namespace', literal(namespace))]);
    return this.find(KEYS.identity(name, namespace)) ?? method(istio('Identity'), 'serviceAccount', options);
  }

  parentGateway(
    name: string,
    namespace: string | undefined,
    listener: string | undefined,
    protocol: 'HTTP' | 'TLS',
  ): Expression {
    const own = namespace ?? this.namespace;
    const options = fields([
      field('name', literal(name)),
      own === undefined ? undefined : field('namespace', literal(own)),
    ]);
    const found = this.find(KEYS.parentGateway(name, own));
    const to = found ?? method(gatewayApi('Gateway'), 'reference', options);
    if (listener === undefined) return to;
    // Of one that is made elsewhere it is not known what it speaks: what is said of it is not written.
    return method(to, 'listener', literal(listener), ...(found === undefined ? [literal(protocol)] : []));
  }

  address(text: string): Expression | undefined {
    const of =
      /^(?:(https?|grpc|tcp|redis|mysql|postgres|mongodb):\/\/)?([a-z0-9-]+)(?:\.([a-z0-9-]+))?:(\d{1,5})(\/\S*)?$/.exec(
        text,
      );
    const [, scheme, name = '', namespace = this.namespace, port, path] = of ?? [];
    const found = of === null ? undefined : this.find(KEYS.service(name, namespace));
    if (found === undefined || (scheme === undefined && path !== undefined)) return undefined;
    const address = member(found, 'address');
    const ofPort = method(address, 'port', literal(Number(port)));
    const written = [address, ofPort].map((each) => {
      if (scheme === undefined) return each;
      return method(each, 'url', literal(scheme), ...(path === undefined ? [] : [literal(path)]));
    });
    return written.find((each) => this.textOf(each) === text);
  }

  account(namespace: string, name: string): Expression {
    const plain = fields([field('name', literal(name)), field('namespace', literal(namespace))]);
    return this.find(KEYS.identity(name, namespace)) ?? plain;
  }

  role(kind: 'ClusterRole' | 'Role', name: string): Expression {
    const found = this.find(KEYS.role(kind, name, kind === 'Role' ? this.namespace : undefined));
    if (found !== undefined) return found;
    return fields([kind === 'Role' ? field('kind', literal(kind)) : undefined, field('name', literal(name))]);
  }

  app(labels: Readonly<Record<string, unknown>>): Expression | undefined {
    return this.find(KEYS.app(labels, this.namespace));
  }

  metricTemplate(name: string, namespace: string | undefined): Expression {
    const of = namespace ?? this.namespace;
    return (
      this.find(KEYS.template(name, of)) ??
      fields([
        field('templateName', literal(name)),
        field('templateNamespace', of === undefined ? UNDEFINED : literal(of)),
      ])
    );
  }

  alertProvider(name: string, namespace: string | undefined): Expression {
    const of = namespace ?? this.namespace;
    return (
      this.find(KEYS.alertProvider(name, of)) ??
      fields([
        field('providerName', literal(name)),
        field('providerNamespace', of === undefined ? UNDEFINED : literal(of)),
      ])
    );
  }

  workload(kind: string, name: string): Expression | undefined {
    return this.find(KEYS.workload({ kind, metadata: { name } }, this.namespace));
  }

  canaryTarget({ kind, name }: { readonly kind: string; readonly name: string }): CanaryTargetFacts | undefined {
    return this.targets(kind, this.namespace, name);
  }

  /** The Service that a host is, where the construct would write it in the same way. */
  private serviceOf(written: string): { readonly name: string; readonly namespace: string | undefined } | undefined {
    if (!written.includes('.')) {
      if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(written)) cannot(`"${written}" is no name of a Service`);
      return { name: written, namespace: this.namespace };
    }
    const of = /^([^.*]+)\.([^.]+)\.svc\.cluster\.local$/.exec(written);
    const [, name, namespace] = of ?? [];
    if (name === undefined || namespace === undefined || namespace === this.namespace) return undefined;
    return { name, namespace };
  }

  private find(key: string): Expression | undefined {
    return this.byName ? undefined : this.registry.find(key, this.unit);
  }
}

const UNDEFINED: Expression = { type: 'word', name: 'undefined' };
