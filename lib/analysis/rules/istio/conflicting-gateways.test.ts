import { expect, test } from '@jest/globals';
import { documents, istio } from '../../examples';
import { saying, telling } from '../../fixtures';
import { conflictingGateways } from './conflicting-gateways';

const told = telling(conflictingGateways);
const gateway = (name: string, servers: string, selector = '{istio: ingressgateway}') =>
  istio('Gateway', name, `selector: ${selector}\nservers: [${servers}]`);
const https = (hosts: string, name = 'https', port = 443) =>
  `{port: {number: ${port}, name: ${name}, protocol: HTTPS}, hosts: [${hosts}], tls: {mode: SIMPLE, credentialName: c}}`;
const http = (hosts: string) => `{port: {number: 80, name: http, protocol: HTTP}, hosts: [${hosts}]}`;

test('GIVEN the same host at one port THEN the later server is left out, with its other hosts', () => {
  const yaml = documents(gateway('one', https('a.example.com')), gateway('two', https('a.example.com, b.example.com')));
  expect(saying(conflictingGateways)(yaml)).toEqual([
    'a.yaml:13 error IST0145: Gateway shop/one takes a.example.com at port 443, too, and the older counts (by name: shop/one): this server is left out, with all its hosts',
    '  fix: write one server for the host',
    '  a.yaml:6: takes it',
  ]);
});

test('GIVEN two servers of one Gateway THEN the first counts', () => {
  const yaml = gateway('one', `${https('a.example.com')}, ${https('a.example.com', 'other')}`);
  expect(told(yaml)).toEqual([
    'error Gateway/one spec.servers[1]: an earlier server takes a.example.com at port 443, too, and the first counts: this server is left out, with all its hosts',
  ]);
});

test('GIVEN gateways whose pods are not given THEN the same selector means the same pods', () => {
  const servers = [gateway('a', https('a.example.com'), '{app: x}'), gateway('b', https('a.example.com'), '{app: x}')];
  expect(told(documents(...servers)).map((line) => line.slice(0, 15))).toEqual(['error Gateway/b']);
});

test('GIVEN plain text THEN it is a note, as the routes are joined', () => {
  expect(told(documents(gateway('one', http('a.example.com')), gateway('two', http('a.example.com'))))).toEqual([
    'note Gateway/two spec.servers[0].hosts: Gateway shop/one takes a.example.com at port 80, too: the routes of both are joined',
  ]);
});

test.each([
  ['a wildcard beside a host', gateway('a', https('"*.example.com"')), gateway('b', https('a.example.com'))],
  ['other ports', gateway('a', https('a.example.com')), gateway('b', https('a.example.com', 'https', 9443))],
  ['other pods', gateway('a', https('a.example.com')), gateway('b', https('a.example.com'), '{istio: egressgateway}')],
])('GIVEN %s THEN nothing is reported', (_name, ...parts) => {
  expect(told(documents(...parts)).filter((line) => !line.startsWith('note'))).toEqual([]);
});
