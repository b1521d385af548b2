import { METRIC_PROVIDERS, type MetricProviderNeeds } from '../../../flagger-catalogue/metric-providers';
import type { Mesh } from '../../../mesh/mesh';
import { describeId } from '../../../world/entity';
import { METRIC_TEMPLATE, SECRET } from '../../../world/kinds';
import { keysOf } from '../../keys-of';
import { reportMissing } from '../../missing';
import { objectExample, yaml } from '../../release/example';
import type { Rule } from '../../rule';

const example = (key: string) =>
  yaml(
    objectExample('v1', 'Secret', 'datadog', `stringData: {${key}: change-me, datadog_application_key: change-me}`),
    objectExample(
      'flagger.app/v1beta1',
      'MetricTemplate',
      'errors',
      'spec:',
      '  provider: {type: datadog, secretRef: {name: datadog}}',
      '  query: avg:errors{app:{{ target }}}',
    ),
  );

const FAILS = 'every check fails, and each release is rolled back';

export const providerCredentials: Rule = {
  id: 'FLAGGER_PROVIDER_CREDENTIALS',
  severity: 'error',
  kinds: [METRIC_TEMPLATE],
  docs: {
    says: 'a MetricTemplate without what its provider needs: a Secret with its keys, an address, a region',
    why: 'Flagger looks for keys of certain names in a Secret of the namespace of the template. Without them, or without an address, it cannot ask the provider: every check fails.',
    fix: 'Add the keys to the Secret, and name it in `provider.secretRef`.',
    symptoms: ['credentials does not contain', 'secret not found', 'every release is rolled back'],
    see: 'https://docs.flagger.app/usage/metrics#custom-metrics',
    wrong: example('api_key'),
    right: example('datadog_api_key'),
  },

  check(mesh, report) {
    reportMissing(mesh, report, {
      concerns: ({ role, from }) => role === 'credentials' && from.id.kind === METRIC_TEMPLATE.kind,
      consequence: () => FAILS,
      // Many Secrets are made by hand.
      missing: mesh.given.settings.complete === true ? 'error' : 'warning',
    });
    for (const template of mesh.given.all(METRIC_TEMPLATE)) {
      const { provider } = template.spec;
      const needs = METRIC_PROVIDERS[provider.type];
      if (needs === undefined) continue;
      const path = ['spec', 'provider'];
      if (needs.address && !provider.address) {
        report(template, path, { message: `provider ${provider.type} has no address: ${FAILS}`, fix: 'write address' });
      }
      if (provider.type === 'cloudwatch' && !provider.region) {
        report(template, path, { message: `provider cloudwatch has no region: ${FAILS}`, fix: 'write region' });
      }
      if (needs.keys.length === 0) continue;
      const sets = needs.keys.map((keys) => keys.join(' and ')).join(', or ');
      if (provider.secretRef === undefined) {
        if (needs.anonymous) continue;
        report(template, path, {
          message: `provider ${provider.type} has no secretRef, and needs a Secret with ${sets}: ${FAILS}`,
          fix: 'name the Secret in secretRef',
        });
        continue;
      }
      const keys = keysIn(mesh, template.id.namespace, provider.secretRef.name);
      if (keys === undefined || hasOneSet(needs, keys)) continue;
      const id = { ...SECRET, namespace: template.id.namespace, name: provider.secretRef.name };
      report(template, [...path, 'secretRef', 'name'], {
        message: `${describeId(id)} has ${[...keys].sort().slice(0, 10).join(', ')}, and provider ${provider.type} needs ${sets}: ${FAILS}`,
        fix: `add ${sets} to the Secret`,
        related: mesh.given
          .alternatives(id)
          .slice(0, 1)
          .map((entity) => ({ entity, path: ['metadata', 'name'], message: 'the Secret' })),
      });
    }
  },
};

function keysIn({ given }: Mesh, namespace: string, name: string): ReadonlySet<string> | undefined {
  const secrets = given.alternatives({ ...SECRET, namespace, name });
  return secrets.length === 0 ? undefined : keysOf(given, secrets);
}

function hasOneSet({ keys: sets }: MetricProviderNeeds, keys: ReadonlySet<string>): boolean {
  return sets.some((set) => set.every((key) => keys.has(key)));
}
