import { isMap, type JsonMap } from '../../../kube/json';
import type { FieldPath } from '../../../model/finding';
import { type Entry, type Expression, literal, method, record } from '../../code/expression';
import { cannot } from '../inexpressible';
import { pathOf, specOf } from '../metadata';
import { ofClasses } from '../native-values';
import { field, fields, json, kubernetes, mapOf, mapsOf, maybe, numberOf, textOf } from '../values';

/** A port of a Service. */
export interface ServicePort {
  readonly name: string | undefined;
  readonly port: number;
  readonly targetPort: number;
  readonly targetPortName: string | undefined;
  readonly nodePort: number | undefined;
  readonly appProtocol: string | undefined;
  readonly isUdp: boolean;
}

/** The ports of a Service; numbers of those that it finds by their names, from the containers of its pods, where known. */
export function servicePorts(
  service: JsonMap | undefined,
  pods: readonly JsonMap[] | 'elsewhere',
): readonly ServicePort[] {
  return (mapsOf(service && specOf(service).ports) ?? []).map((written) => {
    const { name, port, targetPort, nodePort, protocol, appProtocol } = written;
    const number = numberOf(port) ?? cannot('a port of the Service has no number');
    if (protocol !== undefined && protocol !== 'TCP' && protocol !== 'UDP')
      cannot(`a port is one of ${String(protocol)}`);
    return {
      name: textOf(name),
      port: number,
      targetPort:
        typeof targetPort !== 'string'
          ? (numberOf(targetPort) ?? number)
          : pods === 'elsewhere'
            ? number
            : numberOfName(targetPort, pods),
      targetPortName: typeof targetPort === 'string' ? targetPort : undefined,
      nodePort: numberOf(nodePort),
      appProtocol: textOf(appProtocol),
      isUdp: protocol === 'UDP',
    };
  });
}

function numberOfName(name: string, pods: readonly JsonMap[]): number {
  const ports = pods
    .flatMap(({ containers }) => mapsOf(containers) ?? [])
    .flatMap(({ ports: listed }) => mapsOf(listed) ?? []);
  const found = ports.find((port) => port.name === name);
  return numberOf(found?.containerPort) ?? cannot(`no container of its pods has a port named "${name}"`);
}

const FACTORIES: ReadonlySet<string> = new Set([
  ...['http', 'http2', 'https', 'grpc', 'tcp', 'tls', 'mongo', 'mysql', 'redis', 'udp'],
]);

/** `Port.http(9080)`, `Port.detected(80, { name: 'web' })` */
function portOf({ name, ...port }: ServicePort): Expression {
  const of = factoryOf(name, port);
  const options = record({
    name: of.name === undefined ? undefined : literal(of.name),
    targetPort: port.targetPort === port.port ? undefined : literal(port.targetPort),
    targetPortName: maybe(port.targetPortName),
    nodePort: maybe(port.nodePort),
    appProtocol: maybe(port.appProtocol),
  });
  const parts = options.entries.length === 0 ? [] : [options];
  return method(kubernetes('Port'), of.factory, literal(port.port), ...parts);
}

/** The method for the protocol that a name begins with, and what is left of the name. */
function factoryOf(
  text: string | undefined,
  { isUdp }: Omit<ServicePort, 'name'>,
): { readonly factory: string; readonly name: string | undefined } {
  const isWeb = text === 'grpc-web' || text?.startsWith('grpc-web-');
  const [protocol = '', ...rest] = isWeb ? ['grpc-web', ...(text ?? '').split('-').slice(2)] : (text ?? '').split('-');
  const isKnown = isWeb || FACTORIES.has(protocol);
  if (isUdp !== (protocol === 'udp')) cannot(`port ${text ?? '(without a name)'} is ${isUdp ? 'UDP' : 'TCP'}`);
  if (!isKnown) return { factory: 'detected', name: text };
  return { factory: isWeb ? 'grpcWeb' : protocol, name: rest.length === 0 ? undefined : rest.join('-') };
}

/** `port` or `ports`. */
export function portEntries(ports: readonly ServicePort[], at: FieldPath): readonly (Entry | undefined)[] {
  const [first, second] = ports.map(portOf);
  if (first === undefined) cannot('its Service has no ports');
  if (second === undefined) return [field('port', first, at)];
  const items = ports.map((each, index) => ({ value: portOf(each), of: [...at, index] }));
  return [field('ports', { type: 'list', items }, at)];
}

/** Fields of a Service that its construct has settings for, or that are part of what it is. */
const OWN = new Set(['ports', 'selector', 'type', 'clusterIP', 'clusterIPs']);

/** How a Service is reached, and what else it says. */
export function reachEntries(service: JsonMap): readonly (Entry | undefined)[] {
  const spec = specOf(service);
  const { type, clusterIP } = spec;
  if (type === 'ExternalName') cannot('the construct has no external name');
  const isHeadless = clusterIP === 'None';
  if (clusterIP !== undefined && !isHeadless) cannot('the construct has no clusterIP');
  const others = Object.entries(spec).filter(([key]) => !OWN.has(key));
  return [
    isHeadless
      ? field('serviceType', literal('Headless'))
      : type === undefined || type === 'ClusterIP' || isImplied(spec)
        ? undefined
        : field('serviceType', json(type)),
    others.length === 0 ? undefined : field('service', ofClasses(Object.fromEntries(others), ['spec'])),
  ];
}

/** A port with a number on the nodes makes the type. */
function isImplied({ type, ports }: JsonMap): boolean {
  return type === 'NodePort' && (mapsOf(ports) ?? []).some(({ nodePort }) => nodePort !== undefined);
}

/** Labels and annotations by the names of the props that they are given by. */
export function metadataEntries(
  object: JsonMap,
  names: { readonly labels: string; readonly annotations: string },
  without: JsonMap = {},
): readonly (Entry | undefined)[] {
  const { labels, annotations } = mapOf(object.metadata) ?? {};
  const at = [...pathOf(object), 'metadata'];
  const own = Object.entries(mapOf(labels) ?? {}).filter(([key, value]) => without[key] !== value);
  return [
    own.length === 0
      ? undefined
      : field(names.labels, json(Object.fromEntries(own), [...at, 'labels']), [...at, 'labels']),
    isMap(annotations) && Object.keys(annotations).length > 0
      ? field(names.annotations, json(annotations, [...at, 'annotations']), [...at, 'annotations'])
      : undefined,
  ];
}

/** `new SharedService(this, 'reviews-v1', { port: Port.http(9080), … })`: its props. */
export function sharedServiceProps(service: JsonMap, backends: Expression | undefined, pods: readonly JsonMap[]) {
  const { selector } = specOf(service);
  return fields([
    ...portEntries(servicePorts(service, backends === undefined ? 'elsewhere' : pods), ['spec', 'ports']),
    field('backends', backends),
    field('selector', json(mapOf(selector) ?? cannot('it selects no pods'))),
    ...metadataEntries(service, { labels: 'labels', annotations: 'annotations' }),
    ...reachEntries(service),
  ]);
}
