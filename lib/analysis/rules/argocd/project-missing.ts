import { isSlip } from '../../../kube/suggestion';
import { APP_PROJECT, APPLICATION } from '../../../world/kinds';
import { reportMissing } from '../../missing';
import type { Rule } from '../../rule';

const example = (project: string) => `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: storefront, namespace: argocd}
spec: {sourceRepos: ['*'], destinations: [{server: '*', namespace: shop}]}
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  project: ${project}
  source: {repoURL: https://git.example.com/shop.git, path: deploy}
  destination: {server: https://kubernetes.default.svc, namespace: shop}
`;

const CONSEQUENCE = 'nothing of the Application is deployed';
const DEFAULT = 'default';

export const projectMissing: Rule = {
  id: 'ARGOCD_PROJECT_MISSING',
  severity: 'error',
  kinds: [APPLICATION],
  docs: {
    says: 'an Application of a project that does not exist',
    why: 'Argo CD deploys nothing of it: "Application referencing project which does not exist".',
    fix: 'Write the name of an AppProject of the same namespace.',
    symptoms: ['InvalidSpecError', 'Application referencing project which does not exist'],
    see: 'https://argo-cd.readthedocs.io/en/stable/user-guide/projects/',
    wrong: example('storefrnt'),
    right: example('storefront'),
  },

  check(mesh, report) {
    reportMissing(mesh, report, {
      concerns: ({ role }) => role === 'project',
      consequence: () => CONSEQUENCE,
    });
    // Argo CD brings this one.
    for (const { role, from, to, path } of mesh.given.references) {
      if (role !== 'project' || from.refused === true || !isSlip(to.name, DEFAULT)) continue;
      if (mesh.given.exists(to) === 'yes' || mesh.given.hasIn(to.namespace, APP_PROJECT)) continue;
      report(from, path, {
        severity: 'warning',
        message: `AppProject ${to.namespace}/${to.name} is not in the files given: unless it exists, ${CONSEQUENCE}`,
        fix: `did you mean ${DEFAULT}?`,
      });
    }
  },
};
