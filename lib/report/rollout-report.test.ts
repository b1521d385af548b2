import { describe, expect, test } from '@jest/globals';
import { rehearse } from '../rollout/rehearse';
import { worldOf } from '../world/fixtures';
import { CANARY } from '../world/kinds';
import { stepChart } from './rollout-chart';
import { printRolloutJson } from './rollout-json';
import { printRolloutMarkdown } from './rollout-markdown';
import type { RolloutReport } from './rollout-report';
import { printRolloutSvg } from './rollout-svg';
import { printRolloutText } from './rollout-text';
import { count, timeWords } from './rollout-words';

function reportOf(analysis: object, all = false): RolloutReport {
  const world = worldOf(
    JSON.stringify({
      apiVersion: 'flagger.app/v1beta1',
      kind: 'Canary',
      metadata: { name: 'podinfo', namespace: 'test' },
      spec: {
        targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' },
        service: { port: 9898 },
        analysis: { interval: '1m', threshold: 1, ...analysis },
      },
    }),
  );
  const [canary] = world.all(CANARY);
  if (canary === undefined) throw new Error('no Canary');
  return {
    all,
    releases: [
      { timeline: rehearse(world, canary), file: 'a.yaml', others: ['b.yaml'], target: 'Deployment test/podinfo' },
    ],
  };
}

const ticksOf = (analysis: object) => reportOf(analysis).releases[0]?.timeline.ticks ?? [];

describe('a step chart', () => {
  test('GIVEN small shares THEN they are seen, and so is a mirror', () => {
    expect(stepChart(ticksOf({ stepWeights: [1, 10, 55], mirror: true }))).toEqual([
      '  100 % │',
      '   80 % │',
      '   60 % │                ▆▆▆▆▆▆▆▆',
      '   40 % │                ████████',
      '   20 % │    ┄┄┄┄▁▁▁▁▄▄▄▄████████',
      '        └────────────────────────────────',
      '         0   1   2   3   4   5   6   7',
    ]);
  });

  test('GIVEN many ticks THEN they are narrow, and not all have their number', () => {
    const chart = stepChart(ticksOf({ stepWeight: 2 }));
    expect(chart.map((line) => line.length <= 80)).not.toContain(false);
    expect(chart.at(-1)).toBe('         0    5    10   15   20   25   30   35   40   45   50');
  });
});

describe('words', () => {
  test.each([
    [0, '0 s'],
    [-40, '-40 s'],
    [320, '320 s'],
    [610, '10 min 10 s'],
    [7200, '2 h'],
  ])('%d seconds are %s', (seconds, text) => expect(timeWords(seconds)).toBe(text));

  test('large numbers are grouped', () => {
    expect([count(12), count(1234.4), count(1e6)]).toEqual(['12', '1,234', '1,000,000']);
  });
});

describe('formats', () => {
  const text = (pieces: Iterable<string>) => [...pieces].join('');

  test('GIVEN text with colours THEN without them it is the same', () => {
    const report = reportOf({ stepWeight: 50 });
    const coloured = text(printRolloutText(report, { colours: true }));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colours are
    expect(coloured.replaceAll(/\x1b\[\d+m/g, '')).toBe(text(printRolloutText(report)));
    expect(coloured).not.toBe(text(printRolloutText(report)));
  });

  test('GIVEN a summary THEN each format has a line for a Canary', () => {
    const report = reportOf({ stepWeight: 50 }, true);
    expect(text(printRolloutText(report))).toBe('test/podinfo  canary      promoted after 300 s  a.yaml\n');
    expect(text(printRolloutMarkdown(report))).toContain(
      '| test/podinfo | canary | promoted after 300 s |  | a.yaml |\n',
    );
    expect(JSON.parse(text(printRolloutJson(report))).canaries).toMatchObject([
      { name: 'podinfo', alsoIn: ['b.yaml'] },
    ]);
    expect(text(printRolloutSvg(report)).match(/<g /g)?.length).toBe(1);
  });

  test('GIVEN JSON THEN it is what was rehearsed', () => {
    const report = reportOf({ stepWeight: 50 });
    const { ticks, ends } = JSON.parse(text(printRolloutJson(report)));
    expect([ticks.length, ends]).toEqual([6, 'Succeeded']);
    expect(ticks).toEqual(JSON.parse(JSON.stringify(report.releases[0]?.timeline.ticks)));
  });
});
