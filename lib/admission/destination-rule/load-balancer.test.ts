import { describe, expect, test } from '@jest/globals';
import { said } from '../fixtures';

const balancer = (loadBalancer: object, more: object = {}) => ({
  host: 'reviews',
  trafficPolicy: { loadBalancer, ...more },
});

describe('load balancers', () => {
  test.each<[string, object, string[]]>([
    [
      'as they may be',
      balancer({
        consistentHash: {
          httpCookie: { name: 'a', ttl: '0s', attributes: [{ name: 'SameSite', value: 'Lax' }] },
          maglev: { tableSize: 65537 },
        },
        warmup: { duration: '10s', minimumPercent: 10, aggression: 1 },
      }),
      [],
    ],
    [
      'cookies that are none',
      balancer({
        consistentHash: { httpCookie: { name: '', attributes: [{ name: '' }, { name: 'a' }, { name: 'a' }] } },
      }),
      [
        'error spec.trafficPolicy.loadBalancer.consistentHash.httpCookie.name: the cookie has no name',
        'error spec.trafficPolicy.loadBalancer.consistentHash.httpCookie.attributes[0].name: the attribute has no name',
        'error spec.trafficPolicy.loadBalancer.consistentHash.httpCookie.attributes[2].name: "a" is written twice',
      ],
    ],
    [
      'a time that is none',
      balancer({ consistentHash: { httpCookie: { name: 'a', ttl: 'abc' } } }),
      ['error spec.trafficPolicy.loadBalancer.consistentHash.httpCookie.ttl: "abc" given: it must be a duration'],
    ],
    [
      'tables that are none',
      balancer({ consistentHash: { useSourceIp: true, maglev: { tableSize: 65536 } } }),
      [
        'error spec.trafficPolicy.loadBalancer.consistentHash.maglev.tableSize: 65536 given: the size of the table is a prime number less than 5000011',
      ],
    ],
    [
      'too large a table',
      balancer({ consistentHash: { useSourceIp: true, maglev: { tableSize: 5000011 } } }),
      [
        'error spec.trafficPolicy.loadBalancer.consistentHash.maglev.tableSize: 5000011 given: the size of the table is a prime number less than 5000011',
      ],
    ],
    [
      'the old size of a ring',
      balancer({ consistentHash: { useSourceIp: true, minimumRingSize: 1024 } }),
      ['warning spec.trafficPolicy.loadBalancer.consistentHash.minimumRingSize: minimumRingSize is deprecated here'],
    ],
    [
      'the old size of a ring, and the new',
      balancer({ consistentHash: { useSourceIp: true, minimumRingSize: 1024, ringHash: { minimumRingSize: 1 } } }),
      [
        'warning spec.trafficPolicy.loadBalancer.consistentHash.minimumRingSize: minimumRingSize is deprecated here',
        'error spec.trafficPolicy.loadBalancer.consistentHash.minimumRingSize: minimumRingSize cannot be beside ringHash or maglev',
      ],
    ],
    [
      'warming up that is none',
      balancer({ simple: 'ROUND_ROBIN', warmup: { minimumPercent: 101, aggression: 0.5 } }),
      [
        'error spec.trafficPolicy.loadBalancer.warmup.duration: no duration given',
        'error spec.trafficPolicy.loadBalancer.warmup.minimumPercent: 101 given: a percentage is from 0 to 100',
        'error spec.trafficPolicy.loadBalancer.warmup.aggression: 0.5 given: it is at least 1',
      ],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('DestinationRule', spec)).toEqual(expected);
  });
});

