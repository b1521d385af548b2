import { expect } from '@jest/globals';
import { atGateway, gateways, httpbin, overTls, type Rows } from './lab';

export const GATEWAYS: Rows = {
  '8.4.1 HTTP inside, HTTP outside': () => {
    expect(atGateway(gateways('http'), 'httpbin.example.com', '/get')).toReach('default/httpbin');
    expect(atGateway(gateways('http'), 'x.example.com', '/')).toReach('weather/frontend-v1');
  },
  '8.4.2 HTTPS inside, passed through': () => {
    const request = overTls(gateways('https-passthrough'), 'nginx.example.com', '/');
    expect(request).toReach('default/nginx');
    expect(request).toArriveWith({ authority: 'nginx.example.com:32273' });
  },
  '8.4.2 HTTPS inside, ended at the gateway and begun again': () => {
    const request = overTls(gateways('https-reencrypted'), 'nginx.example.com', '/');
    expect(request).toReach('default/nginx');
    expect(request).toUseTls('simple');
  },
  '8.4.3 HTTP inside, HTTPS outside': () => {
    const mesh = gateways('https-terminated');
    expect(overTls(mesh, 'httpbin.example.com', '/status/418')).toReach('default/httpbin');
    expect(atGateway(mesh, 'httpbin.example.com', '/status/418')).toRedirectTo(
      'https://httpbin.example.com/status/418',
      301,
    );
  },
  '8.4.4 HTTP inside, mutual TLS outside': () => {
    const mesh = gateways('https-mutual');
    expect(overTls(mesh, 'httpbin.example.com', '/get')).toGetNoAnswer();
    expect(overTls(mesh, 'httpbin.example.com', '/get', { tls: 'mtls' })).toReach('default/httpbin');
  },
  '8.4.5 HTTPS outside and inside': () => {
    const mesh = gateways('https-outside-and-inside');
    const request = overTls(mesh, 'httpbin.example.com', '/get');
    expect(request).toReach('default/httpbin');
    expect(request).toUseTls('istio-mutual');
    expect(httpbin(mesh, 'default/sleep-without-sidecar')).toGetNoAnswer();
    expect(httpbin(mesh, 'default/sleep')).toReach('default/httpbin');
  },
};
