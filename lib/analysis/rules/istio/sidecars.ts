import { describeId } from '../../../world/entity';
import { SIDECAR } from '../../../world/kinds';
import { documents, istio, shop } from '../../examples';
import { overruledBySelector, overruledInNamespace, reasonOf, winner } from '../../overlapping';
import type { Rule } from '../../rule';

const sidecar = (name: string, selector: string, hosts: string) =>
  istio('Sidecar', name, `${selector}egress: [{hosts: [${hosts}]}]`);
const REVIEWS = 'workloadSelector: {labels: {app: reviews}}\n';
const V1 = 'workloadSelector: {labels: {app: reviews, version: v1}}\n';

export const sidecarsOfPods: Rule = {
  id: 'IST0110',
  severity: 'error',
  kinds: [SIDECAR],
  docs: {
    says: 'Sidecars that select the same pods',
    why: 'A proxy has one Sidecar: the oldest of those that select it. What the others import is not there, and they are not joined.',
    fix: 'Write one Sidecar for the pods, or labels that tell them apart.',
    symptoms: ['502 BlackHoleCluster', 'a Sidecar has no effect'],
    see: 'https://istio.io/latest/docs/reference/config/analysis/ist0110/',
    wrong: documents(shop('reviews'), sidecar('a', REVIEWS, './*'), sidecar('b', V1, '"./*", istio-system/*')),
    right: documents(shop('reviews'), sidecar('a', REVIEWS, '"./*", istio-system/*')),
  },

  check({ given, world }, report) {
    const sidecars = given.all(SIDECAR);
    for (const each of overruledBySelector(
      world,
      sidecars,
      ({ spec }) => spec.workloadSelector && (spec.workloadSelector.labels ?? {}),
    )) {
      const { entity, by, workload } = each;
      report(entity, ['spec', 'workloadSelector'], {
        message: `${describeId(by.id)} selects the pods of ${workload?.entity.id.kind} ${workload?.name}, too: ${reasonOf(each)}, and nothing of the other`,
        fix: 'write one Sidecar for the pods',
        related: [winner(each)],
      });
    }
  },
};

export const sidecarsOfNamespace: Rule = {
  id: 'IST0111',
  severity: 'error',
  kinds: [SIDECAR],
  docs: {
    says: 'several Sidecars for all workloads of a namespace',
    why: 'A proxy that no Sidecar selects has the oldest one of its namespace without `workloadSelector`. The others are not looked at.',
    fix: 'Write one, or give the others a `workloadSelector`.',
    symptoms: ['502 BlackHoleCluster', 'a Sidecar has no effect'],
    see: 'https://istio.io/latest/docs/reference/config/analysis/ist0111/',
    wrong: documents(shop('reviews'), sidecar('a', '', './*'), sidecar('b', '', '"./*", istio-system/*')),
    right: documents(shop('reviews'), sidecar('a', '', './*'), sidecar('b', REVIEWS, '"./*", istio-system/*')),
  },

  check({ given, world }, report) {
    const general = given.all(SIDECAR).filter(({ spec }) => spec.workloadSelector === undefined);
    for (const each of overruledInNamespace(world, general)) {
      report(each.entity, ['metadata', 'name'], {
        message: `${describeId(each.by.id)} is for all workloads of namespace ${each.entity.id.namespace}, too: ${reasonOf(each)}, and nothing of the other`,
        fix: 'write one Sidecar, or give one a workloadSelector',
        related: [winner(each)],
      });
    }
  },
};
