import { CANARY } from '../../../world/kinds';
import { releaseExample } from '../../release/example';
import { typeOf } from '../../release/hooks';
import { releasesOf } from '../../release/releases';
import type { Rule } from '../../rule';

const hookOf = (name: string, type: string) =>
  `{name: ${name}, type: ${type}, url: 'https://test.example.com/${name}'}`;
const example = (gate: string) =>
  releaseExample({ also: [`webhooks: [${hookOf('migrate', 'pre-rollout')}, ${hookOf('gate', gate)}]`] });

export const preRolloutRepeats: Rule = {
  id: 'FLAGGER_PRE_ROLLOUT_REPEATS',
  severity: 'warning',
  kinds: [CANARY],
  docs: {
    says: 'hooks of type `pre-rollout` beside a gate of type `confirm-traffic-increase`',
    why: 'As long as the gate is closed while the new version has no share yet, Flagger begins the analysis anew at each tick, and calls the hooks of type `pre-rollout` again: a test runs again and again, and one that changes something changes it again.',
    fix: 'Use `confirm-rollout` to hold a release before it begins, or see to it that the hooks may be called more than once.',
    symptoms: ['Starting canary analysis again and again', 'pre-rollout hook is called repeatedly'],
    see: 'https://docs.flagger.app/usage/webhooks#manual-gating',
    wrong: example('confirm-traffic-increase'),
    right: example('confirm-rollout'),
  },

  check(mesh, report) {
    for (const { entity, spec, strategy } of releasesOf(mesh)) {
      const { webhooks = [] } = spec.analysis;
      const gate = webhooks.findIndex((each) => typeOf(each) === 'confirm-traffic-increase');
      if (gate === -1 || strategy !== 'canary') continue;
      for (const [index, each] of webhooks.entries()) {
        if (typeOf(each) !== 'pre-rollout') continue;
        report(entity, ['spec', 'analysis', 'webhooks', index, 'type'], {
          message: `${each.name} is called again at each tick until gate ${webhooks[gate]?.name} opens for the first time`,
          fix: 'use confirm-rollout for the gate, or a hook that may be called more than once',
          related: [{ entity, path: ['spec', 'analysis', 'webhooks', gate], message: 'the gate' }],
        });
      }
    }
  },
};
