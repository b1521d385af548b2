import type { Tick } from '../rollout/tick';

const BLOCKS = ' ▁▂▃▄▅▆▇█';
const ROWS = 5;
const STEP = 100 / ROWS;
/** Characters for all ticks together, at most. */
const WIDTH = 64;

/** The canary's share over time in characters; a dotted line at the bottom is a mirror. */
export function stepChart(ticks: readonly Tick[]): readonly string[] {
  const shown = ticks.slice(0, WIDTH);
  const width = Math.max(1, Math.min(4, Math.floor(WIDTH / Math.max(1, shown.length))));
  const rows = Array.from({ length: ROWS }, (_, index) => {
    const top = 100 - index * STEP;
    const cells = shown.map(({ canaryWeight, mirror }) => cell(canaryWeight, mirror, top).repeat(width));
    return `${String(top).padStart(5)} % │${cells.join('')}`.trimEnd();
  });
  const more = ticks.length > shown.length ? '…' : '';
  return [...rows, `        └${'─'.repeat(shown.length * width)}${more}`, `         ${labels(shown, width)}`.trimEnd()];
}

function cell(weight: number, mirror: boolean, top: number): string {
  const filled = Math.max(0, Math.min(1, (weight - (top - STEP)) / STEP));
  if (filled === 0) return mirror && top === STEP ? '┄' : ' ';
  return BLOCKS[Math.max(1, Math.round(filled * 8))] ?? ' ';
}

/** The numbers of ticks, as many as there is room for. */
function labels(ticks: readonly Tick[], width: number): string {
  const every = [1, 2, 5, 10].find((each) => each * width >= 4) ?? 20;
  let line = '';
  for (const [index, { tick }] of ticks.entries()) {
    if (tick % every === 0 && line.length <= index * width) line = line.padEnd(index * width) + tick;
  }
  return line;
}
