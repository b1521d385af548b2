import { describe, expect, test } from '@jest/globals';
import { OUTSIDE } from '../mesh/proxies';
import { CallError, type CallOptions, parseCall } from './call';

const read = (text: string, options?: CallOptions) => {
  const { from: _from, headers, claims: _claims, ...call } = parseCall(OUTSIDE, text, options);
  return { ...call, headers: headers.map((line) => line.join(': ')) };
};
const COMMON = {
  method: 'GET',
  path: '/',
  headers: [],
  sni: '',
  clientCertificate: false,
  grpc: false,
  sourceAddress: undefined,
};

describe('a call', () => {
  test.each([
    ['http://Reviews:9080', { scheme: 'http', host: 'reviews', port: 9080, authority: 'Reviews:9080' }],
    ['GET http://a', { scheme: 'http', host: 'a', port: 80, authority: 'a' }],
    ['a:8080/x?y=1#z', { scheme: 'http', host: 'a', port: 8080, authority: 'a:8080', path: '/x?y=1' }],
    [
      'POST https://a.com?x',
      { scheme: 'https', host: 'a.com', port: 443, authority: 'a.com', method: 'POST', path: '/?x', sni: 'a.com' },
    ],
    ['https://10.0.0.1:8443/', { scheme: 'https', host: '10.0.0.1', port: 8443, authority: '10.0.0.1:8443' }],
    ['http://u:p@a/', { scheme: 'http', host: 'a', port: 80, authority: 'a' }],
    ['http://[::1]:80/', { scheme: 'http', host: '[::1]', port: 80, authority: '[::1]' }],
    ['TCP db:3306', { scheme: 'tcp', host: 'db', port: 3306, authority: 'db:3306', method: '' }],
    ['tls://a.com:443', { scheme: 'tls', host: 'a.com', port: 443, authority: 'a.com:443', method: '', sni: 'a.com' }],
    [
      'grpc://ads:50051/ads.Ads/Get',
      {
        scheme: 'http',
        host: 'ads',
        port: 50051,
        authority: 'ads:50051',
        method: 'POST',
        path: '/ads.Ads/Get',
        grpc: true,
      },
    ],
  ])('GIVEN %s THEN it is read', (text, expected) => {
    expect(read(text)).toEqual({ ...COMMON, ...expected });
  });

  test('GIVEN headers THEN names are in lower case, lines stay apart, and host is the authority', () => {
    expect(read('http://a', { headers: { 'End-User': 'x', Cookie: ['a=1', 'b=2'], Host: 'b.com:81' } })).toMatchObject({
      headers: ['end-user: x', 'cookie: a=1', 'cookie: b=2'],
      authority: 'b.com:81',
      host: 'a',
    });
    expect(
      read('http://a', {
        headers: [
          ['X', '1'],
          ['x', '2'],
        ],
      }).headers,
    ).toEqual(['x: 1', 'x: 2']);
  });

  test('GIVEN tls and sni THEN they come before what the scheme says', () => {
    expect(read('http://a', { tls: 'mtls', sni: 'B' })).toMatchObject({
      scheme: 'https',
      sni: 'b',
      clientCertificate: true,
      port: 80,
    });
    expect(read('https://a', { tls: 'plaintext' })).toMatchObject({
      scheme: 'http',
      sni: '',
      port: 443,
      authority: 'a',
    });
    expect(read('tcp://a:1', { tls: 'tls' })).toMatchObject({ scheme: 'tls', sni: 'a' });
  });

  test.each([
    ['', 'names no host'],
    ['http://', 'names no host'],
    ['a b c', 'is no request'],
    ['ftp://a', 'ftp is no scheme: write http, https, grpc, grpcs, tcp or tls'],
    ['tcp://a', 'names no port'],
    ['http://a:99999', 'port 99999 is none'],
  ])('GIVEN %j THEN it is said what is wrong', (text, message) => {
    expect(() => read(text)).toThrow(CallError);
    expect(() => read(text)).toThrow(message);
  });
});
