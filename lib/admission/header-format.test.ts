import { describe, expect, test } from '@jest/globals';
import { whyNoHeaderFormat } from './header-format';

describe('the format of values of headers', () => {
  test.each([
    '',
    'a',
    '100%%',
    '%CLIENT_IP%',
    '%REQ(:path)%',
    '%REQ( x-a )% b %PROTOCOL%',
    '%UPSTREAM_METADATA(["a", "b"])%',
    '%A( [ "a\\"b" , "c" ] ) %',
    '%A()%)%',
  ])('GIVEN %j THEN Envoy can expand it', (text) => {
    expect(whyNoHeaderFormat(text)).toBeUndefined();
  });

  test.each<[string, string]>([
    ['100%', 'it ends with a single %, which begins the name of a variable'],
    ['% of all', 'a variable that begins with % does not end with one'],
    ['%REQ(a', 'a variable that begins with % does not end with one'],
    ['%A(["a" "b"])%', 'after "%A([\\"a\\" " there must be a comma or ]'],
    ['%A([a])%', 'after "%A([" there must be "'],
    ['%A(["a"]x)%', 'after "%A([\\"a\\"]" there must be )'],
    ['%A(a)b%', 'after "%A(a)" there must be %'],
    ['%A(a\\', 'it ends with a backslash'],
  ])('GIVEN %j THEN it cannot', (text, why) => {
    expect(whyNoHeaderFormat(text)).toBe(why);
  });
});
