import { DEPLOYMENT, POD } from '../../../world/kinds';
import { deployment, documents, meshNamespace } from '../../examples';
import type { Rule } from '../../rule';

const INJECT = 'sidecar.istio.io/inject';
const MODE = 'istio.io/dataplane-mode';
const pods = (labels: string) => documents(meshNamespace('shop', '{}'), deployment('reviews', { labels }));

export const bothModes: Rule = {
  id: 'AMBIENT_BOTH_MODES',
  severity: 'warning',
  kinds: [POD, DEPLOYMENT],
  docs: {
    says: 'pods that ask for a sidecar and for ambient mode',
    why: 'A pod with a sidecar is left out of ambient mode: its traffic goes through the sidecar, and not through the ztunnel.',
    fix: 'Write one of the labels.',
    symptoms: ['rules are ignored'],
    see: 'https://istio.io/latest/docs/ambient/usage/add-workloads/',
    wrong: pods(`, ${INJECT}: "true", ${MODE}: ambient`),
    right: pods(`, ${MODE}: ambient`),
  },

  check({ given }, report) {
    for (const { entity, labels, template } of given.everyWorkload) {
      if (labels[INJECT] !== 'true' || labels[MODE] !== 'ambient') continue;
      report(entity, [...template, 'metadata', 'labels', MODE], {
        message: `the pods get a sidecar (${INJECT}), and so are not in ambient mode`,
        fix: 'remove one of the two labels',
      });
    }
  },
};
