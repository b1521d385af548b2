import { describe, expect, test } from '@jest/globals';
import { isCidr, parseIpAddress } from './addresses';

describe('addresses', () => {
  test.each([
    '0.0.0.0',
    '255.255.255.255',
    '::',
    '::1',
    '1::',
    '1:2:3:4:5:6:7:8',
    '1:2:3:4:5:6:7::',
    '::1.2.3.4',
    'FE80::1%eth0',
    '1:2:3:4:5:6:1.2.3.4',
  ])('GIVEN %s THEN it is one', (text) => {
    expect(parseIpAddress(text)).toBeDefined();
  });

  test.each([
    '',
    'a',
    '1',
    '1.2.3',
    '1.2.3.4.5',
    '01.2.3.4',
    '1.2.3.256',
    '1.2.3.4%a',
    ':',
    ':::',
    '1::2::3',
    '12345::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:1.2.3.4',
    '1.2.3.4::',
    'fe80::1%',
    '1.2.3.4:80',
    '[::1]',
  ])('GIVEN %j THEN it is none', (text) => {
    expect(parseIpAddress(text)).toBeUndefined();
  });
});

describe('ranges', () => {
  test.each(['10.0.0.0/8', '10.0.0.1/0', '1.2.3.4/32', '::/0', '2001:db8::1/128'])(
    'GIVEN %s THEN it is one',
    (text) => {
      expect(isCidr(text)).toBe(true);
    },
  );

  test.each([
    '10.0.0.0',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/08',
    '::/129',
    'fe80::1%a/64',
    'a/b',
    '10.0.0.0/8/8',
    '/8',
  ])('GIVEN %j THEN it is none', (text) => {
    expect(isCidr(text)).toBe(false);
  });
});
