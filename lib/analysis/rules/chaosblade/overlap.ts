import { describeExperiment, type Experiment, experimentsOf, isInPods } from '../../../experiments/experiments';
import { hasAll, namespaceOf, selectionsByLabels, wantedLabels } from '../../../experiments/selected-pods';
import { describeId } from '../../../world/entity';
import { CHAOS_BLADE } from '../../../world/kinds';
import type { Workload } from '../../../world/workload';
import { attackedExample, experimentExample } from '../../experiment/example';
import type { Rule } from '../../rule';

const delay = (name: string, labels: string) =>
  experimentExample({
    what: 'pod network delay',
    name,
    flags: { labels, interface: 'eth0', time: '100', 'local-port': '9080' },
  });
const example = (labels: string) =>
  `${attackedExample()}\n---\n${attackedExample({ name: 'ratings' })}\n---\n${delay('reviews-delay', 'app=reviews')}\n---\n${experimentExample({ flags: { labels } })}\n`;

export const overlap: Rule = {
  id: 'CHAOSBLADE_OVERLAP',
  severity: 'error',
  kinds: [CHAOS_BLADE],
  docs: {
    says: 'two experiments with the same target on the same pods or nodes',
    why: 'The second is refused as the first is still there, or one hides what the other does. When the first ends, it undoes parts of the other, too.',
    fix: 'Run one after the other, or on other pods.',
    symptoms: ['the experiment exists', 'RTNETLINK answers: File exists', 'phase Error'],
    see: 'https://chaosblade.io/docs/',
    wrong: example('app=reviews'),
    right: example('app=ratings'),
  },

  check(mesh, report) {
    const experiments = experimentsOf(mesh);
    const selected = new Map(selectionsByLabels(mesh).map((each) => [each.experiment, each.workloads]));
    for (const [index, later] of experiments.entries()) {
      for (const earlier of experiments.slice(Math.max(0, index - NEIGHBOURS), index)) {
        const isOne = earlier.entity === later.entity;
        // Those of several files are seldom applied together.
        if (!isOne && earlier.entity.manifest.file !== later.entity.manifest.file) continue;
        if (earlier.target !== later.target || !meets(earlier, later, selected)) continue;
        report(later.entity, later.path, {
          message: `${describeExperiment(later)} hits what ${describeExperiment(earlier)}${isOne ? '' : ` of ${describeId(earlier.entity.id)}`} hits, too: one is refused, or undoes parts of the other`,
          fix: 'run one after the other, or on others',
          related: [{ entity: earlier.entity, path: earlier.path, message: 'the other' }],
        });
      }
    }
  },
};

/** How many experiments before it one is compared with. */
const NEIGHBOURS = 200;

function meets(a: Experiment, b: Experiment, selected: ReadonlyMap<Experiment, readonly Workload[]>): boolean {
  if (isInPods(a) !== isInPods(b)) return false;
  if (isInPods(a) && namespaceOf(a) !== namespaceOf(b)) return false;
  if (containersDiffer(a, b)) return false;
  const [namesOfA, namesOfB] = [a, b].map(({ flags }) => flags.get('names')?.values);
  if (namesOfA !== undefined && namesOfB !== undefined) return namesOfA.some((name) => namesOfB.includes(name));
  if (namesOfA !== undefined || namesOfB !== undefined) return false;
  const [podsOfA, podsOfB] = [selected.get(a) ?? [], selected.get(b) ?? []];
  if (podsOfA.length > 0 && podsOfB.length > 0) return podsOfA.some((each) => podsOfB.includes(each));
  const [labelsOfA, labelsOfB] = [wantedLabels(a), wantedLabels(b)];
  if (labelsOfA.size === 0 || labelsOfB.size === 0) return false;
  // One has all labels of the other.
  return [[labelsOfA, labelsOfB] as const, [labelsOfB, labelsOfA] as const].some(([wider, narrower]) =>
    hasAll(Object.fromEntries([...narrower].map(([key, values]) => [key, values[0] ?? ''])), wider),
  );
}

function containersDiffer(a: Experiment, b: Experiment): boolean {
  const [ofA, ofB] = [a, b].map(({ flags }) => flags.get('container-names')?.values);
  return ofA !== undefined && ofB !== undefined && !ofA.some((name) => ofB.includes(name));
}
