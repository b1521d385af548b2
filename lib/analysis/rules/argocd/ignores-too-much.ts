import { applicationsOf, type IgnoredDifference } from '../../../world/applications';
import { APPLICATION } from '../../../world/kinds';
import type { Rule } from '../../rule';

const example = (expression: string) => `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  project: default
  source: {repoURL: https://git.example.com/shop.git, path: deploy}
  destination: {server: https://kubernetes.default.svc, namespace: shop}
  ignoreDifferences:
  - group: networking.istio.io
    kind: VirtualService
    name: reviews
    jqPathExpressions: ['${expression}']
  syncPolicy: {automated: {selfHeal: true}, syncOptions: [RespectIgnoreDifferences=true]}
`;

/** Kinds whose routes releases change, and people, too. */
const ROUTES: ReadonlySet<string> = new Set(['VirtualService', 'HTTPRoute', 'GRPCRoute', 'DestinationRule', '*']);

export const ignoresTooMuch: Rule = {
  id: 'ARGOCD_IGNORES_TOO_MUCH',
  severity: 'warning',
  kinds: [APPLICATION],
  docs: {
    says: 'an Application that ignores whole lists of routes, or all that a manager has written, for the sake of weights',
    why: 'With `RespectIgnoreDifferences=true` nothing of it is ever applied again: a changed timeout or a new route stays in Git and never reaches the cluster, and nothing says so.',
    fix: 'Ignore the weights alone, by an expression of jq: `.spec.http[]? | .route[]?.weight`.',
    symptoms: ['Synced, but the change is not there', 'a new route is missing in the cluster'],
    see: 'https://argo-cd.readthedocs.io/en/stable/user-guide/diffing/',
    wrong: example('.spec.http[]'),
    right: example('.spec.http[]? | .route[]?.weight'),
  },

  check({ given }, report) {
    for (const { entity, ignored, syncOptions } of applicationsOf(given)) {
      if (!syncOptions.includes('RespectIgnoreDifferences=true')) continue;
      for (const entry of ignored) {
        if (!ROUTES.has(entry.kind)) continue;
        for (const [field, index, text] of wholesale(entry)) {
          report(entity, [...entry.path, field, index], {
            message:
              field === 'managedFieldsManagers'
                ? `nothing that ${text} has ever written of a ${entry.kind} is applied from Git again`
                : `${text} is everything in it: changes in Git of other fields than weights are never applied`,
            fix: 'ignore the weights alone: .spec.http[]? | .route[]?.weight',
          });
        }
      }
    }
  },
};

/** The parts of an entry that stand for whole routes. */
function* wholesale({
  jsonPointers,
  jqPathExpressions,
  managers,
}: IgnoredDifference): Generator<readonly [field: string, index: number, text: string]> {
  for (const [index, each] of jsonPointers.entries()) {
    if (/^\/spec(?:\/(?:http|tls|tcp|rules|subsets)(?:\/\d+(?:\/(?:route|backendRefs))?)?)?$/.test(each)) {
      yield ['jsonPointers', index, each];
    }
  }
  for (const [index, each] of jqPathExpressions.entries()) {
    if (
      /^\.spec(?:\.(?:http|tls|tcp|rules|subsets)(?:\[\d*\])?(?:\.(?:route|backendRefs)(?:\[\d*\])?)?)?\??$/.test(
        each.trim(),
      )
    ) {
      yield ['jqPathExpressions', index, each];
    }
  }
  for (const [index, each] of managers.entries()) yield ['managedFieldsManagers', index, each];
}
