import { isMap } from '../../../kube/json';
import type { FieldPath } from '../../../model/finding';
import { CANARY } from '../../../world/kinds';
import { textsOf } from '../../../world/workload';
import { canaryExample, deploymentExample, yaml } from '../../release/example';
import { type Release, releasesOf } from '../../release/releases';
import type { Rule } from '../../rule';

const example = (app: string) =>
  yaml(
    deploymentExample({
      labels: `{app: ${app}}`,
      pod: `, topologySpreadConstraints: [{maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: ${app}}}}]`,
    }),
    canaryExample(),
  );

export const spread: Rule = {
  id: 'FLAGGER_SPREAD',
  severity: 'warning',
  kinds: [CANARY],
  docs: {
    says: 'pods that are to be kept apart by a label whose value is not the name of the Deployment',
    why: "In the primary's copy of the template Flagger rewrites the rules that keep pods apart only where they name pods as the Deployment is named. Otherwise they still mean the pods of the target, which are gone between releases: pods of the primary may all run on one node.",
    fix: 'Give the label by which pods are kept apart the name of the Deployment, or call the Deployment as its pods are labelled.',
    symptoms: ['all pods of the primary on one node'],
    see: 'https://docs.flagger.app/usage/how-it-works#canary-target',
    wrong: example('reviews-api'),
    right: example('reviews'),
  },

  check(mesh, report) {
    for (const release of releasesOf(mesh)) {
      const { target, targetId, entity } = release;
      if (target?.label === undefined || targetId.kind !== 'Deployment' || target.value === targetId.name) continue;
      const { label, value } = target;
      const [first] = [...selectorsIn(release)].filter(([, labels]) => labels[label] === value);
      if (first === undefined) continue;
      report(target.entity, first[0], {
        message: `${label}=${value} is not rewritten for the primary, as the Deployment is called ${targetId.name}: pods of the primary are not kept apart`,
        fix: `give the pods ${label}=${targetId.name}`,
        related: [{ entity, path: ['spec', 'targetRef', 'name'], message: 'is released by it' }],
      });
    }
  },
};

const AFFINITY = ['affinity', 'podAntiAffinity'];

/** The labels by which pods of the target are kept apart. */
function* selectorsIn({ target }: Release): Generator<readonly [FieldPath, Readonly<Record<string, string>>]> {
  const { workload } = target ?? {};
  if (workload?.pod === undefined) return;
  const base: FieldPath = [...workload.template, 'spec'];
  const { topologySpreadConstraints = [], affinity = {} } = workload.pod;
  for (const [index, { labelSelector }] of topologySpreadConstraints.entries()) {
    yield [[...base, 'topologySpreadConstraints', index, 'labelSelector'], labelSelector?.matchLabels ?? {}];
  }
  const rules = isMap(affinity.podAntiAffinity) ? affinity.podAntiAffinity : {};
  for (const [list, inner] of [
    ['requiredDuringSchedulingIgnoredDuringExecution', []],
    ['preferredDuringSchedulingIgnoredDuringExecution', ['podAffinityTerm']],
  ] as const) {
    const terms = rules[list];
    if (!Array.isArray(terms)) continue;
    for (const [index, each] of terms.entries()) {
      const term: unknown = inner.length === 0 || !isMap(each) ? each : each.podAffinityTerm;
      if (!isMap(term) || !isMap(term.labelSelector)) continue;
      yield [[...base, ...AFFINITY, list, index, ...inner, 'labelSelector'], textsOf(term.labelSelector.matchLabels)];
    }
  }
}
