import type { Rule as PolicyRule, Source } from '../../../../imports/security.istio.io';
import { fullName } from '../../../mesh/host-names';
import type { Mesh } from '../../../mesh/mesh';
import { perMesh } from '../../../mesh/per-mesh';
import type { MeshService } from '../../../mesh/services';
import { describeId, type Entity } from '../../../world/entity';
import { AUTHORIZATION_POLICY, CANARY, VIRTUAL_SERVICE } from '../../../world/kinds';
import { documents, edgeGateway, istio, shop } from '../../examples';
import type { RelatedObservation, Rule } from '../../rule';
import { destinationsIn } from '../../traffic/destinations';
import { followersOf } from '../../traffic/followers';
import { isAssumed } from '../../traffic/gateways';

const example = (namespaces: string) =>
  documents(
    shop('reviews'),
    edgeGateway(),
    istio(
      'VirtualService',
      'reviews',
      'hosts: [shop.example.com]\ngateways: [edge]\nhttp: [{route: [{destination: {host: reviews}}]}]',
    ),
    istio(
      'AuthorizationPolicy',
      'reviews',
      `selector: {matchLabels: {app: reviews}}\nrules: [{from: [{source: {namespaces: [${namespaces}]}}]}]`,
    ),
  );

export const blockedCallers: Rule = {
  id: 'MESH_POLICY_BLOCKS_CALLER',
  severity: 'warning',
  kinds: [AUTHORIZATION_POLICY],
  docs: {
    says: 'AuthorizationPolicies that let nobody in through a gateway, or with the load of a release, that routes lead there from',
    why: 'As soon as one policy allows something, all else is denied. The gateway that a route leads from is a client like others, with the ServiceAccount and the namespace of its pods.',
    fix: 'Allow the identity of the gateway, or of the load tester, too.',
    symptoms: ['403 RBAC: access denied', 'canary stuck'],
    see: 'https://istio.io/latest/docs/concepts/security/#allow-nothing-deny-all-and-allow-all-policy',
    wrong: example('shop'),
    right: example('shop, istio-system'),
  },

  check(mesh, report) {
    const told = new Set<string>();
    for (const { service, caller, from } of calls(mesh)) {
      for (const { workload } of mesh.endpoints(service)) {
        if (workload === undefined || mesh.proxyOf(workload).kind !== 'sidecar') continue;
        const { allow } = mesh.authorizationPolicies(mesh.proxyOf(workload));
        const [policy] = allow;
        if (
          policy === undefined ||
          policy.derived !== undefined ||
          !allow.every((each) => mesh.given.together(each, from.entity))
        )
          continue;
        const isLetIn = allow.some(({ spec, id }) =>
          (spec.rules ?? []).some((rule) => mayLetIn(rule, caller, id.namespace, mesh.config.trustDomain)),
        );
        const key = `${describeId(policy.id)} ${caller.name}`;
        if (isLetIn || told.has(key)) continue;
        told.add(key);
        // Denying everything is what such a policy is for.
        const isForNobody = allow.every(({ spec }) => (spec.rules ?? []).length === 0);
        report(policy, isForNobody ? ['metadata', 'name'] : ['spec', 'rules'], {
          ...(isForNobody ? { severity: 'note' as const } : {}),
          message: `${caller.what} (${caller.namespace}/${caller.serviceAccount}) get 403 from ${workload.entity.id.kind} ${workload.name}: ${isForNobody ? 'no policy allows anything' : 'no policy that allows something allows them'}`,
          fix: `allow principal ${mesh.config.trustDomain}/ns/${caller.namespace}/sa/${caller.serviceAccount}`,
          related: [
            from,
            ...allow
              .slice(1, 4)
              .map((each) => ({ entity: each, path: ['spec'], message: 'does not allow them either' })),
          ],
        });
      }
    }
  },
};

