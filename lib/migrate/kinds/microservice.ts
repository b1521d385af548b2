import { isMap, type JsonMap } from '../../kube/json';
import { create, type Entry, type Expression, literal, method, record, THIS } from '../code/expression';
import { cannot } from './inexpressible';
import { trafficPolicy } from './istio/traffic-policy';
import { specOf } from './metadata';
import { mountEntries } from './mounts';
import {
  field,
  fields,
  json,
  kubernetes,
  listOf,
  mapOf,
  mapsOf,
  maybe,
  microservice,
  numberOf,
  seconds,
  textOf,
} from './values';

/** The objects that one Microservice is. */
export interface MicroserviceParts {
  readonly app: string;
  readonly service: JsonMap | undefined;
  readonly serviceAccount: JsonMap | undefined;
  /** By version, in order. */
  readonly deployments: ReadonlyMap<string, JsonMap>;
  readonly destinationRule: JsonMap | undefined;
}

/** `new Microservice(this, 'reviews', { port: Port.http(9080), versions: { v1: { … } } })` */
export function microserviceOf(parts: MicroserviceParts): Expression {
  const { app, service, serviceAccount, deployments, destinationRule } = parts;
  const versions = [...deployments].map(([version, deployment]) => ({
    version,
    entries: versionEntries(app, version, deployment, servicePorts(service)),
  }));
  const shared = sharedEntries(versions.map(({ entries }) => entries));
  return create(
    microservice('Microservice'),
    THIS,
    literal(app),
    fields([
      ...(service === undefined ? [] : serviceEntries(app, service)),
      ...accountEntries(app, serviceAccount, deployments),
      shared.length === 0 ? undefined : field('defaults', fields(shared)),
      service === undefined
        ? undefined
        : field('destinationRule', ruleProps(service, destinationRule, deployments.size)),
      field(
        'versions',
        fields(
          versions.map(({ version, entries }) =>
            field(version, fields(entries.filter((entry) => !shared.some(({ key }) => key === entry.key)))),
          ),
        ),
      ),
    ]),
  );
}

/** What says the same in all versions. */
function sharedEntries(all: readonly (readonly Entry[])[]): readonly Entry[] {
  const [first = [], ...others] = all;
  return first.filter(({ key, value }) => {
    if (others.length === 0) return AS_IT_IS.has(key);
    if (key === 'image' || key === 'deploymentName') return false;
    return others.every((entries) =>
      entries.some((entry) => entry.key === key && JSON.stringify(entry.value) === JSON.stringify(value)),
    );
  });
}

/** What is said of an app as a whole, even if it has one version only. */
const AS_IT_IS = new Set(['hardening', 'resources', 'containerPorts']);

interface ServicePort {
  readonly name: string;
  readonly port: number;
  readonly targetPort: number;
  readonly nodePort: number | undefined;
  readonly isUdp: boolean;
}

function servicePorts(service: JsonMap | undefined): readonly ServicePort[] {
  return (mapsOf(service && specOf(service).ports) ?? []).map(({ name, port, targetPort, nodePort, protocol }) => {
    const number = numberOf(port) ?? cannot('a port of the Service has no number');
    return {
      name: textOf(name) ?? cannot('a port of the Service has no name, by which Istio knows the protocol'),
      port: number,
      targetPort:
        typeof targetPort === 'string'
          ? cannot('a port of the Service leads to a name')
          : (numberOf(targetPort) ?? number),
      nodePort: numberOf(nodePort),
      isUdp: protocol === 'UDP',
    };
  });
}

const FACTORIES: Readonly<Record<string, string>> = {
  http: 'http',
  http2: 'http2',
  https: 'https',
  grpc: 'grpc',
  tcp: 'tcp',
  tls: 'tls',
  mongo: 'mongo',
  mysql: 'mysql',
  redis: 'redis',
  udp: 'udp',
};

function portOf({ name, port, targetPort, nodePort, isUdp }: ServicePort): Expression {
  const isWeb = name === 'grpc-web' || name.startsWith('grpc-web-');
  const [protocol = '', ...rest] = isWeb ? ['grpc-web', ...name.split('-').slice(2)] : name.split('-');
  const factory = isWeb ? 'grpcWeb' : (FACTORIES[protocol] ?? cannot(`"${name}" names no protocol of a Port`));
  if (isUdp !== (protocol === 'udp')) cannot(`port ${name} is ${isUdp ? 'UDP' : 'TCP'}`);
  const options = record({
    name: rest.length === 0 ? undefined : literal(rest.join('-')),
    targetPort: targetPort === port ? undefined : literal(targetPort),
    nodePort: maybe(nodePort),
  });
  return method(kubernetes('Port'), factory, literal(port), ...(options.entries.length === 0 ? [] : [options]));
}

