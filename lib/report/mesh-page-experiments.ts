import { workloadId } from '../picture/node-ids';
import type { Picture } from '../picture/picture';
import { escaped } from '../picture/svg';
import { callWords, effectWords, endsWords, type ForecastReport, hitWords } from './forecast';

/** The experiments that hit nodes, by the ids of these: `delay-reviews: pod network delay`. */
export function experimentsAtNodes(
  { nodes }: Picture,
  reports: readonly ForecastReport[],
): ReadonlyMap<string, readonly string[]> {
  const shown = new Set(nodes.map(({ id }) => id));
  const found = new Map<string, string[]>();
  for (const { name, forecasts } of reports) {
    for (const { what, hits } of forecasts) {
      for (const { workload, share } of hits.workloads) {
        const id = workloadId(workload.entity);
        if (shown.has(id) && share !== 0) found.set(id, [...(found.get(id) ?? []), `${name}: ${what}`]);
      }
    }
  }
  return found;
}

/** Experiments with what they hit, and what callers see of them. */
export function printExperiments({ nodes }: Picture, reports: readonly ForecastReport[]): readonly string[] {
  if (reports.length === 0) return [];
  const indices = new Map(nodes.map(({ id }, index) => [id, index]));
  return [
    '<section id="experiments">',
    '<h2>Experiments</h2>',
    ...reports.flatMap(({ name, file, forecasts }) =>
      forecasts.flatMap(({ what, effect, hits, shows, ending, callers }) => [
        '<div class="experiment">',
        `<h3>${escaped(`${name}: ${what}`)}</h3>`,
        `<p>${escaped(effectWords(effect))}</p>`,
        `<ul>${[
          ...hits.workloads.map((hit) => {
            const index = indices.get(workloadId(hit.workload.entity));
            const words = escaped(hitWords(hit));
            return index === undefined ? words : `<a href="#n${index}">${words}</a>`;
          }),
          ...hits.nodes.map((node) => escaped(`node ${node}`)),
          ...hits.unknown.map((each) => escaped(`unknown: ${each}`)),
        ]
          .map((words) => `<li>hits ${words}</li>`)
          .join('')}${callers
          .flatMap(({ call, phases }) =>
            phases.map((phase) => `<li>${escaped(`${callWords(call)}: ${phase.when}: ${endsWords(phase)}`)}</li>`),
          )
          .join('')}</ul>`,
        `<p>${escaped(`Shows anything: ${shows.answer}, ${shows.why}. Ends: ${ending.words}`)}</p>`,
        `<p class="origin">${escaped(file)}</p>`,
        '</div>',
      ]),
    ),
    '</section>',
  ];
}
