import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Mesh } from '../mesh/mesh';
import { findClient } from '../simulation/find-client';
import { audienceOf } from './audience';
import { releaseOf } from './fixtures';
import type { Release } from './tick-meshes';

const asked = (release: Release, more = {}) => ({
  from: findClient(Mesh.of(release.world), 'shop/web'),
  request: 'GET http://cart/items',
  ...more,
});
const rounded = (share: number) => Math.round(share * 1000) / 1000;
const OLD = 'shop/cart-primary';
const NEW = 'shop/cart';

describe('who gets a request during a release', () => {
  test('GIVEN growing shares THEN each request is drawn anew, and in time everybody has met the new version', () => {
    const release = releaseOf({ stepWeight: 50, maxWeight: 50 });
    const { ticks, sticky, changes, certainty } = audienceOf(release, asked(release));
    expect(
      ticks.map(({ tick, newcomer, returning, requests, met }) => [
        tick,
        newcomer.map(({ name, version, share }) => [name, version, share]),
        returning,
        rounded(requests),
        rounded(met),
      ]),
    ).toEqual([
      [0, [[OLD, 'primary', 1]], undefined, 0, 0],
      // Three requests each: 1 - 0.5³.
      [
        1,
        [
          [OLD, 'primary', 0.5],
          [NEW, 'canary', 0.5],
        ],
        undefined,
        0.5,
        0.875,
      ],
      [
        2,
        [
          [OLD, 'primary', 0.5],
          [NEW, 'canary', 0.5],
        ],
        undefined,
        0.5,
        0.984,
      ],
      [3, [[OLD, 'primary', 1]], undefined, 0, 0.984],
      [4, [[OLD, 'primary', 1]], undefined, 0, 0.984],
    ]);
    expect([sticky, certainty]).toEqual([false, 'exact']);
    // Six draws and one way back: before the first and after each there is an even chance of a change.
    expect(rounded(changes)).toBe(3.5);
  });

  test('GIVEN session affinity THEN whoever has met the new version stays there, so that its share grows', () => {
    const release = releaseOf({ stepWeight: 50, maxWeight: 50, sessionAffinity: { cookieName: 'v' } });
    const { ticks, sticky, changes } = audienceOf(release, asked(release));
    expect(sticky).toBe(true);
    expect(
      ticks.map(({ returning, requests, bound }) => [
        returning?.map(({ name }) => name),
        rounded(requests),
        rounded(bound),
      ]),
    ).toEqual([
      [undefined, 0, 0],
      // 0.5, 0.75 and 0.875 of them.
      [[NEW], 0.708, 0.875],
      [[NEW], 0.964, 0.984],
      [undefined, 0, 0],
      [undefined, 0, 0],
    ]);
    // Once to the new version, once back to what it has become.
    expect(rounded(changes)).toBe(1.969);
  });

  test('GIVEN a cookie for clients of the old version, too THEN nobody is moved until it is out of date', () => {
    const release = releaseOf({
      ...{ stepWeight: 50, maxWeight: 50 },
      sessionAffinity: { cookieName: 'v', primaryCookieName: 'p' },
    });
    const { ticks } = audienceOf(release, asked(release));
    // It lives for one interval.
    expect(ticks.map(({ requests }) => rounded(requests))).toEqual([0, 0.5, 0.75, 0, 0]);
  });

  test('GIVEN a secure cookie over plain text THEN it is never sent, and nobody stays', () => {
    const release = releaseOf({ stepWeight: 50, maxWeight: 50, sessionAffinity: { cookieName: 'v', secure: true } });
    const { sticky, ticks } = audienceOf(release, asked(release));
    expect([sticky, ...ticks.map(({ requests }) => rounded(requests))]).toEqual([false, 0, 0.5, 0.5, 0, 0]);
  });

  test('GIVEN an A/B test THEN it depends on the header', () => {
    const release = releaseOf({ iterations: 2, match: [{ headers: { 'x-beta': { exact: 'yes' } } }] });
    const shares = (headers: readonly (readonly [string, string])[]) =>
      audienceOf(release, asked(release, { headers })).ticks.map(({ requests }) => requests);
    expect(shares([])).toEqual([0, 0, 0, 0, 0, 0, 0].slice(0, release.timeline.ticks.length));
    expect(Math.max(...shares([['x-beta', 'yes']]))).toBe(1);
  });

  test('GIVEN any release THEN shares are shares, and who has met the new version does not unlearn it', () => {
    const analysis = fc.record(
      {
        stepWeight: fc.integer({ min: 1, max: 60 }),
        maxWeight: fc.integer({ min: 10, max: 100 }),
        sessionAffinity: fc.constantFrom({ cookieName: 'v' }, { cookieName: 'v', primaryCookieName: 'p', maxAge: 45 }),
      },
      { requiredKeys: ['stepWeight'] },
    );
    fc.assert(
      fc.property(analysis, fc.integer({ min: 5, max: 40 }), (given, every) => {
        const release = releaseOf(given);
        const { ticks } = audienceOf(release, asked(release, { every }));
        let before = 0;
        for (const { newcomer, requests, met, bound } of ticks) {
          expect(newcomer.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
          for (const share of [requests, met, bound]) expect(share >= 0 && share <= 1 + 1e-9).toBe(true);
          expect(met).toBeGreaterThanOrEqual(before - 1e-9);
          before = met;
        }
      }),
      { numRuns: 5 },
    );
  });
});
