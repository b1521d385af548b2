import { describe, expect, test } from '@jest/globals';
import { Chart, Duration } from 'cdk8s';
import { lab } from '../../main';
import { App } from '../core/app';
import { Canary } from '../flagger';
import { failing, noData, rehearse } from '../jest';
import { PROFILES } from './settings';

const app = new App();
lab(app, PROFILES.lab);
const canaries = app.node
  .findAll()
  .filter((each) => each instanceof Canary)
  .map((canary) => [Chart.of(canary).node.id, canary] as const);

describe('releases of the lab', () => {
  test('GIVEN every way to roll out THEN it is rehearsed', () => {
    expect(canaries.map(([chart]) => chart)).toEqual([
      'weather-canary',
      ...['ab-test', 'blue-green', 'blue-green-mirrored', 'mirrored', 'alerts'],
    ]);
  });

  test.each(canaries)(
    '%s: a good version is promoted, one that is bad or that nobody asks is rolled back',
    (_, canary) => {
      expect(rehearse(canary).promotes()).toTakeAtMost(Duration.minutes(6));
      expect(rehearse(canary, failing())).toRollBackWithin(Duration.seconds(200));
      expect(rehearse(canary, noData())).toRollBackWithin(Duration.seconds(200));
    },
  );

  test('GIVEN a bad version THEN 20 % of the requests meet it for 160 s, and none if it is tested apart', () => {
    const met = (chart: string) => {
      const canary = canaries.find(([name]) => name === chart)?.[1];
      if (canary === undefined) throw new Error(`no canary in ${chart}`);
      return rehearse(canary, failing());
    };
    expect(met('weather-canary')).toExposeAtMost({ percent: 20, time: Duration.seconds(160) });
    for (const chart of ['blue-green', 'blue-green-mirrored', 'mirrored']) {
      expect(met(chart)).toExposeAtMost({ requests: 0 });
    }
  });

  test('GIVEN what authors do not expect THEN there is nothing to mind', () => {
    for (const [, canary] of canaries) expect(rehearse(canary).remarks).toEqual([]);
  });
});
