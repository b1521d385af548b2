import { hasLabels } from '../../../kube/label-selector';
import type { Mesh } from '../../../mesh/mesh';
import type { MeshProxy } from '../../../mesh/proxies';
import { gatewayName, MESH_GATEWAY } from '../../../mesh/virtual-services';
import { isSound, qualifiedName } from '../../../world/entity';
import { GATEWAY, REQUEST_AUTHENTICATION, VIRTUAL_SERVICE } from '../../../world/kinds';
import { deployment, documents, istio, meshNamespace, service, shop } from '../../examples';
import type { Rule } from '../../rule';
import { isAssumed, podsOf } from '../../traffic/gateways';

const example = (app: string) =>
  documents(
    shop('reviews'),
    meshNamespace('edge'),
    service('edge', '{name: http, port: 80, targetPort: 8080}', { namespace: 'edge' }),
    deployment('edge', { namespace: 'edge' }),
    deployment('other', { namespace: 'edge' }),
    istio(
      'RequestAuthentication',
      'tokens',
      `selector: {matchLabels: {app: ${app}}}\njwtRules: [{issuer: https://example.com, jwksUri: https://example.com/keys}]`,
      'edge',
    ),
    istio(
      'Gateway',
      'edge',
      'selector: {app: edge}\nservers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [shop.example.com]}]',
    ),
    istio(
      'VirtualService',
      'reviews',
      `hosts: [shop.example.com]
gateways: [edge]
http:
- match: [{headers: {"@request.auth.claims.group": {exact: admin}}}]
  route: [{destination: {host: reviews}}]`,
    ),
  );

const CLAIM = /^@request\.auth\.claims[.[]/i;

export const claimsWithoutTokens: Rule = {
  id: 'IST0149',
  severity: 'error',
  kinds: [VIRTUAL_SERVICE],
  docs: {
    says: 'a route by a claim of a token, at a gateway that validates no tokens',
    why: 'Claims are those of tokens that a RequestAuthentication has validated at the gateway. Without one there are none, and the route is never taken.',
    fix: 'Write a RequestAuthentication that selects the pods of the gateway, in their namespace or the root namespace.',
    symptoms: ['404 NR', 'requests go to the wrong version'],
    see: 'https://istio.io/latest/docs/tasks/security/authentication/jwt-route/',
    wrong: example('other'),
    right: example('edge'),
  },

  check(mesh, report) {
    for (const entity of mesh.given.all(VIRTUAL_SERVICE)) {
      const without = proxiesWithoutTokens(mesh, entity.spec.gateways ?? [], entity.id.namespace);
      const [first] = without;
      if (first === undefined) continue;
      // Nothing is known of what stands in the namespace of a gateway that is only taken to be there.
      const isKnown = !isAssumed(first) && mesh.given.describes(first.namespace);
      for (const [index, { match = [] }] of (entity.spec.http ?? []).entries()) {
        for (const [at, { headers = {}, withoutHeaders = {} }] of match.entries()) {
          for (const [field, names] of [
            ['headers', headers],
            ['withoutHeaders', withoutHeaders],
          ] as const) {
            const claim = Object.keys(names).find((name) => CLAIM.test(name));
            if (claim === undefined) continue;
            report(entity, ['spec', 'http', index, 'match', at, field, claim], {
              severity: isKnown ? 'error' : 'warning',
              message: `no RequestAuthentication ${isKnown ? '' : 'among the files '}is for gateway ${qualifiedName(first)}: no request has a claim there, and ${field === 'headers' ? 'the route is never taken' : 'the condition always holds'}`,
              fix: `write a RequestAuthentication in namespace ${first.namespace} that selects the pods of the gateway`,
            });
          }
        }
      }
    }
  },
};

function proxiesWithoutTokens(mesh: Mesh, gateways: readonly string[], namespace: string): readonly MeshProxy[] {
  return gateways.flatMap((name) => {
    if (name === MESH_GATEWAY) return [];
    const [of = '', own = ''] = gatewayName(name, namespace).split('/');
    const gateway = mesh.given.get(GATEWAY, { namespace: of, name: own });
    if (gateway === undefined || !isSound(gateway)) return [];
    return podsOf(mesh, gateway).proxies.filter((proxy) => !validatesTokens(mesh, proxy));
  });
}

function validatesTokens({ given, config }: Mesh, { namespace, labels }: MeshProxy): boolean {
  return given
    .all(REQUEST_AUTHENTICATION)
    .some(
      ({ id, spec }) =>
        (id.namespace === namespace || id.namespace === config.rootNamespace) &&
        (spec.targetRef !== undefined ||
          (spec.targetRefs ?? []).length > 0 ||
          hasLabels(labels, spec.selector?.matchLabels)),
    );
}
