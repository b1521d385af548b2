import { describeId } from '../../../world/entity';
import { TELEMETRY } from '../../../world/kinds';
import { documents, istio, shop } from '../../examples';
import { overruledBySelector, overruledInNamespace, reasonOf, winner } from '../../overlapping';
import type { Rule } from '../../rule';

const telemetry = (name: string, selector: string, spec: string) => istio('Telemetry', name, `${selector}${spec}`);
const REVIEWS = 'selector: {matchLabels: {app: reviews}}\n';
const V1 = 'selector: {matchLabels: {app: reviews, version: v1}}\n';
const SAMPLING = 'tracing: [{randomSamplingPercentage: 100}]';
const METRICS = 'metrics: [{overrides: [{match: {metric: REQUEST_SIZE}, disabled: true}]}]';

export const telemetriesOfPods: Rule = {
  id: 'IST0159',
  severity: 'error',
  kinds: [TELEMETRY],
  docs: {
    says: 'Telemetries that select the same pods',
    why: 'A proxy has one Telemetry of those that select it: the oldest. What the others say is not done, and they are not joined.',
    fix: 'Write one Telemetry for the pods: tracing, metrics and logs may stand in one.',
    symptoms: ['no traces', 'metrics are missing'],
    see: 'https://istio.io/latest/docs/reference/config/analysis/ist0159/',
    wrong: documents(shop('reviews'), telemetry('metrics', REVIEWS, METRICS), telemetry('traces', V1, SAMPLING)),
    right: documents(shop('reviews'), telemetry('reviews', REVIEWS, `${METRICS}\n${SAMPLING}`)),
  },

  check({ given, world }, report) {
    const labelsOf = ({ spec }: (typeof telemetries)[number]) => {
      const { matchLabels = {} } = spec.selector ?? {};
      return Object.keys(matchLabels).length === 0 ? undefined : matchLabels;
    };
    const telemetries = given.all(TELEMETRY);
    for (const each of overruledBySelector(world, telemetries, labelsOf)) {
      const { entity, by, workload } = each;
      report(entity, ['spec', 'selector'], {
        message: `${describeId(by.id)} selects the pods of ${workload?.entity.id.kind} ${workload?.name}, too: ${reasonOf(each)}, and nothing of the other`,
        fix: 'write one Telemetry for the pods',
        related: [winner(each)],
      });
    }
  },
};

export const telemetriesOfNamespace: Rule = {
  id: 'IST0160',
  severity: 'error',
  kinds: [TELEMETRY],
  docs: {
    says: 'several Telemetries for all workloads of a namespace, or of the mesh',
    why: 'Of those without selector and targets the oldest counts for the namespace; in the root namespace for the mesh. What the others say is not done.',
    fix: 'Write one: tracing, metrics and logs may stand in one Telemetry.',
    symptoms: ['no traces', 'no access logs', 'metrics are missing'],
    see: 'https://istio.io/latest/docs/reference/config/analysis/ist0160/',
    wrong: documents(shop('reviews'), telemetry('metrics', '', METRICS), telemetry('traces', '', SAMPLING)),
    right: documents(shop('reviews'), telemetry('default', '', `${METRICS}\n${SAMPLING}`)),
  },

  check({ given, world }, report) {
    const general = given
      .all(TELEMETRY)
      .filter(
        ({ spec }) =>
          Object.keys(spec.selector?.matchLabels ?? {}).length === 0 &&
          spec.targetRef === undefined &&
          (spec.targetRefs ?? []).length === 0,
      );
    for (const each of overruledInNamespace(world, general)) {
      const { namespace } = each.entity.id;
      report(each.entity, ['metadata', 'name'], {
        message: `${describeId(each.by.id)} is for all workloads of namespace ${namespace}, too: ${reasonOf(each)}, and nothing of the other`,
        fix: 'write one Telemetry for the namespace',
        related: [winner(each)],
      });
    }
  },
};
