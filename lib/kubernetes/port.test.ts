import { describe, expect, test } from '@jest/globals';
import { Port } from './port';

describe('the name of a port', () => {
  test('is the protocol, as Istio reads it', () => {
    // GIVEN
    const ports = [
      Port.http(1),
      Port.http2(1),
      Port.https(1),
      Port.grpc(1),
      Port.grpcWeb(1),
      Port.tcp(1),
      Port.tls(1),
      Port.mongo(1),
      Port.mysql(1),
      Port.redis(1),
      Port.udp(1),
    ];

    // THEN
    expect(ports.map((port) => port.name)).toEqual([
      'http',
      'http2',
      'https',
      'grpc',
      'grpc-web',
      'tcp',
      'tls',
      'mongo',
      'mysql',
      'redis',
      'udp',
    ]);
  });

  test('takes a suffix', () => {
    expect(Port.http(9901, { name: 'admin' }).name).toBe('http-admin');
  });

  test.each(['Admin', 'a--b', '-a', 'a-', '', 'a.b'])('refuses the suffix "%s"', (name) => {
    expect(() => Port.http(80, { name })).toThrow('must be lower-case letters, digits and single "-"');
  });

  test('has at most 15 characters, as the name of a container port', () => {
    expect(Port.http(80, { name: 'abcdefghij' }).name).toHaveLength(15);
    expect(() => Port.http(80, { name: 'abcdefghijk' })).toThrow(
      '[Port http-abcdefghijk] name "abcdefghijk" must be lower-case letters, digits and single "-", and "http-abcdefghijk" at most 15 characters long (16): shorten it',
    );
  });

  test('cannot make gRPC look like gRPC-Web', () => {
    expect(() => Port.grpc(80, { name: 'webhook' })).toThrow('use Port.grpcWeb() or another name');
  });
});

describe('the numbers of a port', () => {
  test('lead to the same port of the container by default', () => {
    expect(Port.http(80).targetPort).toBe(80);
    expect(Port.http(80, { targetPort: 8080 }).targetPort).toBe(8080);
  });

  test.each([0, 65536, 1.5, Number.NaN])('refuse %d', (number) => {
    expect(() => Port.tcp(number)).toThrow(`[Port tcp] number must be a whole number from 1 to 65535, not ${number}`);
    expect(() => Port.tcp(80, { targetPort: number })).toThrow('targetPort must be a whole number');
  });

  test('refuse a port on the nodes outside of its range', () => {
    expect(Port.http(80, { nodePort: 30000 }).nodePort).toBe(30000);
    expect(() => Port.http(80, { nodePort: 8080 })).toThrow(
      '[Port http] nodePort must be a whole number from 30000 to 32767, not 8080',
    );
  });
});

test('only udp is not carried by TCP', () => {
  expect([Port.udp(53).transport, Port.tcp(53).transport, Port.http(80).transport]).toEqual(['UDP', 'TCP', 'TCP']);
});

describe('a port of which Istio finds the protocol', () => {
  test('has any name but one that tells a protocol, or none', () => {
    expect(Port.detected(80).name).toBe('');
    const { name, protocol, transport, appProtocol } = Port.detected(80, { name: 'web', appProtocol: 'http' });
    expect({ name, protocol, transport, appProtocol }).toEqual({
      ...{ name: 'web', protocol: 'detected', transport: 'TCP', appProtocol: 'http' },
    });
    expect(() => Port.detected(80, { name: 'http-web' })).toThrow(
      '[Port http-web] Istio takes the protocol from the name "http-web": use the method for http',
    );
    expect(() => Port.http(80, { targetPortName: '8080' })).toThrow(
      '[Port http] targetPortName "8080" must be at most 15 lower-case letters, digits and single "-", with a letter',
    );
  });
});