interface Caller {
  readonly name: string;
  /** "requests through gateway istio-system/edge" */
  readonly what: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

interface Call {
  readonly service: MeshService;
  readonly caller: Caller;
  readonly from: RelatedObservation;
}

/** Who asks what, as far as manifests say it. */
const calls = perMesh((mesh): readonly Call[] => [...throughGateways(mesh), ...ofLoadTesters(mesh)]);

function* throughGateways(mesh: Mesh): Generator<Call> {
  const gateways = new Map(
    mesh.proxies.filter(({ kind }) => kind === 'gateway').map((proxy) => [`${proxy.namespace}/${proxy.name}`, proxy]),
  );
  for (const entity of mesh.given.all(VIRTUAL_SERVICE)) {
    if ((entity.spec.gateways ?? []).length === 0 && (entity.spec.hosts ?? []).length > 0) continue;
    for (const follower of followersOf(mesh, entity)) {
      const proxy = follower.kind === 'gateway' ? gateways.get(follower.name) : undefined;
      // Of a gateway that is only taken to be there, the identity is not known.
      if (proxy === undefined || (isAssumed(proxy) && proxy.serviceAccount === 'default')) continue;
      for (const { destination, path, role } of destinationsIn(entity)) {
        if (role === 'mirror') continue;
        const host = fullName(destination.host, entity.id.namespace, mesh.config.clusterDomain);
        for (const service of mesh.servicesWithHost(host)) {
          const { namespace, serviceAccount, name } = proxy;
          const caller = {
            name: follower.name,
            what: `requests through ${namespace}/${name}`,
            namespace,
            serviceAccount,
          };
          yield { service, caller, from: { entity, path, message: 'leads there' } };
        }
      }
    }
  }
}

/** Load testers that webhooks of Canaries ask for requests to their Services. */
function* ofLoadTesters(mesh: Mesh): Generator<Call> {
  for (const entity of mesh.given.all(CANARY)) {
    const { spec, id } = entity;
    const name = spec.service?.name ?? spec.targetRef?.name ?? '';
    const target = mesh.host(name, id.namespace);
    for (const [index, { url = '', metadata = {} }] of (spec.analysis?.webhooks ?? []).entries()) {
      if (
        !Object.values(metadata).some(
          (text) => text.includes(`${name}-canary`) || text.includes(`${name}.${id.namespace}`),
        )
      )
        continue;
      const [, host = ''] = /^https?:\/\/([^:/]+)/.exec(url) ?? [];
      const tester = testerOf(mesh, host, id.namespace);
      if (tester === undefined || target === undefined) continue;
      const from: RelatedObservation = {
        entity: entity as Entity,
        path: ['spec', 'analysis', 'webhooks', index, 'url'],
        message: 'asks for the requests',
      };
      yield { service: target, caller: tester, from };
    }
  }
}

function testerOf(mesh: Mesh, host: string, own: string): Caller | undefined {
  const [name = '', namespace = own] = host.split('.');
  const service = mesh.host(name, namespace);
  const workload = service && mesh.endpoints(service)[0]?.workload;
  if (workload === undefined) return undefined;
  const { serviceAccount } = workload;
  return {
    name: `${namespace}/${name}`,
    what: `requests of load tester ${namespace}/${name}`,
    namespace: workload.namespace,
    serviceAccount,
  };
}

/** Whether a rule may be for a client: it asks for nothing else that is known of it. */
function mayLetIn({ from = [], when = [] }: PolicyRule, caller: Caller, own: string, trustDomain: string): boolean {
  const isAsked = when.every(({ key, values = [] }) => {
    if (values.length === 0) return true;
    if (key === 'source.namespace') return values.some((each) => matches(each, caller.namespace));
    if (key === 'source.principal') return values.some((each) => matches(each, principalOf(caller, trustDomain)));
    return true;
  });
  return isAsked && (from.length === 0 || from.some(({ source = {} }) => mayBe(source, caller, own, trustDomain)));
}

function mayBe(source: Source, caller: Caller, own: string, trustDomain: string): boolean {
  const principal = principalOf(caller, trustDomain);
  const asks: readonly (readonly [readonly string[] | undefined, (value: string) => boolean])[] = [
    [
      source.principals,
      (value) => matches(value, principal) || matches(value.replace(/^[^/*]+\/ns/, `${trustDomain}/ns`), principal),
    ],
    [source.namespaces, (value) => matches(value, caller.namespace)],
    [
      source.serviceAccounts,
      (value) => (value.includes('/') ? value : `${own}/${value}`) === `${caller.namespace}/${caller.serviceAccount}`,
    ],
  ];
  const refusals: readonly (readonly [readonly string[] | undefined, string])[] = [
    [source.notPrincipals, principal],
    [source.notNamespaces, caller.namespace],
  ];
  return (
    asks.every(([values = [], isMet]) => values.length === 0 || values.some(isMet)) &&
    !refusals.some(([values = [], actual]) => values.some((value) => matches(value, actual)))
  );
}

function principalOf({ namespace, serviceAccount }: Caller, trustDomain: string): string {
  return `${trustDomain}/ns/${namespace}/sa/${serviceAccount}`;
}

/** A value of a policy: exact, or with an asterisk at one of its ends. */
function matches(value: string, actual: string): boolean {
  if (value === '*') return true;
  if (value.startsWith('*')) return actual.endsWith(value.slice(1));
  if (value.endsWith('*')) return actual.startsWith(value.slice(0, -1));
  return value === actual;
}
