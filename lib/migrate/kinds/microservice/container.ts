import { isMap, type JsonMap } from '../../../kube/json';
import type { FieldPath } from '../../../model/finding';
import { type Entry, type Expression, list, literal, method } from '../../code/expression';
import { cannot } from '../inexpressible';
import { ofClasses } from '../native-values';
import type { Scope } from '../scope';
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
} from '../values';
import { type Disk, mountEntries } from './mounts';

/** Fields of a container that have settings. */
const SETTINGS = new Set([
  ...['name', 'image', 'imagePullPolicy', 'command', 'args', 'env', 'envFrom', 'resources', 'ports', 'livenessProbe'],
  ...['readinessProbe', 'startupProbe', 'lifecycle', 'volumeMounts', 'restartPolicy', 'securityContext'],
]);

/** Fields that the prop `container` takes. */
const OTHERS = new Set([
  ...['resizePolicy', 'stdin', 'stdinOnce', 'terminationMessagePath', 'terminationMessagePolicy', 'tty'],
  ...['volumeDevices', 'workingDir'],
]);

/** What the container of an app needs to know of what is around it. */
export interface AroundContainer {
  readonly volumes: unknown;
  readonly disks: readonly Disk[];
  /** The first port that it listens on, which probes ask unless they say another. */
  readonly port: number | undefined;
  readonly scope: Scope;
  /** Where the container stands. */
  readonly at: FieldPath;
}

/** What every container has, beside its name and its ports. */
export function containerEntries(
  container: JsonMap,
  { volumes, disks, port, scope, at }: AroundContainer,
): readonly (Entry | undefined)[] {
  const others = Object.entries(container).filter(([key]) => !SETTINGS.has(key));
  const [unknown] = others.find(([key]) => !OTHERS.has(key)) ?? [];
  if (unknown !== undefined) cannot(`containers of the construct have no ${unknown}`);
  const image = textOf(container.image) ?? cannot('its container has no image');
  const { postStart, preStop } = mapOf(container.lifecycle) ?? {};
  return [
    field('image', json(image), [...at, 'image']),
    /:(?!latest$)[^/]+$|@/.test(image) ? undefined : field('unpinned', literal(true)),
    field('command', maybe(listOf(container.command), [...at, 'command']), [...at, 'command']),
    field('args', maybe(listOf(container.args), [...at, 'args']), [...at, 'args']),
    field('env', env(container.env, scope, [...at, 'env']), [...at, 'env']),
    field('envFrom', envFrom(container.envFrom), [...at, 'envFrom']),
    field('resources', resources(container.resources), [...at, 'resources']),
    ...(['livenessProbe', 'readinessProbe', 'startupProbe'] as const).map((name) =>
      field(name, probe(container[name], port), [...at, name]),
    ),
    field('postStart', hook(postStart)),
    field('preStop', hook(preStop)),
    ...mountEntries(volumes, container.volumeMounts, disks).map(
      (entry) => entry && { ...entry, of: [...at, 'volumeMounts'] },
    ),
    field('imagePullPolicy', pullPolicy(container.imagePullPolicy)),
    others.length === 0
      ? undefined
      : field('container', ofClasses(Object.fromEntries(others), ['spec', 'template', 'spec', 'containers', 0])),
  ];
}

/** A container beside that of the app: it lists its ports as they are. */
export function otherContainer(container: JsonMap, around: AroundContainer, isInit: boolean): Expression {
  const { name, ports, restartPolicy } = container;
  if (restartPolicy !== undefined && !(isInit && restartPolicy === 'Always'))
    cannot('a container says how it restarts');
  return fields([
    field('name', json(textOf(name) ?? cannot('a container has no name'))),
    ...containerEntries(container, around),
    field('containerPorts', exactPorts(ports)),
    restartPolicy === undefined ? undefined : field('sidecar', literal(true)),
  ]);
}

/** A list of ports of a container, as it is; nothing for none. */
export function exactPorts(ports: unknown): Expression | undefined {
  const listed = mapsOf(ports);
  if (listed === undefined) return undefined;
  return ofClasses(listed, ['spec', 'template', 'spec', 'containers', 0, 'ports']);
}

function pullPolicy(value: unknown): Expression | undefined {
  return value === undefined || value === 'IfNotPresent' ? undefined : json(value);
}

