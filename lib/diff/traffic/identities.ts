import type { AuthorizationPolicySpec } from '../../../imports/security.istio.io';
import { groupBy } from '../../kube/group-by';
import type { Mesh } from '../../mesh/mesh';
import type { MeshProxy } from '../../mesh/proxies';
import type { Attributes } from '../../simulation/peer';
import { conditionField, type PolicyField, sourceFields } from '../../simulation/policy-fields';
import type { Sound } from '../../world/entity';
import type { Workload } from '../../world/workload';
import type { Client } from './clients';

/** A world, and the workloads of it that may get a request. */
export interface Asked {
  readonly mesh: Mesh;
  readonly servers: readonly Workload[];
  readonly gates: readonly MeshProxy[];
}

/** Clients in groups that policies of servers do not tell apart. */
export function byIdentity(clients: readonly Client[], before: Asked, after: Asked): readonly (readonly Client[])[] {
  const [old, now] = [policiesOf(before), policiesOf(after)];
  if (old.length === 0 && now.length === 0) return [clients];
  const keyOf = (client: Client) =>
    JSON.stringify([verdicts(client.before, old, before.mesh), verdicts(client.after, now, after.mesh)]);
  return [...groupBy(clients, keyOf).values()];
}

type Policy = Sound<AuthorizationPolicySpec>;

function policiesOf({ mesh, servers, gates }: Asked): readonly Policy[] {
  const found = new Set<Policy>();
  for (const proxy of [...gates, ...servers.map((server) => mesh.proxyOf(server))]) {
    const { custom, deny, allow } = mesh.authorizationPolicies(proxy);
    for (const policy of [...custom, ...deny, ...allow]) found.add(policy);
  }
  return [...found];
}

/** The fields that a client's certificate answers. */
const OF_IDENTITY: ReadonlySet<string> = new Set([
  ...['principals', 'namespaces', 'serviceAccounts', 'trustDomains'],
  ...['source.namespace', 'source.principal', 'source.serviceAccount', 'source.trustDomain'],
]);

function verdicts({ namespace, serviceAccount }: MeshProxy, policies: readonly Policy[], { config }: Mesh): unknown {
  const about: Attributes = {
    identity: { trustDomain: config.trustDomain, namespace, serviceAccount },
    ...{ sourceAddress: undefined, remoteAddress: undefined, port: 0, sni: undefined },
    ...{ request: undefined, claims: 'none' },
  };
  const judge = ({ name, values = [], notValues = [], subject }: PolicyField) =>
    OF_IDENTITY.has(name) ? [...values, ...notValues].map((value) => subject.judge(value) === true) : [];
  return policies.map(({ id, spec }) => {
    const context = { ...config, namespace: id.namespace };
    return (spec.rules ?? []).map(({ from = [], when = [] }) => [
      from.map(({ source = {} }) => sourceFields(source, about, context).map(judge)),
      when.map((condition) => judge(conditionField(condition, about, context))),
    ]);
  });
}