function serviceEntries(app: string, service: JsonMap): readonly (Entry | undefined)[] {
  const { name, labels } = mapOf(service.metadata) ?? {};
  const { type } = specOf(service);
  const ports = servicePorts(service).map(portOf);
  const { app: _, ...others } = mapOf(labels) ?? {};
  const [first, second] = ports;
  if (first === undefined) cannot('its Service has no ports');
  return [
    second === undefined
      ? field('port', first)
      : field('ports', { type: 'list', items: ports.map((value) => ({ value })) }),
    name === app ? undefined : field('serviceName', maybe(textOf(name))),
    type === undefined || type === 'ClusterIP' ? undefined : field('serviceType', json(type)),
    Object.keys(others).length === 0 ? undefined : field('serviceLabels', json(others)),
  ];
}

function accountEntries(
  app: string,
  account: JsonMap | undefined,
  deployments: ReadonlyMap<string, JsonMap>,
): readonly (Entry | undefined)[] {
  const used = new Set([...deployments.values()].map((deployment) => podSpecOf(deployment).serviceAccountName));
  if (account === undefined) {
    if (used.size !== 1 || !used.has(undefined)) cannot('its ServiceAccount is not among the objects');
    return [field('serviceAccount', literal('default'))];
  }
  const { name, labels } = mapOf(account.metadata) ?? {};
  return [
    name === app ? undefined : field('serviceAccountName', maybe(textOf(name))),
    field('serviceAccountLabels', maybe(mapOf(labels))),
  ];
}

function ruleProps(service: JsonMap, rule: JsonMap | undefined, versions: number): Expression | undefined {
  if (rule === undefined) return versions > 1 ? literal('none') : undefined;
  const { name, labels, annotations } = mapOf(rule.metadata) ?? {};
  const { trafficPolicy: policy, exportTo, subsets } = specOf(rule);
  const own = (mapsOf(subsets) ?? []).flatMap(({ name: subset, trafficPolicy: of }, index) =>
    of === undefined ? [] : [field(String(subset), trafficPolicy(of, ['spec', 'subsets', index, 'trafficPolicy']))],
  );
  const written = fields([
    name === mapOf(service.metadata)?.name ? undefined : field('name', maybe(textOf(name))),
    field('labels', maybe(labels)),
    field('annotations', maybe(annotations)),
    field('trafficPolicy', trafficPolicy(policy, ['spec', 'trafficPolicy'])),
    own.length === 0 ? undefined : field('trafficPolicyByVersion', fields(own)),
    field('exportTo', maybe(exportTo)),
  ]);
  return written.entries.length === 0 && versions > 1 ? undefined : written;
}

/** The pods that a workload makes. */
export function podSpecOf(workload: JsonMap): JsonMap {
  return mapOf(mapOf(specOf(workload).template)?.spec) ?? {};
}

const INJECT = 'sidecar.istio.io/inject';

function versionEntries(
  app: string,
  version: string,
  deployment: JsonMap,
  ports: readonly ServicePort[],
): readonly Entry[] {
  const { name } = mapOf(deployment.metadata) ?? {};
  const { replicas, strategy, template } = specOf(deployment);
  const podMetadata = mapOf(mapOf(template)?.metadata) ?? {};
  const pod = podSpecOf(deployment);
  const [container, another] = mapsOf(pod.containers) ?? [];
  if (container === undefined || another !== undefined || pod.initContainers !== undefined) {
    return cannot('its pods have several containers');
  }
  const { app: _, version: __, [INJECT]: inject, ...podLabels } = mapOf(podMetadata.labels) ?? {};
  const { runAsUser, runAsGroup } = mapOf(pod.securityContext) ?? {};
  const strategyType = textOf(mapOf(strategy)?.type);
  return [
    field('image', json(textOf(container.image) ?? cannot('its container has no image'))),
    name === `${app}-${version}` ? undefined : field('deploymentName', maybe(textOf(name))),
    container.name === app ? undefined : field('containerName', maybe(textOf(container.name))),
    replicas === undefined || replicas === 1 ? undefined : field('replicas', json(replicas)),
    strategyType === undefined ? undefined : field('strategy', literal(strategyType)),
    field('command', maybe(listOf(container.command))),
    field('args', maybe(listOf(container.args))),
    field('env', env(container.env)),
    field('hardening', literal('none')),
    field('runAsUser', maybe(runAsUser)),
    field('runAsGroup', maybe(runAsGroup)),
    field('resources', resources(container.resources)),
    ports.length === 0 ? undefined : field('containerPorts', containerPorts(container.ports)),
    field('livenessProbe', probe(container.livenessProbe, ports)),
    field('readinessProbe', probe(container.readinessProbe, ports)),
    field('startupProbe', probe(container.startupProbe, ports)),
    ...mountEntries(pod.volumes, container.volumeMounts),
    inject === undefined ? undefined : field('inject', literal(inject === 'true')),
    Object.keys(podLabels).length === 0 ? undefined : field('podLabels', json(podLabels)),
    field('podAnnotations', maybe(mapOf(podMetadata.annotations))),
    pod.terminationGracePeriodSeconds === undefined
      ? undefined
      : field('terminationGracePeriod', seconds(pod.terminationGracePeriodSeconds)),
    container.imagePullPolicy === undefined || container.imagePullPolicy === 'IfNotPresent'
      ? undefined
      : field('imagePullPolicy', json(container.imagePullPolicy)),
    field('imagePullSecrets', maybe(listOf(pod.imagePullSecrets))),
  ].filter((entry) => entry !== undefined);
}

