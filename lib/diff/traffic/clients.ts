import type { AuthorizationPolicySpec } from '../../../imports/security.istio.io';
import { groupBy } from '../../kube/group-by';
import type { Mesh } from '../../mesh/mesh';
import type { MeshProxy } from '../../mesh/proxies';
import { AUTHORIZATION_POLICY } from '../../world/kinds';
import type { Counterparts } from '../objects/counterparts';
import { ClassKeys } from './class-keys';

/** Somebody who calls in both worlds. */
export interface Client {
  /** `namespace/name`, as it is called now. */
  readonly name: string;
  readonly before: MeshProxy;
  readonly after: MeshProxy;
  /** Whether it stands for clients of which there is no manifest. */
  readonly isAnyOther: boolean;
}

/** Clients that have the same routes and policies in both worlds, whatever servers think of them. */
export interface ClientClass {
  readonly clients: readonly Client[];
  /** One of them. */
  readonly before: MeshProxy;
  readonly after: MeshProxy;
  /** Whether what they call a Service beside its whole name may have a say. */
  readonly hasShortNames: boolean;
}

/** A namespace that nobody has. */
const ANOTHER_NAMESPACE = 'another-namespace';

/**
 * Everybody who calls in both worlds: workloads, by their names, and those of which there is no manifest: any other
 * client with a sidecar, one without, and those that policies name.
 */
export function clientsOf(counterparts: Counterparts): readonly Client[] {
  const { before, after } = counterparts;
  const own = new Map(before.proxies.map((proxy) => [nameOf(proxy), proxy]));
  const clients = new Map<string, Client>();
  for (const proxy of after.proxies) {
    const former = own.get(counterparts.formerName(proxy));
    const name = nameOf(proxy);
    if (former === undefined || clients.has(name)) continue;
    clients.set(name, { name, before: former, after: proxy, isAnyOther: false });
  }
  const given = [...clients.values()];
  const isComplete = before.given.settings.complete === true && after.given.settings.complete === true;
  return [...given, ...(isComplete ? [] : othersOf(before, after, given))];
}

/** Clients in classes, each with all for whom the same holds. */
export function classesOf(counterparts: Counterparts, clients: readonly Client[]): readonly ClientClass[] {
  const [old, now] = [new ClassKeys(counterparts.before), new ClassKeys(counterparts.after)];
  const byNamespace = old.tellsNamespacesApart || now.tellsNamespacesApart;
  const keyOf = ({ before, after }: Client) => `${old.of(before, byNamespace)}\n${now.of(after, byNamespace)}`;
  const groups = groupBy(clients, keyOf);
  const hasShortNames = ({ before, after }: Client) =>
    (byNamespace && before.kind === 'sidecar' && after.kind === 'sidecar') ||
    counterparts.before.scope(before).sidecar !== undefined ||
    counterparts.after.scope(after).sidecar !== undefined;
  return [...groups.values()].flatMap((all) => {
    const [first] = all;
    return first === undefined
      ? []
      : [{ clients: all, before: first.before, after: first.after, hasShortNames: hasShortNames(first) }];
  });
}

function nameOf({ namespace, name }: MeshProxy): string {
  return `${namespace}/${name}`;
}

function othersOf(before: Mesh, after: Mesh, given: readonly Client[]): readonly Client[] {
  const known = new Set(given.map((client) => `${client.after.namespace}/${client.after.serviceAccount}`));
  const identities = [before, after].flatMap(identitiesIn).filter((identity) => !known.has(identity));
  return [
    anyOther('any other client with a sidecar', 'sidecar', ANOTHER_NAMESPACE, 'another'),
    anyOther('any other client without a sidecar', 'none', ANOTHER_NAMESPACE, 'another'),
    ...[...new Set(identities)].sort().map((identity) => {
      const [namespace = '', account = ''] = identity.split('/');
      return anyOther(`service account ${identity}`, 'sidecar', namespace, account);
    }),
  ];
}

function anyOther(name: string, kind: 'sidecar' | 'none', namespace: string, serviceAccount: string): Client {
  const proxy: MeshProxy = {
    ...{ kind, namespace, name, serviceAccount },
    ...{ labels: {}, workload: undefined, assumed: undefined },
  };
  return { name, before: proxy, after: proxy, isAnyOther: true };
}

/** `namespace/serviceAccount` of everybody whom policies name in full, or whose namespace they name. */
function identitiesIn(mesh: Mesh): readonly string[] {
  return mesh.world.current(AUTHORIZATION_POLICY).flatMap(({ id, spec }) => identitiesOf(spec, id.namespace));
}

function identitiesOf({ rules = [] }: AuthorizationPolicySpec, own: string): readonly string[] {
  return rules.flatMap(({ from = [], when = [] }) => [
    ...from.flatMap(({ source = {} }) => {
      const principals = [...(source.principals ?? []), ...(source.notPrincipals ?? [])];
      const accounts = [...(source.serviceAccounts ?? []), ...(source.notServiceAccounts ?? [])];
      const namespaces = [...(source.namespaces ?? []), ...(source.notNamespaces ?? [])];
      return [
        ...principals.flatMap(ofPrincipal),
        ...accounts.map((each) => ofAccount(each, own)),
        ...namespaces.flatMap(ofNamespace),
      ];
    }),
    ...when.flatMap(({ key, values = [], notValues = [] }) => {
      const all = [...values, ...notValues];
      if (key === 'source.principal') return all.flatMap(ofPrincipal);
      if (key === 'source.serviceAccount') return all.map((each) => ofAccount(each, own));
      return key === 'source.namespace' ? all.flatMap(ofNamespace) : [];
    }),
  ]);
}

function ofPrincipal(principal: string): readonly string[] {
  const match = /^[^/*]+\/ns\/([^/*]+)\/sa\/([^/*]+)$/.exec(principal);
  return match === null ? [] : [`${match[1]}/${match[2]}`];
}

function ofAccount(account: string, own: string): string {
  return account.includes('/') ? account : `${own}/${account}`;
}

function ofNamespace(namespace: string): readonly string[] {
  return namespace.includes('*') ? [] : [`${namespace}/another`];
}
