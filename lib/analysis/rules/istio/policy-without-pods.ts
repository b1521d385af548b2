import { AUTHORIZATION_POLICY } from '../../../world/kinds';
import { documents, istio, shop } from '../../examples';
import type { Rule } from '../../rule';
import { reportUnenforced } from '../../unenforced';

const policy = (app: string) =>
  documents(
    shop('reviews'),
    istio(
      'AuthorizationPolicy',
      'reviews',
      `selector: {matchLabels: {app: ${app}}}\nrules: [{from: [{source: {namespaces: [shop]}}]}]`,
    ),
  );

export const policyWithoutPods: Rule = {
  id: 'IST0127',
  severity: 'warning',
  kinds: [AUTHORIZATION_POLICY],
  docs: {
    says: 'an AuthorizationPolicy that no pod in the mesh enforces',
    why: 'A policy is enforced by the proxies of the pods that it selects. Where it selects none, or pods without a proxy, everybody goes on getting in.',
    fix: 'Write labels that the pods have, and see to it that they get a sidecar.',
    symptoms: ['200 instead of 403'],
    see: 'https://istio.io/latest/docs/reference/config/analysis/ist0127/',
    wrong: policy('review'),
    right: policy('reviews'),
  },

  check(mesh, report) {
    for (const entity of mesh.given.all(AUTHORIZATION_POLICY)) {
      const { spec } = entity;
      if (spec.targetRef !== undefined || (spec.targetRefs ?? []).length > 0) continue;
      const labels = spec.selector?.matchLabels;
      reportUnenforced(mesh, report, entity, {
        labels,
        path: labels === undefined ? ['metadata', 'namespace'] : ['spec', 'selector', 'matchLabels'],
        consequence: 'nobody enforces the policy',
      });
    }
  },
};
