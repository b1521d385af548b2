import type { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { Destination } from '../istio/destination';
import type { Host } from '../istio/host';
import { isMap } from '../kube/json';
import { hasLabels } from '../kube/label-selector';
import { groupOf } from '../kube/object-reference';
import { serviceHost } from '../mesh/host-names';
import type { Mesh } from '../mesh/mesh';
import { GATEWAY_NAME } from '../mesh/policy-targets';
import { type MeshProxy, OUTSIDE } from '../mesh/proxies';
import { type HostTarget, type Target, targetNamed, workloadTarget } from '../routing-tests/target';
import { findClient } from '../simulation/find-client';
import { describeId, idKey, type ObjectId, qualifiedName } from '../world/entity';
import { apiObjectsBelow, isConstruct, objectIdOf } from './objects';

/** The proxies of a gateway, by their labels, as an `IngressGateway` has them. */
export interface GatewayPods {
  readonly name: string;
  readonly selector: Readonly<Record<string, string>>;
}

/** A client that is no workload: somewhere outside of the mesh. */
export interface Outside {
  readonly name: 'outside';
}

/** Connects to whatever serves a host, from outside of the mesh. */
export const outside: Outside = OUTSIDE as Outside;

/**
 * Who asks: a construct with one workload in it, such as a version of a microservice or a Deployment; a Gateway, or the
 * pods of one, for a client outside that connects to it; {@link outside}; or a workload by its name, `NAMESPACE/NAME`.
 */
export type Client = IConstruct | GatewayPods | Outside | 'outside' | `${string}/${string}`;

/** A host by its name, as an object beside the client would name it. */
export interface NamedHost {
  readonly host: string;
  readonly port?: number;
  readonly subset?: string;
}

/**
 * Where a request ends: a construct with workloads in it, which means their pods (a microservice, or a version of one), or
 * with Services or ServiceEntries and no workload; a host or a subset, as routes name them; or by name: a workload or a
 * Service as `NAMESPACE/NAME`, a host as `HOST`, `HOST:PORT` or `HOST, subset SUBSET`.
 */
export type Reached = IConstruct | Destination | NamedHost | string;

/** The proxy of a client. */
export function clientOf(mesh: Mesh, client: Client): MeshProxy {
  if (typeof client === 'string') return findClient(mesh, client);
  if (isConstruct(client)) return proxyOfConstruct(mesh, client);
  if (isGatewayPods(client)) return gatewayWith(mesh, client.selector, client.name);
  return OUTSIDE;
}

function isGatewayPods(client: GatewayPods | Outside): client is GatewayPods {
  return 'selector' in client;
}

function proxyOfConstruct(mesh: Mesh, construct: IConstruct): MeshProxy {
  const objects = apiObjectsBelow(construct);
  const gateway = objects.find((object) => object.kind === 'Gateway' && groupOf(object.apiVersion) === ISTIO);
  const workloads = objects.filter(({ kind }) => WORKLOADS.has(kind));
  if (workloads.length === 0 && gateway !== undefined) {
    const { spec } = gateway.toJson();
    return gatewayWith(mesh, isMap(spec) && isMap(spec.selector) ? (spec.selector as Selector) : {}, gateway.name);
  }
  const made = objects.find((object) => object.kind === 'Gateway' && groupOf(object.apiVersion) === GATEWAY_API);
  if (workloads.length === 0 && made !== undefined) return podsMadeFor(mesh, made);
  const [object, second] = workloads;
  if (object === undefined) throw new Error(`'${construct.node.path}' cannot ask anything: there is no workload in it`);
  if (second !== undefined) {
    const names = workloads.map(({ kind, name }) => `${kind} ${name}`).join(', ');
    throw new Error(`'${construct.node.path}' has several workloads, ${names}: say which of them asks`);
  }
  const key = idKey(idIn(mesh, object));
  const found = mesh.world.workloads.find(({ entity }) => idKey(entity.id) === key);
  if (found === undefined) throw absent(mesh, object);
  return mesh.proxyOf(found);
}

/** The pods that istiod makes for a Gateway of the Gateway API. */
function podsMadeFor(mesh: Mesh, gateway: ApiObject): MeshProxy {
  const { namespace, name } = idIn(mesh, gateway);
  const labels = { [GATEWAY_NAME]: name };
  const found = mesh.proxies.find((proxy) => proxy.namespace === namespace && hasLabels(proxy.labels, labels));
  if (found === undefined) throw absent(mesh, gateway);
  return found;
}

type Selector = Readonly<Record<string, string>>;

function gatewayWith(mesh: Mesh, selector: Selector, name: string): MeshProxy {
  const found = mesh.proxies.filter(({ kind, labels }) => kind === 'gateway' && hasLabels(labels, selector));
  const [only, second] = found;
  if (only === undefined) {
    throw new Error(`gateway ${name} has no pods in this mesh: none has the labels ${JSON.stringify(selector)}`);
  }
  if (second !== undefined) {
    throw new Error(`gateway ${name} may be ${found.map(qualifiedName).join(' or ')}: name one, as NAMESPACE/NAME`);
  }
  return only;
}

/** What is meant by where a request is to end, for a client. */
export function reachedOf(mesh: Mesh, { namespace }: MeshProxy, reached: Reached): Target {
  if (typeof reached === 'string') return targetNamed(mesh, reached, namespace);
  if (isConstruct(reached)) return targetOfConstruct(mesh, reached);
  const { host, subset } = reached;
  const more = subset === undefined ? {} : { subset };
  if (typeof host !== 'string') return hostTarget(mesh, host, more);
  const { port } = reached as NamedHost;
  const text = `${host}${port === undefined ? '' : `:${port}`}${subset === undefined ? '' : `, subset ${subset}`}`;
  return targetNamed(mesh, text, namespace);
}

function hostTarget(mesh: Mesh, host: Host, more: { readonly subset?: string }): Target {
  const { clusterDomain } = mesh.config;
  const name = host.isService
    ? serviceHost(host.name, host.namespace ?? mesh.world.settings.defaultNamespace ?? 'default', clusterDomain)
    : host.name.toLowerCase();
  const subset = more.subset === undefined ? '' : `, subset ${more.subset}`;
  return { name: `${name}${subset}`, workloads: new Set(), hosts: [{ host: name, ...more }] };
}

function targetOfConstruct(mesh: Mesh, construct: IConstruct): Target {
  const objects = apiObjectsBelow(construct);
  const workloads = objects.filter(({ kind }) => WORKLOADS.has(kind));
  if (workloads.length > 0) {
    const keys = workloads.map((object) => {
      const key = idKey(idIn(mesh, object));
      if (mesh.world.workloads.some(({ entity }) => idKey(entity.id) === key)) return key;
      throw absent(mesh, object);
    });
    const names = workloads.map((object) => qualifiedName(idIn(mesh, object)));
    return workloadTarget(mesh, names.join(' or '), keys);
  }
  const hosts = objects.flatMap((object): readonly HostTarget[] => hostsOf(mesh, object));
  if (hosts.length === 0) {
    throw new Error(`nothing can reach '${construct.node.path}': there is neither a workload nor a Service in it`);
  }
  return { name: hosts.map(({ host }) => host).join(' or '), workloads: new Set(), hosts };
}

function hostsOf(mesh: Mesh, object: ApiObject): readonly HostTarget[] {
  const { kind, apiVersion } = object;
  const { namespace, name } = idIn(mesh, object);
  const isService = kind === 'Service' && groupOf(apiVersion) === '';
  if (!isService && kind !== 'ServiceEntry') return [];
  return mesh.services
    .filter(({ entity: { id } }) => id.kind === kind && id.namespace === namespace && id.name === name)
    .map(({ host }) => ({ host }));
}

const ISTIO = 'networking.istio.io';
const GATEWAY_API = 'gateway.networking.k8s.io';
const WORKLOADS: ReadonlySet<string> = new Set([
  ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job', 'CronJob', 'Pod'],
  'Rollout',
]);

function idIn({ world }: Mesh, object: ApiObject): ObjectId {
  return objectIdOf(object, world.settings.defaultNamespace);
}

function absent(mesh: Mesh, object: ApiObject): Error {
  return new Error(
    `${describeId(idIn(mesh, object))} ('${object.node.path}') is not in this mesh: make it of the app, or put its chart on top by \`with\``,
  );
}
