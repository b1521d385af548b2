import { CANARY } from '../../../world/kinds';
import { canaryExample, deploymentExample, yaml } from '../../release/example';
import type { Release } from '../../release/releases';
import { releasesOf } from '../../release/releases';
import type { Report, Rule } from '../../rule';

const LONG = 'recommendations-of-products-for-returning-customers-v2';
const example = (service: string) =>
  yaml(deploymentExample(), canaryExample({ service: service === '' ? 'port: 9080' : `name: ${service}, port: 9080` }));

/** The longest name of a Service, and the longest value of a label. */
const LIMIT = 63;

export const longName: Rule = {
  id: 'FLAGGER_LONG_NAME',
  severity: 'error',
  kinds: [CANARY],
  docs: {
    says: 'a name that is too long for what Flagger adds to it',
    why: 'Flagger makes Services called `…-primary` and `…-canary`, and gives pods a label with the value `…-primary`: none may have more than 63 characters. The API server refuses the longer ones at each interval, for ever.',
    fix: 'Choose a name of 55 characters or fewer: `spec.service.name` gives the Services one of their own.',
    symptoms: ['canary stuck in Initializing', 'must be no more than 63 characters'],
    see: 'https://docs.flagger.app/usage/how-it-works#canary-service',
    wrong: example(`${LONG}-in-europe`),
    right: example(LONG),
  },

  check(mesh, report) {
    for (const release of releasesOf(mesh)) check(release, report);
  },
};

function check({ entity, spec, names, target }: Release, report: Report): void {
  const service = spec.service?.name ? ['spec', 'service', 'name'] : ['spec', 'targetRef', 'name'];
  // The longer of the two, so that one is said.
  if (names.primary.length > LIMIT) {
    report(entity, service, {
      message: `Service ${names.primary} would have a name of ${names.primary.length} characters, and ${LIMIT} are allowed: Flagger cannot make it, and nothing else`,
      fix: `choose a name for service.name of ${LIMIT - '-primary'.length} characters or fewer`,
    });
  } else if (target?.label !== undefined && target.primaryValue.length > LIMIT) {
    report(entity, ['spec', 'targetRef', 'name'], {
      message: `label ${target.label} of the primary's pods would have a value of ${target.primaryValue.length} characters, and ${LIMIT} are allowed: Flagger cannot make the primary`,
      fix: `give the pods of the target a value of ${LIMIT - '-primary'.length} characters or fewer`,
      related: [
        {
          entity: target.entity,
          path: [...target.workload.template, 'metadata', 'labels', target.label],
          message: 'the value',
        },
      ],
    });
  }
}
