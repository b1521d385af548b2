import { namedPort } from '../../../mesh/endpoints';
import { CANARY } from '../../../world/kinds';
import { canaryExample, deploymentExample, objectExample, yaml } from '../../release/example';
import { istioReleases } from '../../release/releases';
import type { Rule } from '../../rule';

const example = (policy: string) =>
  yaml(
    objectExample('v1', 'ConfigMap', 'istio', 'data: {mesh: "enableAutoMtls: false"}').replace('shop', 'istio-system'),
    objectExample('security.istio.io/v1', 'PeerAuthentication', 'strict', 'spec: {mtls: {mode: STRICT}}'),
    deploymentExample(),
    canaryExample({ service: `port: 9080${policy}` }),
  );

export const plainText: Rule = {
  id: 'FLAGGER_PLAIN_TEXT',
  severity: 'error',
  kinds: [CANARY],
  docs: {
    says: 'a Canary without `trafficPolicy.tls` where mutual TLS is required and sidecars do not use it by themselves',
    why: "Flagger's DestinationRules for the primary and the canary are nearer to their hosts than one for the whole mesh, and say nothing of TLS. With `enableAutoMtls: false` sidecars then speak plain text, which the pods refuse.",
    fix: 'Write `service.trafficPolicy.tls.mode: ISTIO_MUTUAL`.',
    symptoms: ['503 UC', 'upstream connect error', 'connection termination'],
    see: 'https://docs.flagger.app/tutorials/istio-progressive-delivery',
    wrong: example(''),
    right: example(', trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}'),
  },

  check(mesh, report) {
    if (mesh.config.enableAutoMtls) return;
    for (const { entity, spec, target } of istioReleases(mesh)) {
      const { service } = spec;
      if (service === undefined || target === undefined) continue;
      const { mode = 'DISABLE' } = service.trafficPolicy?.tls ?? {};
      if (mode !== 'DISABLE') continue;
      const asked = service.targetPort || service.port;
      const port = typeof asked === 'number' ? asked : namedPort(target.workload, asked);
      if (port === undefined) continue;
      const required = mesh.mutualTls({ namespace: entity.id.namespace, labels: target.primaryLabels }, port);
      if (required.mode !== 'STRICT') continue;
      report(
        entity,
        service.trafficPolicy?.tls === undefined ? ['spec', 'service'] : ['spec', 'service', 'trafficPolicy', 'tls'],
        {
          message:
            'requests get 503: sidecars speak plain text with the primary and the canary, and their pods take mutual TLS alone',
          fix: 'write trafficPolicy.tls.mode: ISTIO_MUTUAL',
          related: required.place === undefined ? [] : [{ ...required.place, message: 'requires mutual TLS' }],
        },
      );
    }
  },
};