describe('localities', () => {
  test.each<[string, object, string[]]>([
    [
      'as they may be',
      balancer({
        localityLbSetting: {
          distribute: [
            { from: 'us/a/*', to: { 'us/a/*': 80, 'us/b': 20 } },
            { from: 'eu', to: { eu: 100 } },
          ],
        },
      }),
      [],
    ],
    [
      'shares and failover',
      balancer({
        localityLbSetting: { distribute: [{ from: 'a', to: { a: 100 } }], failover: [{ from: 'a', to: 'b' }] },
      }),
      [
        'error spec.trafficPolicy.loadBalancer.localityLbSetting.distribute: distribute and failover exclude each other',
      ],
    ],
    [
      'failover, and by zones',
      balancer({
        localityLbSetting: { failover: [{ from: 'a', to: 'b' }], failoverPriority: ['topology.kubernetes.io/zone'] },
      }),
      [
        'error spec.trafficPolicy.loadBalancer.localityLbSetting.failoverPriority[0]: "topology.kubernetes.io/zone" cannot be here beside failover, which is about regions itself',
      ],
    ],
    [
      'a share of nothing',
      balancer({ localityLbSetting: { distribute: [{ from: 'a', to: { a: 0 } }] } }),
      [
        'error spec.trafficPolicy.loadBalancer.localityLbSetting.distribute[0].to.a: 0 given: a weight is from 1 to 100',
      ],
    ],
    [
      'shares of more than there is',
      balancer({ localityLbSetting: { distribute: [{ from: 'a', to: { a: 60, b: 60 } }] } }),
      ['error spec.trafficPolicy.loadBalancer.localityLbSetting.distribute[0].to: the weights sum up to 120'],
    ],
    [
      'localities that overlap',
      balancer({
        localityLbSetting: {
          distribute: [
            { from: 'us', to: { 'us/a': 50, us: 50 } },
            { from: 'us/a/b', to: { '*': 50, eu: 50 } },
          ],
        },
      }),
      [
        'error spec.trafficPolicy.loadBalancer.localityLbSetting.distribute[0].to.us/a: "us/a" overlaps with another one',
        'error spec.trafficPolicy.loadBalancer.localityLbSetting.distribute[1].to.eu: "eu" overlaps with another one',
        'error spec.trafficPolicy.loadBalancer.localityLbSetting.distribute[1].from: "us/a/b" overlaps with another one',
      ],
    ],
    [
      'localities that overlap in zones',
      balancer({
        localityLbSetting: {
          distribute: [
            { from: 'us/a/b', to: { x: 100 } },
            { from: 'us/a', to: { x: 100 } },
          ],
        },
      }),
      ['error spec.trafficPolicy.loadBalancer.localityLbSetting.distribute[1].from: "us/a" overlaps with another one'],
    ],
    [
      'localities that are none',
      balancer({ localityLbSetting: { distribute: [{ from: 'us//a', to: { 'u*/a': 100 } }] } }),
      [
        'error spec.trafficPolicy.loadBalancer.localityLbSetting.distribute[0].to.u*/a: "u*/a": * can only be the last character',
        'error spec.trafficPolicy.loadBalancer.localityLbSetting.distribute[0].from: "us//a" has an empty part',
      ],
    ],
    [
      'failover without detection of failures',
      balancer({ localityLbSetting: { failoverPriority: ['app'] } }),
      [
        'warning spec.trafficPolicy.loadBalancer.localityLbSetting: without outlierDetection beside loadBalancer no endpoint counts as failing, so nothing fails over',
      ],
    ],
    [
      'failover with detection of failures',
      balancer({ localityLbSetting: { failover: [{ from: 'a', to: 'b' }] } }, { outlierDetection: {} }),
      [],
    ],
    [
      'failover that is none',
      balancer(
        {
          localityLbSetting: {
            failover: [
              { from: 'a', to: 'a' },
              { from: 'a/b', to: '*' },
            ],
          },
        },
        { outlierDetection: {} },
      ),
      [
        'error spec.trafficPolicy.loadBalancer.localityLbSetting.failover[0]: from and to are both "a"',
        'error spec.trafficPolicy.loadBalancer.localityLbSetting.failover[1]: "a/b" to "*": failover is between regions',
        'error spec.trafficPolicy.loadBalancer.localityLbSetting.failover[1]: "a/b" to "*": * stands for no region here',
      ],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('DestinationRule', spec)).toEqual(expected);
  });
});
