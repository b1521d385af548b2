import { describe, expect, test } from '@jest/globals';
import { said } from './fixtures';

const group = (fields: object) => ({ template: {}, ...fields });
const probe = (fields: object) => group({ probe: fields });

describe('groups', () => {
  test.each<[string, object, string[]]>([
    [
      'as they may be',
      group({
        metadata: { labels: { app: 'a' } },
        probe: { httpGet: { port: 80, scheme: 'HTTP', httpHeaders: [{ name: 'a' }] }, periodSeconds: 1 },
      }),
      [],
    ],
    ['without a template', { metadata: { labels: { app: 'a b' } } }, ['error spec.template: no template given']],
    [
      'with labels that are none',
      group({ metadata: { labels: { app: 'a b' } }, probe: {} }),
      ['error spec.metadata.labels.app: "a b" cannot be the value of a label'],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('WorkloadGroup', spec)).toEqual(expected);
  });
});

describe('probes', () => {
  test.each<[string, object, string[]]>([
    [
      'of nothing',
      probe({ periodSeconds: -1 }),
      [
        'error spec.probe.periodSeconds: -1 given: it cannot be less than 0',
        'error spec.probe: the probe does not say what it does',
      ],
    ],
    [
      'of HTTP that is none',
      probe({ httpGet: { port: 0, scheme: 'ftp', httpHeaders: [{}, { name: 'a b' }] } }),
      [
        'error spec.probe.httpGet.port: 0 given: a port is a number from 1 to 65535',
        'error spec.probe.httpGet.scheme: "ftp" is not a scheme',
        'error spec.probe.httpGet.httpHeaders[0].name: the name of a header is empty',
        'error spec.probe.httpGet.httpHeaders[1].name: "a b" is not the name of a header',
      ],
    ],
    [
      'of no port',
      probe({ tcpSocket: {} }),
      ['error spec.probe.tcpSocket.port: no port given: a port is a number from 1 to 65535'],
    ],
    ['of gRPC', probe({ grpc: { port: 80 } }), []],
    ['of no command', probe({ exec: { command: [] } }), ['error spec.probe.exec.command: no command given']],
    ['of a command', probe({ exec: { command: ['true'] } }), []],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('WorkloadGroup', spec)).toEqual(expected);
  });
});
