import { describeId } from '../../../world/entity';
import { ALERT_PROVIDER, CANARY, SECRET } from '../../../world/kinds';
import { keysOf } from '../../keys-of';
import { reportMissing } from '../../missing';
import { objectExample, releaseExample } from '../../release/example';
import { releasesOf } from '../../release/releases';
import type { Rule } from '../../rule';

const example = (severity: string) =>
  releaseExample(
    { also: [`alerts: [{name: team, ${severity}providerRef: {name: team}}]`] },
    objectExample(
      'flagger.app/v1beta1',
      'AlertProvider',
      'team',
      "spec: {type: slack, address: 'https://hooks.slack.com/services/a'}",
    ),
  );

const LOST = 'no alert is ever sent, and only the log says so';

export const alert: Rule = {
  id: 'FLAGGER_ALERT',
  severity: 'error',
  kinds: [CANARY, ALERT_PROVIDER],
  docs: {
    says: 'an alert that is never sent: without a severity, a provider or an address',
    why: 'An alert without `severity` is for no event. A provider that does not exist, or whose Secret has no key `address`, is only an error in the log of Flagger. Alerts of a Canary replace those that Flagger is installed with: then nobody is told of a rollback.',
    fix: 'Write `severity: info`, `warn` or `error`, and name an AlertProvider with an address.',
    symptoms: ['no alerts', 'alert provider not found', 'address is empty'],
    see: 'https://docs.flagger.app/usage/alerting#canary-configuration',
    wrong: example(''),
    right: example('severity: info, '),
  },

  check(mesh, report) {
    const { given } = mesh;
    reportMissing(mesh, report, {
      concerns: ({ role }) => role === 'alert provider',
      consequence: () => LOST,
      unknown: 'note',
    });
    for (const { entity, spec } of releasesOf(mesh)) {
      for (const [index, each] of (spec.analysis.alerts ?? []).entries()) {
        if (each.severity) continue;
        report(entity, ['spec', 'analysis', 'alerts', index], {
          severity: 'warning',
          message: `alert ${each.name} has no severity: it is for no event, and never sent`,
          fix: 'write severity: info for all events, warn or error',
        });
      }
    }
    for (const provider of given.all(ALERT_PROVIDER)) {
      const { address, secretRef } = provider.spec;
      if (address || secretRef === undefined) continue;
      const id = { ...SECRET, namespace: provider.id.namespace, name: secretRef.name };
      const secrets = given.alternatives(id);
      const keys = secrets.length === 0 ? undefined : keysOf(given, secrets);
      if (keys === undefined || keys.has('address')) continue;
      report(provider, ['spec', 'secretRef', 'name'], {
        message: `${describeId(id)} has no key address: ${LOST}`,
        fix: `it has ${[...keys].sort().slice(0, 10).join(', ')}: call the one with the URL address`,
        related: secrets.slice(0, 1).map((entity) => ({ entity, path: ['metadata', 'name'], message: 'the Secret' })),
      });
    }
  },
};
