/**
 * What must not compile. `tsc` reads this file, nothing runs it: an unused `@ts-expect-error` is an error.
 */
import type { Construct } from 'constructs';
import {
  AuthorizationAction,
  AuthorizationPolicy,
  Identity,
  PeerAuthentication,
  RequestAuthentication,
  Sidecar,
  WorkloadSelector,
} from '.';

const selector = WorkloadSelector.labels({ app: 'web' });
const page = Identity.serviceAccount({ name: 'page', namespace: 'web' });

export function policies(scope: Construct): void {
  // @ts-expect-error settings of single ports need a selector
  new PeerAuthentication(scope, 'a', { mtls: 'STRICT', portLevelMtls: { 80: 'DISABLE' } });
  // @ts-expect-error no such mode
  new PeerAuthentication(scope, 'a', { mtls: 'MUTUAL' });
  // @ts-expect-error a policy that denies nothing does nothing
  AuthorizationAction.deny([]);
  // @ts-expect-error an empty rule is for every request: say so by denyEverything
  AuthorizationAction.deny([{}]);
  // @ts-expect-error an authorizer has a name
  AuthorizationAction.custom([{ to: [{ methods: ['GET'] }] }]);
  // @ts-expect-error the API server takes no identities beside namespaces
  AuthorizationAction.allow([{ from: [{ serviceAccounts: [page], namespaces: ['web'] }] }]);
  // @ts-expect-error the API server takes no identities beside those of no namespace
  AuthorizationAction.allow([{ from: [{ serviceAccounts: [page], notNamespaces: ['web'] }] }]);
  // @ts-expect-error the API server takes no identities beside names of identities
  AuthorizationAction.allow([{ from: [{ notServiceAccounts: [page], principals: ['*'] }] }]);
  AuthorizationAction.allow([
    { from: [{ notServiceAccounts: [page] }, { notNamespaces: ['web'], ipBlocks: ['::1'] }] },
  ]);
  // @ts-expect-error from nowhere
  AuthorizationAction.allow([{ from: [{}] }]);
  // @ts-expect-error identities are objects
  AuthorizationAction.allow([{ from: [{ serviceAccounts: ['web/page'] }] }]);
  // @ts-expect-error no such attribute
  AuthorizationAction.allow([{ when: [{ key: 'request.header[x]', values: ['a'] }] }]);
  // @ts-expect-error a condition without values
  AuthorizationAction.allow([{ when: [{ key: 'source.ip' }] }]);
  const action = AuthorizationAction.allowNothing();
  // @ts-expect-error pods by their labels, or what a waypoint is for
  new AuthorizationPolicy(scope, 'a', { action, selector, targetRefs: [{ kind: 'Service', name: 'web' }] });
  // @ts-expect-error tokens of nobody
  new RequestAuthentication(scope, 'a', { jwtRules: [] });
  // @ts-expect-error keys in two places
  new RequestAuthentication(scope, 'a', { jwtRules: [{ issuer: 'a', jwksUri: 'https://a', jwks: { keys: [] } }] });
  // @ts-expect-error a sidecar's hosts are objects
  new Sidecar(scope, 'a', { egress: [{ hosts: ['./*'] }] });
}
