import { CANARY } from '../../../world/kinds';
import { releaseExample } from '../../release/example';
import { releasesOf } from '../../release/releases';
import type { Rule } from '../../rule';

const example = (service: string) =>
  releaseExample({ spec: ['provider: gatewayapi:v1'], service: `port: 9080${service}` });

export const gatewayRefs: Rule = {
  id: 'FLAGGER_GATEWAY_REFS',
  severity: 'error',
  kinds: [CANARY],
  docs: {
    says: 'a Canary for the Gateway API without `gatewayRefs`',
    why: 'Flagger makes an HTTPRoute, whose parents they are. Without any it makes none, at each interval anew, and no release begins.',
    fix: 'Name a Gateway in `service.gatewayRefs`, or a Service for the mesh.',
    symptoms: ['canary stuck in Initializing', 'GatewayRefs must be specified'],
    see: 'https://docs.flagger.app/tutorials/gatewayapi-progressive-delivery',
    wrong: example(''),
    right: example(', gatewayRefs: [{name: public, namespace: istio-system}]'),
  },

  check(mesh, report) {
    for (const { entity, spec, provider } of releasesOf(mesh)) {
      if (provider?.startsWith('gatewayapi') !== true || (spec.service?.gatewayRefs?.length ?? 0) > 0) continue;
      report(entity, spec.service === undefined ? ['spec'] : ['spec', 'service'], {
        message: `provider ${provider} has no gatewayRefs: Flagger makes no HTTPRoute, and says so at each interval`,
        fix: 'name a Gateway in service.gatewayRefs',
      });
    }
  },
};
