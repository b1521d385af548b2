import { oneLine } from '../kube/readable';
import type { Timeline } from '../rollout/timeline';
import type { RolloutReport } from './rollout-report';
import { endWords, timeWords } from './rollout-words';

const WIDTH = 720;
const PLOT = { left: 60, top: 44, width: 630, height: 160 } as const;
const BLOCK = 264;

/** Rehearsals as a picture: the canary's share over time, a chart for each case. */
export function* printRolloutSvg({ releases }: RolloutReport): Generator<string> {
  const charts = releases.flatMap(({ timeline, failing }) => [
    { title: `${nameOf(timeline)}${failing === undefined ? '' : ' when all goes well'}`, timeline },
    ...(failing === undefined || failing.ticks.length === 0
      ? []
      : [{ title: `${nameOf(failing)} when the checks fail`, timeline: failing }]),
  ]);
  const height = Math.max(1, charts.length) * BLOCK;
  yield `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">\n`;
  yield `<rect width="${WIDTH}" height="${height}" fill="#fff"/>\n`;
  for (const [index, { title, timeline }] of charts.entries()) yield chart(title, timeline, index * BLOCK);
  yield '</svg>\n';
}

function chart(title: string, timeline: Timeline, offset: number): string {
  const { ticks, interval } = timeline;
  const { left, top, width, height } = PLOT;
  const from = ticks[0]?.time ?? 0;
  const to = Math.max((ticks.at(-1)?.time ?? 0) + interval, from + 1);
  const x = (time: number) => round(left + ((time - from) / (to - from)) * width);
  const y = (weight: number) => round(top + height - (weight / 100) * height);
  const grid = [0, 20, 40, 60, 80, 100].map(
    (weight) =>
      `<line x1="${left}" x2="${left + width}" y1="${y(weight)}" y2="${y(weight)}" stroke="#ddd"/><text x="${left - 8}" y="${y(weight) + 4}" text-anchor="end">${weight} %</text>`,
  );
  const steps = ticks.map(
    ({ time, canaryWeight }) => `L${x(time)} ${y(canaryWeight)}L${x(time + interval)} ${y(canaryWeight)}`,
  );
  const mirrors = ticks
    .filter(({ mirror }) => mirror)
    .map(
      ({ time }) =>
        `<rect x="${x(time)}" y="${y(4)}" width="${round(x(time + interval) - x(time))}" height="${round(y(0) - y(4))}" fill="#2a7" opacity="0.5"/>`,
    );
  const every = Math.max(1, Math.ceil(ticks.length / 8));
  const times = ticks
    .filter((_, index) => index % every === 0)
    .map(({ time }) => `<text x="${x(time)}" y="${top + height + 18}" text-anchor="middle">${timeWords(time)}</text>`);
  const colour = timeline.ends === 'Succeeded' ? '#2a7' : '#c33';
  return [
    `<g transform="translate(0 ${offset})">`,
    `<text x="${left}" y="20" font-weight="bold">${plain(title)}</text>`,
    `<text x="${left}" y="36" fill="${colour}">${plain(shorten(endWords(timeline)))}</text>`,
    ...grid,
    ...mirrors,
    ...(ticks.length === 0
      ? []
      : [
          `<path d="M${x(from)} ${y(0)}${steps.join('')}L${x(to)} ${y(0)}Z" fill="${colour}" fill-opacity="0.25" stroke="${colour}"/>`,
        ]),
    ...times,
    '</g>\n',
  ].join('\n');
}

function shorten(text: string): string {
  return text.length > 110 ? `${text.slice(0, 109)}…` : text;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function plain(text: string): string {
  return oneLine(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function nameOf({ namespace, name }: Timeline): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}
