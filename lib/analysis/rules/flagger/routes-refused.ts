import { validateIstioObject } from '../../../admission/validate';
import { isMap } from '../../../kube/json';
import { describeObject, referenceOf } from '../../../kube/object-reference';
import type { FieldPath } from '../../../model/finding';
import { messageOf } from '../../../violation/message';
import { isError } from '../../../violation/violation';
import { CANARY } from '../../../world/kinds';
import { releaseExample } from '../../release/example';
import { istioReleases, type Release } from '../../release/releases';
import type { Rule } from '../../rule';

export const routesRefused: Rule = {
  id: 'FLAGGER_ROUTES_REFUSED',
  severity: 'error',
  kinds: [CANARY],
  docs: {
    says: 'a Canary whose routes or policies istiod does not accept',
    why: 'The definition of Canaries takes values that no VirtualService or DestinationRule may have. Flagger copies them, istiod refuses the object, and Flagger tries again at each interval, for ever: nothing is routed, and no release begins. The host `*` is one of them: sidecars take it from nobody.',
    fix: 'Write what Istio accepts; the message says which field of the VirtualService or DestinationRule it is.',
    symptoms: [
      'canary stuck in Initializing',
      'admission webhook "validation.istio.io" denied the request',
      'reconcileVirtualService failed',
    ],
    see: 'https://docs.flagger.app/tutorials/istio-progressive-delivery',
    wrong: releaseExample({ service: "port: 9080, hosts: ['*']" }),
    right: releaseExample({ service: 'port: 9080, hosts: [reviews.example.com]' }),
  },

  check(mesh, report) {
    for (const release of istioReleases(mesh)) {
      // Of names that are too long another rule tells.
      if (release.names.primary.length > 63) continue;
      for (const object of release.made.objects) {
        const { kind } = referenceOf(object);
        if (kind !== 'VirtualService' && kind !== 'DestinationRule') continue;
        const violation = validateIstioObject(object).find(isError);
        if (violation === undefined) continue;
        report(release.entity, pathTo(release, violation.path.parts), {
          message: `istiod refuses ${describeObject(referenceOf(object))}, which Flagger makes of it: ${messageOf(violation)}`,
          ...(typeof violation.fix === 'string' ? { fix: violation.fix } : {}),
        });
        // The same policy is in the rules for both versions.
        break;
      }
    }
  },
};

/** Where the Canary says what stands in a place of its routes. */
function pathTo({ spec }: Release, [, ...path]: FieldPath): FieldPath {
  const [list, index] = path;
  const field = list === 'http' && typeof index === 'number' ? path[2] : list;
  if (field === 'match' && (spec.analysis.match?.length ?? 0) > 0) return ['spec', 'analysis', 'match'];
  const { service } = spec;
  if (typeof field !== 'string' || !isMap(service) || !(field in service)) return ['spec', 'service'];
  return [
    'spec',
    'service',
    field,
    ...(list === 'hosts' && typeof index === 'number' && index < (service.hosts?.length ?? 0) ? [index] : []),
  ];
}
