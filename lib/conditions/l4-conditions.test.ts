import { describe, expect, test } from '@jest/globals';
import type { Answer } from './answer';
import { coversConnections, precludes, readL4Conditions } from './l4-conditions';

describe('GIVEN two conditions', () => {
  test.each<[string, object, object, Answer, Answer]>([
    ['none', {}, { port: 80 }, 'yes', 'yes'],
    ['a port', { port: 80 }, {}, 'no', 'no'],
    ['names', { sniHosts: ['*.a.com'] }, { sniHosts: ['B.a.com'] }, 'yes', 'no'],
    ['the same names', { sniHosts: ['a.com', 'b.com'] }, { sniHosts: ['b.com', 'a.com'] }, 'yes', 'yes'],
    ['a wildcard in a narrower one', { sniHosts: ['*.a.com'] }, { sniHosts: ['*.com'] }, 'no', 'no'],
    ['the domain itself', { sniHosts: ['*.a.com'] }, { sniHosts: ['a.com'] }, 'no', 'no'],
    ['any name', { sniHosts: ['a.com'] }, {}, 'no', 'no'],
    [
      'subnets',
      { destinationSubnets: ['10.0.0.0/8'] },
      { destinationSubnets: ['10.1.0.0/16', '10.0.0.1'] },
      'yes',
      'no',
    ],
    ['the same subnet', { destinationSubnets: ['10.0.0.0/8'] }, { destinationSubnets: ['10.0.0.0/8'] }, 'yes', 'yes'],
    [
      'the same subnet, written otherwise',
      { destinationSubnets: ['10.0.0.0/8'] },
      { destinationSubnets: ['10.9.9.9/8'] },
      'yes',
      'no',
    ],
    ['any subnet before', {}, { destinationSubnets: ['10.0.0.0/8'] }, 'yes', 'yes'],
    ['any subnet after', { destinationSubnets: ['10.0.0.0/8'] }, {}, 'no', 'no'],
    ['another subnet', { destinationSubnets: ['10.0.0.0/8'] }, { destinationSubnets: ['11.0.0.1'] }, 'no', 'no'],
    [
      'halves',
      { destinationSubnets: ['10.0.0.0/9', '10.128.0.0/9'] },
      { destinationSubnets: ['10.0.0.0/8'] },
      'unknown',
      'no',
    ],
    ['no subnet', { sourceSubnet: '10.0.0.0/8' }, { sourceSubnet: 'x' }, 'unknown', 'unknown'],
    ['sources', { sourceSubnet: '10.0.0.0/8' }, { sourceSubnet: '10.0.0.1' }, 'yes', 'yes'],
    ['labels and gateways', { gateways: ['mesh'], sourceLabels: { a: 'b' } }, { gateways: ['mesh'] }, 'no', 'no'],
    [
      'labels, gateways and namespaces',
      { sourceNamespace: 'a' },
      { gateways: ['mesh'], sourceNamespace: 'a' },
      'yes',
      'yes',
    ],
  ])('WHEN they are about %s', (_what, outer, inner, covered, precluded) => {
    const [a, b] = [readL4Conditions(outer), readL4Conditions(inner)];
    expect({ covers: coversConnections(a, b), precludes: precludes(a, b) }).toEqual({
      covers: covered,
      precludes: precluded,
    });
  });
});
