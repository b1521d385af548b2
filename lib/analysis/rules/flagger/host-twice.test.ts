import { expect, test } from '@jest/globals';
import { telling } from '../../fixtures';
import { canaryExample } from '../../release/example';
import { hostTwice } from './host-twice';

const found = (hosts: string) => telling(hostTwice)(canaryExample({ service: `port: 9080, hosts: [${hosts}]` }));

test('GIVEN the Service by its full name THEN Flagger adds it again', () => {
  expect(found('a.example.com, reviews.shop.svc.cluster.local')).toEqual([
    'warning Canary/reviews spec.service.hosts[1]: reviews.shop.svc.cluster.local is Service reviews, which Flagger adds to the hosts itself: its VirtualService has it twice',
  ]);
});

test.each(['reviews', 'a.example.com', 'reviews.web.svc.cluster.local', '"*", reviews.shop.svc.cluster.local'])(
  'GIVEN %s THEN nothing is reported',
  (hosts) => {
    expect(found(hosts)).toEqual([]);
  },
);
