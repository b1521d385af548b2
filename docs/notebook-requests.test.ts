import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { BOOKINFO } from './notebook-requests/bookinfo';
import { CANARY } from './notebook-requests/canary';
import { DESTINATION_RULES } from './notebook-requests/destination-rules';
import { GATEWAYS } from './notebook-requests/gateways';
import { steady } from './notebook-requests/lab';
import {
  isByChance,
  OBSERVED,
  type ObservedRequest,
  observedShares,
  sharesOf,
  simulated,
} from './notebook-requests/observed';
import { OTHERS } from './notebook-requests/others';
import { WEATHER } from './notebook-requests/weather';
import { WEB } from './notebook-requests/web';

const TESTED = { ...BOOKINFO, ...WEB, ...CANARY, ...WEATHER, ...DESTINATION_RULES, ...GATEWAYS };

describe('what the guide says of requests', () => {
  test.each(Object.entries(TESTED))('%s', (_row, check) => check());

  test('GIVEN the table of experiments THEN each row is tested, or it is said why not', () => {
    const guide = readFileSync(join(__dirname, 'notebook.md'), 'utf8');
    const table = guide.split('## Chapters and experiments')[1]?.split('\n## ')[0] ?? '';
    const rows = table
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .slice(2);
    const names = rows.map((row) => (row.split(/(?<!\\)\|/)[1] ?? '').trim());
    expect([...Object.keys(TESTED), ...Object.values(OTHERS).flat()].sort()).toEqual([...names].sort());
  });

  test('GIVEN the steady state THEN the rows reach every route of it', () => {
    expect(steady).toBeCovered();
  });
});

describe('requests that were really sent', () => {
  /** How a request was answered otherwise than simulated. */
  const differences = (observed: ObservedRequest): readonly string[] => {
    const request = simulated(observed);
    const { ends } = request.outcome;
    const [first] = ends;
    const [expected, found] = [sharesOf(request, observed), observedShares(observed)];
    const names = [...new Set([...expected.keys(), ...found.keys()])];
    const isSticky = first?.destination?.stickiness?.key !== undefined || observed.state.includes('source-ip');
    const isLimited = first?.destination?.policy.connectionPool !== undefined;
    const wrong = names.filter((name) => {
      const [share = 0, wanted = 0] = [found.get(name), expected.get(name)];
      // The same key leads to the same pod, whichever that is; and how many requests there were at a time decides who is
      // turned away.
      if (isSticky) return share > 0 && wanted === 0;
      if (isLimited) return share > 0 && wanted === 0 && name !== '(proxy) 503';
      return !isByChance(share, wanted, observed.count);
    });
    const { location, least = 0 } = observed;
    if (location !== undefined && first?.redirect?.location !== location) wrong.push(`location ${location}`);
    const delay = ends.every((end) => end.delay?.probability === 1)
      ? Number.parseFloat(first?.delay?.duration ?? '')
      : 0;
    if (least < delay) wrong.push(`a wait of ${least} s, not ${delay} s`);
    if (request.outcome.certainty === 'unknown') wrong.push('not known');
    return wrong.length === 0
      ? []
      : [`${request.trace}  observed: ${JSON.stringify(observed.ends)}: ${wrong.join(', ')}`];
  };

  test('GIVEN the same requests THEN they end alike', () => {
    // Where istiod had no way to the keys, it refused every token.
    const [withoutKeys, ...others] = OBSERVED.filter(
      ({ state, request, ends }) =>
        state === 'weather/frontend-jwt' && request.headers.Authorization?.length !== 8 && '(proxy) 401' in ends,
    );
    expect(others).toEqual([]);
    expect(OBSERVED.length).toBe(116);
    expect(OBSERVED.filter((each) => each !== withoutKeys).flatMap(differences)).toEqual([]);
  });
});
