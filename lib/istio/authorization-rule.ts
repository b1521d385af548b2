import type { IConstruct } from 'constructs';
import type * as wire from '../../imports/security.istio.io';
import { MeshwrightError } from '../core/errors';
import { type Named, nameOf } from '../core/named';
import { checkDnsLabel } from '../core/names';
import { checkSubnet } from './checks';
import type { HttpMethod } from './http-match';
import type { AtLeastOne, NonEmpty } from './non-empty';
import { checkPort } from './rule-context';

/** A ServiceAccount, or whatever runs as one: a microservice, for example. */
export interface Identity {
  readonly serviceAccount: {
    readonly name: string;
    readonly metadata?: { readonly namespace?: string };
  };
}

/** Identities that are made elsewhere. */
export const Identity = {
  /** A ServiceAccount. */
  serviceAccount({ name, namespace }: { readonly name: string; readonly namespace: string }): Identity {
    return { serviceAccount: { name, metadata: { namespace } } };
  },
} as const;

interface SourceConditions {
  /** With a token of these `<issuer>/<subject>`; `*` in front, at the end or alone for any. */
  readonly requestPrincipals?: NonEmpty<string>;
  /** With no token of these. `['*']`: with no valid token at all. */
  readonly notRequestPrincipals?: NonEmpty<string>;
  /** The address of the connection: addresses or ranges. */
  readonly ipBlocks?: NonEmpty<string>;
  readonly notIpBlocks?: NonEmpty<string>;
  /** The address of the client, as `X-Forwarded-For` or the PROXY protocol tell it. */
  readonly remoteIpBlocks?: NonEmpty<string>;
  readonly notRemoteIpBlocks?: NonEmpty<string>;
  /** The trust domains that the identity is of. */
  readonly trustDomains?: NonEmpty<string>;
  readonly notTrustDomains?: NonEmpty<string>;
}

/**
 * Where a request comes from: all that is given must hold; of a list, one. Identities, namespaces and trust domains are
 * known by mutual TLS only.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#Source
 */
export type AuthorizationSource =
  | AtLeastOne<SourceConditions & AccountConditions>
  | AtLeastOne<SourceConditions & NameConditions>;

/** Who it is, as an object: not beside names and namespaces, which the API server refuses. */
interface AccountConditions {
  /** Whoever runs as one of these. */
  readonly serviceAccounts?: NonEmpty<Identity>;
  /** Whoever runs as none of these. */
  readonly notServiceAccounts?: NonEmpty<Identity>;
  readonly principals?: never;
  readonly notPrincipals?: never;
  readonly namespaces?: never;
  readonly notNamespaces?: never;
}

/** Who it is, by name. */
interface NameConditions {
  /** Identities in full, `cluster.local/ns/web/sa/frontend`; `*` in front, at the end or alone. */
  readonly principals?: NonEmpty<string>;
  /** None of these identities. */
  readonly notPrincipals?: NonEmpty<string>;
  /** From one of these namespaces. */
  readonly namespaces?: NonEmpty<string | Named>;
  /** From none of these namespaces. */
  readonly notNamespaces?: NonEmpty<string | Named>;
  readonly serviceAccounts?: never;
  readonly notServiceAccounts?: never;
}

/**
 * What a request asks for: all that is given must hold; of a list, one. Hosts, methods and paths are of HTTP only.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#Operation
 */
export type AuthorizationOperation = AtLeastOne<{
  readonly hosts?: NonEmpty<string>;
  readonly notHosts?: NonEmpty<string>;
  readonly methods?: NonEmpty<HttpMethod>;
  readonly notMethods?: NonEmpty<HttpMethod>;
  /** Paths, with `*` in front or at the end, or templates with `{*}` and `{**}`. */
  readonly paths?: NonEmpty<string>;
  readonly notPaths?: NonEmpty<string>;
  /** Ports of the pods. */
  readonly ports?: NonEmpty<number>;
  readonly notPorts?: NonEmpty<number>;
}>;

/**
 * An attribute of a request.
 *
 * @see https://istio.io/latest/docs/reference/config/security/conditions/
 */
export type AuthorizationConditionKey =
  | 'source.ip'
  | 'remote.ip'
  | 'source.namespace'
  | 'source.principal'
  | 'source.serviceAccount'
  | 'request.auth.principal'
  | 'request.auth.audiences'
  | 'request.auth.presenter'
  | 'destination.ip'
  | 'destination.port'
  | 'connection.sni'
  | `request.headers[${string}]`
  | `request.auth.claims[${string}]`
  | `experimental.envoy.filters.${string}`;

/** @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#Condition */
export type AuthorizationCondition = { readonly key: AuthorizationConditionKey } & AtLeastOne<{
  readonly values?: NonEmpty<string>;
  readonly notValues?: NonEmpty<string>;
}>;

/**
 * Which requests a policy is about: one of `from`, and one of `to`, and all of `when`.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#Rule
 */
export type AuthorizationRule = AtLeastOne<{
  readonly from?: NonEmpty<AuthorizationSource>;
  readonly to?: NonEmpty<AuthorizationOperation>;
  readonly when?: NonEmpty<AuthorizationCondition>;
}>;

/** As the API server reads it, for a policy in `namespace`. */
export function authorizationRuleToWire(
  where: IConstruct,
  { from, to, when }: AuthorizationRule,
  namespace: string | undefined,
): wire.Rule {
  return {
    from: from?.map((source) => ({ source: sourceToWire(where, source, namespace) })),
    to: to?.map(({ ports, notPorts, ...others }) => ({
      operation: { ...others, ports: portsToWire(where, ports), notPorts: portsToWire(where, notPorts) },
    })),
    when,
  };
}

function sourceToWire(where: IConstruct, source: AuthorizationSource, namespace: string | undefined): wire.Source {
  const { serviceAccounts, notServiceAccounts, ...others } = source;
  for (const ranges of [others.ipBlocks, others.notIpBlocks, others.remoteIpBlocks, others.notRemoteIpBlocks]) {
    for (const subnet of ranges ?? []) checkSubnet(where, subnet);
  }
  const identities = (list: NonEmpty<Identity> | undefined) =>
    list?.map((identity) => identityToWire(where, identity, namespace));
  // Accounts and names exclude each other in the props already, which the checker does not follow through a rest.
  return {
    ...others,
    namespaces: others.namespaces?.map(nameOf),
    notNamespaces: others.notNamespaces?.map(nameOf),
    serviceAccounts: identities(serviceAccounts),
    notServiceAccounts: identities(notServiceAccounts),
  } as wire.Source;
}

/** `<namespace>/<name>`: the trust domain may change, the policy need not. */
function identityToWire(where: IConstruct, { serviceAccount: account }: Identity, own: string | undefined): string {
  const namespace = account.metadata?.namespace ?? own;
  if (namespace === undefined) {
    throw new MeshwrightError(where, `cannot tell the namespace of ServiceAccount ${account.name}: give its chart one`);
  }
  checkDnsLabel(where, 'namespace', namespace);
  return `${namespace}/${account.name}`;
}

function portsToWire(where: IConstruct, ports: NonEmpty<number> | undefined): string[] | undefined {
  return ports?.map((port) => `${checkPort(where, port)}`);
}
