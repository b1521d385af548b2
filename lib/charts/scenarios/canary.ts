import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { Scenario } from '../../core/scenario';
import { AlertProvider, CanaryMatch, CanaryStrategy, LoadCommand } from '../../flagger';
import { adWorkload, type WeatherChart } from '../weather';
import type { WeatherCanaryChart } from '../weather-canary';

export interface CanaryScenariosProps {
  readonly weather: WeatherChart;
  readonly canary: WeatherCanaryChart;
}

/** A new version of `ad`, and other ways to roll it out. A way is applied first, the version then. */
export function canaryScenarios(scope: Construct, { weather, canary }: CanaryScenariosProps): void {
  // Scenarios of other folders may have the same names.
  const folder = new Construct(scope, 'canary-scenarios');
  const scenario = (name: string, title: string) =>
    new Scenario(folder, name, { folder: 'canary', title, namespace: weather.namespace });
  const { ad } = weather;
  const duration = Duration.minutes(5);
  const load = LoadCommand.hey({ host: ad, path: '/ad', duration });

  adWorkload(
    scenario('release-v2', 'Version v2 of ad: Flagger sees the new image and rolls it out.'),
    'v2',
    ad.serviceAccount,
  );

  canary.rollOut(
    scenario('ab-test', 'The user tester gets the new version of ad, and after five good checks all do.'),
    {
      strategy: CanaryStrategy.abTest({ iterations: 5, match: [CanaryMatch.cookie('user', 'tester')] }),
      // Only the tester's requests reach the canary.
      load: LoadCommand.hey({ host: ad, path: '/ad', duration, headers: { Cookie: 'user=tester' } }),
    },
  );

  canary.rollOut(scenario('blue-green', 'The new version of ad is tested unseen; after five good checks all get it.'), {
    strategy: CanaryStrategy.blueGreen({ iterations: 5 }),
    // Nobody else asks the canary, so the test does, by its own Service.
    load: LoadCommand.hey({ host: ad.canaryHost, path: '/ad', duration }),
  });

  canary.rollOut(
    scenario('blue-green-mirrored', 'The new version of ad is tested with copies of all requests; then all get it.'),
    { strategy: CanaryStrategy.blueGreen({ iterations: 5, mirror: true }), load },
  );

  canary.rollOut(
    scenario('mirrored', 'The new version of ad first gets copies of all requests, then 20 % more at each check.'),
    { strategy: CanaryStrategy.progressive({ stepWeight: 20, maxWeight: 100, mirror: true }), load },
  );

  const alerting = scenario('alerts', 'Flagger tells a channel how the roll-out of ad goes.');
  const provider = new AlertProvider(alerting, 'ad-alerts', {
    type: 'slack',
    channel: 'releases',
    secret: { name: 'ad-alerts' },
  });
  canary.rollOut(alerting, {
    strategy: CanaryStrategy.progressive({ stepWeight: 20, maxWeight: 100 }),
    load,
    alerts: [{ provider, severity: 'info' }],
  });
}