function env(value: unknown, scope: Scope, at: FieldPath): Expression | undefined {
  const variables = mapsOf(value);
  if (variables === undefined) return undefined;
  const names = variables.map(({ name }) => name);
  if (new Set(names).size < names.length) cannot('a variable is there twice');
  return fields(
    variables.map(({ name, value: text, valueFrom }, index) => {
      const key = textOf(name) ?? cannot('a variable has no name');
      if (valueFrom !== undefined) {
        const from = ofClasses(valueFrom, ['spec', 'template', 'spec', 'containers', 0, 'env', 0, 'valueFrom']);
        return field(key, fields([field('valueFrom', from)]), [...at, index]);
      }
      const written = textOf(text) ?? '';
      return field(key, scope.address(written) ?? literal(written), [...at, index]);
    }),
  );
}

function envFrom(value: unknown): Expression | undefined {
  const sources = mapsOf(value);
  if (sources === undefined) return undefined;
  return list(
    sources.map(({ prefix, configMapRef, secretRef }) => {
      const [kind, { name, ...others }] =
        configMapRef === undefined
          ? (['secret', mapOf(secretRef) ?? {}] as const)
          : (['configMap', mapOf(configMapRef) ?? {}] as const);
      if (Object.keys(others).length > 0) cannot('a source of variables is optional');
      const options = prefix === undefined ? [] : [fields([field('prefix', json(prefix))])];
      const named = fields([field('name', json(textOf(name) ?? cannot('a source of variables has no name')))]);
      return method(microservice('EnvironmentSource'), kind, named, ...options);
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

function hook(value: unknown): Expression | undefined {
  const written = mapOf(value);
  if (written === undefined) return undefined;
  const of = (name: string, part: Expression) => method(kubernetes('LifecycleHook'), name, part);
  const { exec, httpGet } = written;
  if (isMap(exec)) return of('command', json(exec.command));
  if (isMap(httpGet))
    return of('http', fields([field('path', maybe(httpGet.path)), field('port', maybe(httpGet.port))]));
  return cannot('a hook runs nothing that the construct knows');
}

function probe(value: unknown, first: number | undefined): Expression | undefined {
  const written = mapOf(value);
  if (written === undefined) return undefined;
  const { httpGet, tcpSocket, grpc, exec, initialDelaySeconds, periodSeconds, timeoutSeconds, ...counts } = written;
  const { failureThreshold, successThreshold, ...others } = counts;
  const [other] = Object.keys(others);
  if (other !== undefined) cannot(`probes of the construct have no ${other}`);
  const timing = [
    field('initialDelay', seconds(initialDelaySeconds === 0 ? undefined : initialDelaySeconds)),
    field('period', seconds(periodSeconds)),
    field('timeout', seconds(timeoutSeconds)),
    field('failureThreshold', maybe(failureThreshold)),
    field('successThreshold', maybe(successThreshold)),
  ];
  const port = (of: unknown) => (of !== undefined && of === first ? undefined : field('port', maybe(of)));
  const of = (name: string, ...parts: readonly Expression[]) => method(kubernetes('Probe'), name, ...parts);
  const optional = (entries: readonly (Entry | undefined)[]) => {
    const options = fields(entries);
    return options.entries.length === 0 ? [] : [options];
  };
  if (isMap(httpGet)) {
    const path = httpGet.path ?? '/';
    return of('http', fields([field('path', json(path)), port(httpGet.port), ...request(httpGet), ...timing]));
  }
  if (isMap(tcpSocket)) return of('tcp', ...optional([port(tcpSocket.port), ...timing]));
  if (isMap(grpc)) {
    const service = grpc.service === '' ? undefined : maybe(grpc.service);
    return of('grpc', ...optional([port(numberOf(grpc.port)), field('service', service), ...timing]));
  }
  if (isMap(exec)) return of('command', json(exec.command), ...optional(timing));
  return cannot('a probe asks nothing');
}

function request({ scheme, httpHeaders }: JsonMap): readonly (Entry | undefined)[] {
  const headers = mapsOf(httpHeaders) ?? [];
  if (new Set(headers.map(({ name }) => name)).size < headers.length) cannot('a probe has a header twice');
  return [
    scheme === undefined || scheme === 'HTTP' ? undefined : field('scheme', json(scheme)),
    headers.length === 0
      ? undefined
      : field('headers', fields(headers.map(({ name, value }) => field(String(name), json(textOf(value) ?? ''))))),
  ];
}
