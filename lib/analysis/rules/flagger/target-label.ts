import { flaggerInstallation } from '../../../flagger-objects/installation';
import { SELECTOR_LABELS } from '../../../flagger-objects/target';
import { CANARY } from '../../../world/kinds';
import { canaryExample, deploymentExample, yaml } from '../../release/example';
import { releasesOf } from '../../release/releases';
import type { Rule } from '../../rule';

export const targetLabel: Rule = {
  id: 'FLAGGER_TARGET_LABEL',
  severity: 'error',
  kinds: [CANARY],
  docs: {
    says: 'a target whose selector has none of the labels by which Flagger tells pods apart',
    why: 'Flagger cannot give the primary pods of its own, so it makes nothing: "spec.selector.matchLabels must contain one of [app name app.kubernetes.io/name]" at each interval, for ever. Labels in `matchExpressions` do not count.',
    fix: 'Add the label `app`, `name` or `app.kubernetes.io/name` to `spec.selector.matchLabels` and to the template, or start Flagger with `-selector-labels`. The selector of a Deployment cannot be changed, so delete it first.',
    symptoms: ['canary stuck in Initializing', 'getSelectorLabel failed', 'matchLabels must contain one of'],
    see: 'https://docs.flagger.app/usage/how-it-works#canary-target',
    wrong: yaml(deploymentExample({ labels: '{component: reviews}' }), canaryExample()),
    right: yaml(deploymentExample({ labels: '{app: reviews}' }), canaryExample()),
  },

  check(mesh, report) {
    const labels = flaggerInstallation(mesh.given)?.selectorLabels ?? SELECTOR_LABELS;
    for (const { entity, target } of releasesOf(mesh)) {
      if (target === undefined || target.label !== undefined) continue;
      report(entity, ['spec', 'targetRef', 'name'], {
        message: `the selector of ${target.entity.id.kind} ${target.entity.id.name} has none of the labels ${labels.join(', ')}: Flagger makes nothing, and says so at each interval`,
        fix: `add label ${labels[0]} to its selector and template, or start Flagger with -selector-labels`,
        related: [{ entity: target.entity, path: ['spec', 'selector'], message: 'the selector' }],
      });
    }
  },
};