function env(value: unknown): Expression | undefined {
  const variables = mapsOf(value);
  if (variables === undefined) return undefined;
  return fields(
    variables.map(({ name, value: text, valueFrom }) => {
      const key = textOf(name) ?? cannot('a variable has no name');
      if (valueFrom !== undefined) return field(key, fields([field('valueFrom', json(valueFrom))]));
      return field(key, json(textOf(text) ?? ''));
    }),
  );
}

function resources(value: unknown): Expression {
  const { requests, limits, ...others } = mapOf(value) ?? {};
  const [other] = Object.keys(others);
  if (other !== undefined) cannot(`resources of the construct have no ${other}`);
  return fields([
    field('defaults', literal(false)),
    field('requests', quantities(requests)),
    field('limits', quantities(limits)),
  ]);
}

function quantities(value: unknown): Expression | undefined {
  const map = mapOf(value);
  return (
    map &&
    fields(
      Object.entries(map).map(([key, amount]) => {
        if (key === 'cpu') return field(key, cpu(amount));
        if (key !== 'memory') return cannot(`resources of the construct have no ${key}`);
        const text = textOf(amount) ?? '';
        return /^[1-9]\d*(Ki|Mi|Gi|Ti)$/.test(text)
          ? field(key, literal(text))
          : cannot(`memory "${text}" has no binary unit`);
      }),
    )
  );
}

function cpu(amount: unknown): Expression {
  if (typeof amount === 'number') return literal(amount);
  const text = textOf(amount) ?? '';
  if (/^[1-9]\d*m$/.test(text)) return literal(text);
  return /^\d+(\.\d+)?$/.test(text) ? literal(Number(text)) : cannot(`"${text}" is no amount of CPU`);
}

function containerPorts(value: unknown): Expression | undefined {
  const ports = mapsOf(value);
  if (ports === undefined) return literal('none');
  return ports.every(({ name }) => name === undefined) ? literal('unnamed') : undefined;
}

function probe(value: unknown, ports: readonly ServicePort[]): Expression | undefined {
  const written = mapOf(value);
  if (written === undefined) return undefined;
  const { httpGet, tcpSocket, grpc, exec, initialDelaySeconds, periodSeconds, timeoutSeconds, failureThreshold } =
    written;
  const timing = [
    field('initialDelay', seconds(initialDelaySeconds === 0 ? undefined : initialDelaySeconds)),
    field('period', seconds(periodSeconds)),
    field('timeout', seconds(timeoutSeconds)),
    field('failureThreshold', maybe(failureThreshold)),
  ];
  const port = (number: unknown) => {
    const of = typeof number === 'string' ? cannot('a probe names its port') : numberOf(number);
    return of === ports[0]?.targetPort ? undefined : field('port', maybe(of));
  };
  const of = (name: string, ...parts: readonly Expression[]) => method(kubernetes('Probe'), name, ...parts);
  const optional = (entries: readonly (Entry | undefined)[]) => {
    const options = fields(entries);
    return options.entries.length === 0 ? [] : [options];
  };
  if (isMap(httpGet)) return of('http', fields([field('path', maybe(httpGet.path)), port(httpGet.port), ...timing]));
  if (isMap(tcpSocket)) return of('tcp', ...optional([port(tcpSocket.port), ...timing]));
  if (isMap(grpc)) return of('grpc', ...optional([port(grpc.port), field('service', maybe(grpc.service)), ...timing]));
  if (isMap(exec)) return of('command', json(exec.command), ...optional(timing));
  return cannot('a probe asks nothing');
}
