import { describe, expect, test } from '@jest/globals';
import {
  type Address,
  type Cidr,
  isStrictSubset,
  parseAddress,
  parseCidr,
  printAddress,
  strictAddress,
  strictCidr,
} from './addresses';

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

  test.each([
    ['10.9.8.7', []],
    ['2001:db8::1', []],
    ['a', ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']],
    ['010.9.8.7', ['must not have leading 0s']],
    ['::ffff:10.0.0.1', ['must not be an IPv4-mapped IPv6 address']],
    ['2001:DB8:0::1', ['must be in canonical form ("2001:db8::1")']],
  ])('the stricter fields say of the address %s %j', (address, expected) => {
    // WHEN
    const problems = strictAddress(address);

    // THEN
    expect(problems).toEqual(expected);
  });

  test.each([
    ['10.0.0.0/8', []],
    ['2001:db8::/64', []],
    ['10.0.0.0', ['must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)']],
    ['10.0.0.0/08', ['must not have leading 0s in IP or prefix length']],
    ['10.0.0.1/8', ['must not have bits set beyond the prefix length']],
    ['2001:db8:0::/64', ['must be in canonical form ("2001:db8::/64")']],
  ])('the stricter fields say of the range %s %j', (range, expected) => {
    // WHEN
    const problems = strictCidr(range);

    // THEN
    expect(problems).toEqual(expected);
  });

  test.each(['1:0:0:2::3', '::', '::1', '1::', 'fe80::1:0:0:1'])('prints %s as RFC 5952 wants it', (address) => {
    // WHEN
    const printed = printAddress(parseAddress(address) as Address);

    // THEN
    expect(printed).toBe(address);
  });
});
