import { plural } from '../kube/plural';
import { escaped } from '../picture/svg';
import type { Timeline } from '../rollout/timeline';
import { rolloutPlot } from './rollout-svg';
import { endWords, exposureWords, timeWords } from './rollout-words';

/** How the release of a Canary goes when all goes well, and when the checks fail from the first on. */
export interface PageRollout {
  readonly timeline: Timeline;
  readonly failing: Timeline;
}

/** Releases as charts: the share of the new version over time, promoted and rolled back. */
export function printRollouts(rollouts: readonly PageRollout[]): readonly string[] {
  if (rollouts.length === 0) return [];
  return [
    '<section id="rollouts">',
    `<h2>How releases go</h2>`,
    `<p class="how">${plural(rollouts.length, 'Canary', 'Canaries')}: the share of requests that the new version gets, over time, as Flagger would give it.</p>`,
    ...rollouts.flatMap(({ timeline, failing }) => [
      ...printCase(timeline, 'when all goes well'),
      ...(failing.ticks.length === 0 ? [] : printCase(failing, 'when the checks fail')),
    ]),
    '</section>',
  ];
}

function printCase(timeline: Timeline, when: string): readonly string[] {
  const { namespace, name, strategy, interval, exposure, ticks } = timeline;
  const weights = ticks.map(({ time, canaryWeight }) => `${timeWords(time)} ${canaryWeight} %`).join(', ');
  return [
    '<div class="chart">',
    `<h3>${escaped(`${namespace === '' ? '' : `${namespace}/`}${name} ${when}`)}</h3>`,
    `<p>${escaped(endWords(timeline))}</p>`,
    `<p class="how">${escaped(`${strategy}, a tick every ${timeWords(interval)}; the new version meets ${exposureWords(exposure)}`)}</p>`,
    ...(ticks.length === 0
      ? []
      : [
          `<svg xmlns="http://www.w3.org/2000/svg" width="${PLOT.width}" height="${PLOT.height}" viewBox="0 0 ${PLOT.width} ${PLOT.height}" role="img" aria-label="${escaped(`the share of the new version: ${weights}`)}">`,
          ...rolloutPlot(timeline, { ...PLOT, palette: PALETTE }),
          '</svg>',
        ]),
    '</div>',
  ];
}

const PLOT = { width: 440, height: 190 };
const PALETTE = { grid: 'var(--line)', good: 'var(--service)', bad: 'var(--missing)' };
