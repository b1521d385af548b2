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
  const { left, top, width, height } = PLOT;
  const colour = timeline.ends === 'Succeeded' ? PALETTE.good : PALETTE.bad;
  return [
    `<g transform="translate(0 ${offset})">`,
    `<text x="${left}" y="20" font-weight="bold">${plain(title)}</text>`,
    `<text x="${left}" y="36" fill="${colour}">${plain(shorten(endWords(timeline)))}</text>`,
    ...plot(timeline, { left, top, width, height, palette: PALETTE, labels: 8 }),
    '</g>\n',
  ].join('\n');
}

/** The colours of a chart, as SVG has them. */
export interface RolloutPalette {
  readonly grid: string;
  /** Of a release that is promoted. */
  readonly good: string;
  /** Of any other. */
  readonly bad: string;
}

const PALETTE: RolloutPalette = { grid: '#ddd', good: '#2a7', bad: '#c33' };

/** The share of the new version over time, with its axes: what stands in an `<svg>` of this size, in pixels. */
export function rolloutPlot(
  timeline: Timeline,
  { width, height, palette }: { readonly width: number; readonly height: number; readonly palette: RolloutPalette },
): readonly string[] {
  const [left, top, right, bottom] = [48, 10, 24, 26];
  return plot(timeline, { left, top, width: width - left - right, height: height - top - bottom, palette, labels: 5 });
}

interface PlotBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly palette: RolloutPalette;
  /** How many times are written, at most. */
  readonly labels: number;
}

function plot(timeline: Timeline, { left, top, width, height, palette, labels }: PlotBox): readonly string[] {
  const { ticks, interval } = timeline;
  const from = ticks[0]?.time ?? 0;
  const to = Math.max((ticks.at(-1)?.time ?? 0) + interval, from + 1);
  const x = (time: number) => round(left + ((time - from) / (to - from)) * width);
  const y = (weight: number) => round(top + height - (weight / 100) * height);
  const grid = [0, 20, 40, 60, 80, 100].map(
    (weight) =>
      `<line x1="${left}" x2="${left + width}" y1="${y(weight)}" y2="${y(weight)}" stroke="${palette.grid}"/><text x="${left - 8}" y="${y(weight) + 4}" text-anchor="end">${weight} %</text>`,
  );
  const steps = ticks.map(
    ({ time, canaryWeight }) => `L${x(time)} ${y(canaryWeight)}L${x(time + interval)} ${y(canaryWeight)}`,
  );
  const mirrors = ticks
    .filter(({ mirror }) => mirror)
    .map(
      ({ time }) =>
        `<rect x="${x(time)}" y="${y(4)}" width="${round(x(time + interval) - x(time))}" height="${round(y(0) - y(4))}" fill="${palette.good}" opacity="0.5"/>`,
    );
  const every = Math.max(1, Math.ceil(ticks.length / labels));
  const times = ticks
    .filter((_, index) => index % every === 0)
    .map(({ time }) => `<text x="${x(time)}" y="${top + height + 18}" text-anchor="middle">${timeWords(time)}</text>`);
  const colour = timeline.ends === 'Succeeded' ? palette.good : palette.bad;
  return [
    ...grid,
    ...mirrors,
    ...(ticks.length === 0
      ? []
      : [
          `<path d="M${x(from)} ${y(0)}${steps.join('')}L${x(to)} ${y(0)}Z" fill="${colour}" fill-opacity="0.25" stroke="${colour}"/>`,
        ]),
    ...times,
  ];
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
