import type { Rule as PolicyRule } from '../../../../imports/security.istio.io';
import type { Mesh } from '../../../mesh/mesh';
import type { Labels } from '../../../world/entity';
import { AUTHORIZATION_POLICY, REQUEST_AUTHENTICATION, VIRTUAL_SERVICE } from '../../../world/kinds';
import { documents, istio, shop } from '../../examples';
import type { Rule } from '../../rule';

const TOKENS = istio(
  'RequestAuthentication',
  'reviews',
  'selector: {matchLabels: {app: reviews}}\njwtRules: [{issuer: "https://id.example.com"}]',
);

export const tokensNotRequired: Rule = {
  id: 'MESH_TOKEN_NOT_REQUIRED',
  severity: 'note',
  kinds: [REQUEST_AUTHENTICATION],
  docs: {
    says: 'a RequestAuthentication without an AuthorizationPolicy that wants a token',
    why: 'It refuses tokens that are not valid. A request without any token gets in, as long as no policy asks for `requestPrincipals`.',
    fix: 'Add an AuthorizationPolicy that allows `requestPrincipals: ["*"]`, or denies `notRequestPrincipals: ["*"]`.',
    symptoms: ['200 instead of 403', '200 without a token'],
    see: 'https://istio.io/latest/docs/tasks/security/authentication/authn-policy/#require-a-valid-token',
    wrong: documents(shop('reviews'), TOKENS),
    right: documents(
      shop('reviews'),
      TOKENS,
      istio(
        'AuthorizationPolicy',
        'reviews',
        'selector: {matchLabels: {app: reviews}}\nrules: [{from: [{source: {requestPrincipals: ["*"]}}]}]',
      ),
    ),
  },

  check(mesh, report) {
    const { given } = mesh;
    if (usesClaims(mesh)) return;
    const asking = given
      .all(AUTHORIZATION_POLICY)
      .filter(({ spec }) => spec.action === 'CUSTOM' || (spec.rules ?? []).some(asksForToken));
    for (const entity of given.all(REQUEST_AUTHENTICATION)) {
      const { spec, id } = entity;
      if ((spec.jwtRules ?? []).length === 0 || spec.targetRef !== undefined || (spec.targetRefs ?? []).length > 0)
        continue;
      const labels = spec.selector?.matchLabels ?? {};
      const isNear = (namespace: string) =>
        namespace === id.namespace ||
        namespace === mesh.config.rootNamespace ||
        id.namespace === mesh.config.rootNamespace;
      if (
        asking.some((policy) => isNear(policy.id.namespace) && mayMeet(labels, policy.spec.selector?.matchLabels ?? {}))
      )
        continue;
      report(entity, ['spec', 'jwtRules'], {
        message: 'a request without a token gets in: no AuthorizationPolicy for the same pods asks for one',
        fix: 'add an AuthorizationPolicy that denies notRequestPrincipals: ["*"]',
      });
    }
  },
};

function asksForToken({ from = [], when = [] }: PolicyRule): boolean {
  return (
    from.some(({ source = {} }) => (source.requestPrincipals ?? source.notRequestPrincipals ?? []).length > 0) ||
    when.some(({ key }) => key.startsWith('request.auth'))
  );
}

/** Whether routes ask for claims, so that a request without a token goes elsewhere. */
function usesClaims({ given }: Mesh): boolean {
  return given
    .all(VIRTUAL_SERVICE)
    .some(({ spec }) =>
      (spec.http ?? []).some(({ match = [] }) =>
        match.some(({ headers = {} }) => Object.keys(headers).some((name) => name.startsWith('@request.auth'))),
      ),
    );
}

/** Whether a pod may have both labels. */
function mayMeet(a: Labels, b: Labels): boolean {
  return Object.entries(a).every(([key, value]) => b[key] === undefined || b[key] === value);
}
