import { DestinationRule, HttpAction } from '../../../istio';
import { route, subsetsByVersion } from '../../bookinfo';
import type { BookinfoScenarioContext } from './context';
import {
  deployDetailsV2,
  deployRatingsWithMongo,
  deployRatingsWithMysql,
  deployRatingsWithMysqlOnVm,
} from './workloads';

/** Other versions of `details` and `ratings`: deployed alone, and with the routes that lead to them. */
export function ratingsAndDetailsScenarios({ bookinfo, settings, scenario }: BookinfoScenarioContext): void {
  deployDetailsV2(
    scenario('bookinfo-details-v2', 'Adds version 2 of details, which asks Google for the book; no route leads to it.'),
    settings,
  );
  deployRatingsWithMongo(
    scenario('bookinfo-ratings-v2', 'Adds version 2 of ratings, with MongoDB; no route leads to it.'),
    settings,
  );
  deployRatingsWithMysql(
    scenario('bookinfo-ratings-v2-mysql', 'Adds version 2 of ratings, with MySQL; no route leads to it.'),
    settings,
  );

  const detailsV2 = scenario(
    'virtual-service-details-v2',
    'All requests to details go to v2, which asks Google for the book: with egress-rule-google-apis applied before.',
  );
  deployDetailsV2(detailsV2, settings);
  const details = new DestinationRule(detailsV2, 'details-versions', {
    name: 'details',
    host: bookinfo.details,
    subsets: subsetsByVersion('v1', 'v2'),
  });
  route(detailsV2, { hosts: [bookinfo.details], otherwise: HttpAction.to(details.subset('v2')) });

  const ratings = (name: string, title: string, version: 'v2' | 'v2-mysql' | 'v2-mysql-vm') => {
    const found = scenario(name, title);
    route(found, { hosts: [bookinfo.reviews], otherwise: HttpAction.to(bookinfo.reviews.version('v3')) });
    const versions = new DestinationRule(found, 'ratings-versions', {
      name: 'ratings',
      host: bookinfo.ratings,
      subsets: subsetsByVersion('v1', version),
    });
    route(found, { hosts: [bookinfo.ratings], otherwise: HttpAction.to(versions.subset(version)) });
    return found;
  };
  deployRatingsWithMongo(
    ratings('virtual-service-ratings-db', 'Red stars, as many as MongoDB says: reviews v3, ratings v2.', 'v2'),
    settings,
  );
  deployRatingsWithMysql(
    ratings('virtual-service-ratings-mysql', 'Red stars, as many as MySQL says: reviews v3, ratings v2.', 'v2-mysql'),
    settings,
  );
  deployRatingsWithMysqlOnVm(
    ratings(
      'virtual-service-ratings-mysql-vm',
      'Red stars, as many as a MySQL on a virtual machine says: reviews v3, ratings v2.',
      'v2-mysql-vm',
    ),
    settings,
  );
}
