import { describe, expect, test } from '@jest/globals';
import { type Cidr, isStrictSubset, parseAddress, parseCidr } from './addresses';

describe('addresses', () => {
  test.each(['10.9.8.7', '010.9.8.7', '2001:db8::1', '::', '::ffff:10.0.0.1'])('passes when %s is one', (address) => {
    // WHEN
    const parsed = parseAddress(address);

    // THEN
    expect(parsed).toBeDefined();
  });

  test.each(['', '10.9.8', '10.9.8.256', 'a', 'fe80::1%eth0', '1:2'])('reports when %j is none', (address) => {
    // WHEN
    const parsed = parseAddress(address);

    // THEN
    expect(parsed).toBeUndefined();
  });

  test.each([
    ['10.1.0.0/16', '10.0.0.0/8', true],
    ['11.0.0.0/16', '10.0.0.0/8', false],
    ['10.0.0.0/8', '10.0.0.0/8', false],
    ['2001:db8:1::/48', '2001:db8::/32', true],
    ['10.0.0.0/16', '::/0', false],
  ])('whether %s lies in %s', (inner, outer, expected) => {
    // WHEN
    const result = isStrictSubset(parseCidr(inner) as Cidr, parseCidr(outer) as Cidr);

    // THEN
    expect(result).toBe(expected);
  });

  test.each(['10.0.0.0', '10.0.0.0/33', '10.0.0.0/a', '::/129'])('reports when %s is no range', (range) => {
    // WHEN
    const parsed = parseCidr(range);

    // THEN
    expect(parsed).toBeUndefined();
  });
});
