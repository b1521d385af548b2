import { TELEMETRY } from '../../../world/kinds';
import { documents, istio, shop } from '../../examples';
import type { Rule } from '../../rule';

const MESH = `apiVersion: v1
kind: ConfigMap
metadata: {name: istio, namespace: istio-system}
data: {mesh: "trustDomain: cluster.local"}
---
apiVersion: v1
kind: Namespace
metadata: {name: istio-system}
`;
const logging = (entry: string) =>
  documents(shop('reviews'), MESH, istio('Telemetry', 'logs', `accessLogging: [${entry}]`));

export const logsWithoutProvider: Rule = {
  id: 'IST0157',
  severity: 'warning',
  kinds: [TELEMETRY],
  docs: {
    says: 'a Telemetry that asks for logs of requests and does not say who writes them',
    why: 'MeshConfig has no provider in `defaultProviders.accessLogging`, and no `accessLogFile`: nothing is written.',
    fix: 'Name a provider: `envoy` writes to the standard output of the proxy.',
    symptoms: ['no access logs'],
    see: 'https://istio.io/latest/docs/reference/config/analysis/ist0157/',
    wrong: logging('{match: {mode: SERVER}}'),
    right: logging('{match: {mode: SERVER}, providers: [{name: envoy}]}'),
  },

  check({ given, config }, report) {
    if (config.defaultAccessLogProviders.length > 0 || config.accessLogFile !== '') return;
    for (const entity of given.all(TELEMETRY)) {
      for (const [index, { disabled, providers = [] }] of (entity.spec.accessLogging ?? []).entries()) {
        if (disabled === true || providers.length > 0) continue;
        report(entity, ['spec', 'accessLogging', index], {
          ...(config.isGiven ? {} : { severity: 'note' }),
          message: config.isGiven
            ? 'nobody writes these logs: no provider is named, and MeshConfig has none'
            : 'no provider is named: unless MeshConfig has one, nobody writes these logs',
          fix: 'write providers: [{name: envoy}]',
        });
      }
    }
  },
};
