import { MESH_GATEWAY } from '../../../mesh/virtual-services';
import { describeId } from '../../../world/entity';
import { CANARY } from '../../../world/kinds';
import { callersOf } from '../../release/callers';
import { objectExample, releaseExample } from '../../release/example';
import { istioReleases } from '../../release/releases';
import type { Rule } from '../../rule';

const example = (gateways: string) =>
  releaseExample(
    { service: `port: 9080, gateways: [${gateways}], hosts: [reviews.example.com]` },
    objectExample(
      'networking.istio.io/v1',
      'Gateway',
      'public',
      'spec:',
      '  selector: {istio: ingressgateway}',
      "  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ['*.example.com']}]",
    ),
    objectExample(
      'v1',
      'Pod',
      'front',
      'spec: {containers: [{name: front, image: example.com/front:1.0.0, env: [{name: REVIEWS, value: "http://reviews:9080"}]}]}',
    ),
  );

export const meshCallers: Rule = {
  id: 'FLAGGER_MESH_CALLERS',
  severity: 'warning',
  kinds: [CANARY],
  docs: {
    says: 'a Canary for gateways alone, whose Service is also called from within the mesh',
    why: 'With `service.gateways` Flagger does not add `mesh`: sidecars do not follow the routes of the Canary, and all that they send goes to the primary. A load test through the Service is no test of the new version, and checks find no values.',
    fix: 'Add `mesh` to `service.gateways`; a load test may ask the Service of the canary instead.',
    symptoms: ['no values found', 'canary never gets traffic', 'in-mesh requests bypass the canary'],
    see: 'https://docs.flagger.app/faq#istio-routing',
    wrong: example('public'),
    right: example('public, mesh'),
  },

  check(mesh, report) {
    for (const release of istioReleases(mesh)) {
      const { entity, spec, names } = release;
      const { gateways = [], delegation } = spec.service ?? {};
      if (gateways.length === 0 || gateways.includes(MESH_GATEWAY) || delegation === true) continue;
      const callers = callersOf(mesh, release, names.apex);
      if (callers.length === 0) continue;
      const shown = [
        ...new Set(callers.map((each) => (each.entity === entity ? 'a webhook' : describeId(each.entity.id)))),
      ];
      report(entity, ['spec', 'service', 'gateways'], {
        message: `${shown.slice(0, 3).join(', ')}${shown.length > 3 ? ' and others' : ''} ${shown.length === 1 ? 'asks' : 'ask'} ${names.apex} from within the mesh, where all requests go to the primary: only those through gateways are shared out`,
        fix: 'add mesh to service.gateways',
        related: callers.slice(0, 5).map(({ entity: from, path }) => ({ entity: from, path, message: 'asks it' })),
      });
    }
  },
};
