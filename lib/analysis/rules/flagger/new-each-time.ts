import { describeId } from '../../../world/entity';
import { CANARY } from '../../../world/kinds';
import { canaryExample, deploymentExample, yaml } from '../../release/example';
import { releasesOf } from '../../release/releases';
import type { Rule } from '../../rule';

const example = (annotations: string) =>
  yaml(
    deploymentExample().replace('{labels: {app: reviews}}', `{labels: {app: reviews}, annotations: {${annotations}}}`),
    canaryExample(),
  );

/** Annotations that are written to have pods made anew. */
const RENEWING =
  /(?:restarted|deployed|redeployed|updated|rendered|built)-?at$|timestamp$|rollme$|(?:deploy|build)-?(?:date|time)$/i;
const TIME = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d|$)|^1\d{9}(?:\d{3})?$/;

export const newEachTime: Rule = {
  id: 'FLAGGER_NEW_EACH_TIME',
  severity: 'note',
  kinds: [CANARY],
  docs: {
    says: 'a target whose pods carry a time, or something else that is new with each deployment',
    why: 'For Flagger any change of the pod template is a new version: its annotations count, too. A time, or what a chart makes up at random, starts a release with each deployment, although nothing has changed.',
    fix: 'Leave it out, or write what changes with the content alone, such as a checksum of the configuration: Flagger sees changes of ConfigMaps and Secrets by itself.',
    symptoms: ['a release starts although nothing has changed', 'New revision detected'],
    see: 'https://docs.flagger.app/usage/how-it-works#canary-target',
    wrong: example('deployed-at: "2026-05-04T10:00:00Z"'),
    right: example('checksum/config: 3f9a'),
  },

  check(mesh, report) {
    for (const { entity, target } of releasesOf(mesh)) {
      if (target === undefined) continue;
      const { annotations, template } = target.workload;
      for (const [key, value] of Object.entries(annotations)) {
        if (!RENEWING.test(key) && !TIME.test(value)) continue;
        report(target.entity, [...template, 'metadata', 'annotations', key], {
          message: `${key} is another one with each deployment: each starts a release of ${describeId(entity.id)}`,
          fix: 'leave it out, or write a checksum of the configuration',
          related: [{ entity, path: ['spec', 'targetRef', 'name'], message: 'releases it' }],
        });
      }
    }
  },
};
