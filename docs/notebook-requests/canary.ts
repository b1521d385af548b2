import { expect } from '@jest/globals';
import { ad, type Rows, scenarios, steady, TESTER } from './lab';

export const CANARY: Rows = {
  '7.3 Step 1 and 2: the canary `ad`': () => {
    expect(ad(steady)).toReach('weather/ad-primary');
    expect(ad(steady)).toReach('weather/ad');
    expect(steady.from('weather/frontend-v1').get('http://ad-canary:3003/ad')).toBeAnswered(503, 'UH');
  },
  '7.3 Step 4: release v2 of `ad`': () => {
    const mesh = scenarios('canary/release-v2');
    for (const [tick, weight] of [20, 40, 60, 80].entries()) {
      expect(ad(mesh.during('weather/ad', tick + 1))).toSplit([
        ['weather/ad-primary', 100 - weight],
        ['weather/ad', weight],
      ]);
    }
    expect(ad(mesh.during('weather/ad', 5))).toReach('weather/ad');
  },
  '7.3 Variant: A/B test by cookie': () => {
    const mesh = scenarios('canary/ab-test', 'canary/release-v2').during('weather/ad', 2);
    expect(ad(mesh, TESTER)).toReach('weather/ad');
    expect(ad(mesh)).toReach('weather/ad-primary');
  },
  '7.3 Variant: blue/green': () => {
    const mesh = scenarios('canary/blue-green', 'canary/release-v2');
    expect(ad(mesh.during('weather/ad', 2))).toReach('weather/ad-primary');
    expect(ad(mesh.during('weather/ad', 2))).not.toBeCopiedTo('weather/ad');
    expect(ad(mesh.during('weather/ad', 6))).toReach('weather/ad');
  },
  '7.3 Variant: blue/green with copies of requests': () => {
    const request = ad(scenarios('canary/blue-green-mirrored', 'canary/release-v2').during('weather/ad', 2));
    expect(request).toReach('weather/ad-primary');
    expect(request).toBeCopiedTo('weather/ad');
  },
  '7.3 Variant: copies of requests, then growing shares': () => {
    const mesh = scenarios('canary/mirrored', 'canary/release-v2');
    expect(ad(mesh.during('weather/ad', 1))).toReach('weather/ad-primary');
    expect(ad(mesh.during('weather/ad', 1))).toBeCopiedTo('weather/ad');
    expect(ad(mesh.during('weather/ad', 2))).toSplit([
      ['weather/ad-primary', 80],
      ['weather/ad', 20],
    ]);
    expect(ad(mesh.during('weather/ad', 2))).not.toBeCopiedTo('weather/ad');
  },
};
