import { flaggerInstallation } from '../../../flagger-objects/installation';
import { CANARY } from '../../../world/kinds';
import { objectExample, releaseExample } from '../../release/example';
import { releasesOf } from '../../release/releases';
import type { Rule } from '../../rule';

const example = (namespace: string) =>
  releaseExample(
    {
      metrics: `{name: errors, templateRef: {name: error-rate, namespace: ${namespace}}, thresholdRange: {max: 1}, interval: 1m}`,
    },
    objectExample(
      'flagger.app/v1beta1',
      'MetricTemplate',
      'error-rate',
      'spec:',
      "  provider: {type: prometheus, address: 'http://prometheus.example.com:9090'}",
      '  query: sum(rate(errors_total[{{ interval }}]))',
    ).replace('shop', namespace),
    objectExample(
      'v1',
      'Pod',
      'flagger',
      "spec: {containers: [{name: flagger, image: 'ghcr.io/fluxcd/flagger:1.44.0', args: [-mesh-provider=istio, -no-cross-namespace-refs=true]}]}",
    ),
  );

export const crossNamespace: Rule = {
  id: 'FLAGGER_CROSS_NAMESPACE',
  severity: 'error',
  kinds: [CANARY],
  docs: {
    says: 'a Canary that names an object of another namespace, where Flagger does not allow that',
    why: 'Started with `-no-cross-namespace-refs`, Flagger does not take up a Canary whose metrics, alerts or routes name objects of other namespaces.',
    fix: 'Put the object into the namespace of the Canary, or start Flagger without the flag.',
    symptoms: ["can't access namespace", 'canary stuck in Initializing'],
    see: 'https://docs.flagger.app/install/flagger-install-on-kubernetes',
    wrong: example('monitoring'),
    right: example('shop'),
  },

  check(mesh, report) {
    const installation = flaggerInstallation(mesh.given);
    if (installation?.crossNamespaceRefs !== false) return;
    for (const { entity, spec, namespace } of releasesOf(mesh)) {
      const { analysis } = spec;
      const refs = [
        ...(analysis.metrics ?? []).map(
          ({ templateRef }, index) => [['metrics', index, 'templateRef'], templateRef] as const,
        ),
        ...(analysis.alerts ?? []).map(
          ({ providerRef }, index) => [['alerts', index, 'providerRef'], providerRef] as const,
        ),
      ];
      for (const [path, ref] of refs) {
        if (!ref?.namespace || ref.namespace === namespace) continue;
        report(entity, ['spec', 'analysis', ...path, 'namespace'], {
          message: `Flagger is started with -no-cross-namespace-refs, and does not take the Canary up, as ${ref.name} is of namespace ${ref.namespace}`,
          fix: `put it into namespace ${namespace}`,
          related: [{ entity: installation.from, path: ['spec'], message: 'how Flagger is started' }],
        });
      }
    }
  },
};
