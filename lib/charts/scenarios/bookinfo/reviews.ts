import { HttpAction } from '../../../istio';
import { route } from '../../bookinfo';
import type { BookinfoScenarioContext } from './context';
import { JASON } from './jason';

/** Other shares of the three versions of `reviews`. */
export function reviewsScenarios({ bookinfo, scenario }: BookinfoScenarioContext): void {
  const { productpage, reviews, details, ratings } = bookinfo;
  const v1 = reviews.version('v1');
  const v2 = reviews.version('v2');
  const v3 = reviews.version('v3');

  const allV1 = scenario('virtual-service-all-v1', 'All requests go to version 1: no stars, whoever asks.');
  for (const version of [productpage.version('v1'), v1, ratings.version('v1'), details.version('v1')]) {
    route(allV1, { hosts: [version], otherwise: HttpAction.to(version) });
  }

  route(scenario('virtual-service-reviews-v3', 'All requests to reviews go to v3: red stars.'), {
    hosts: [reviews],
    otherwise: HttpAction.to(v3),
  });
  route(scenario('virtual-service-reviews-50-v3', 'Half of the requests to reviews go to v1, half to v3: red stars.'), {
    hosts: [reviews],
    otherwise: HttpAction.split([v1.weighted(50), v3.weighted(50)]),
  });
  route(scenario('virtual-service-reviews-80-20', 'Of the requests to reviews, 80 % go to v1 and 20 % to v2.'), {
    hosts: [reviews],
    otherwise: HttpAction.split([v1.weighted(80), v2.weighted(20)]),
  });
  route(scenario('virtual-service-reviews-90-10', 'Of the requests to reviews, 90 % go to v1 and 10 % to v2.'), {
    hosts: [reviews],
    otherwise: HttpAction.split([v1.weighted(90), v2.weighted(10)]),
  });
  route(
    scenario('virtual-service-reviews-v2-v3', 'Half of the requests to reviews go to v2, half to v3: never none.'),
    {
      hosts: [reviews],
      otherwise: HttpAction.split([v2.weighted(50), v3.weighted(50)]),
    },
  );

  route(scenario('virtual-service-reviews-test-v2', 'The user jason sees reviews v2, black stars; all others v1.'), {
    hosts: [reviews],
    rules: [{ match: [JASON], action: HttpAction.to(v2) }],
    otherwise: HttpAction.to(v1),
  });
  route(
    scenario('virtual-service-reviews-jason-v2-v3', 'The user jason sees reviews v2, black stars; all others v3.'),
    {
      hosts: [reviews],
      rules: [{ match: [JASON], action: HttpAction.to(v2) }],
      otherwise: HttpAction.to(v3),
    },
  );
}
