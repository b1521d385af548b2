import { describe, expect, test } from '@jest/globals';
import { said } from '../fixtures';

const tls = (settings: object) => ({ host: 'reviews', trafficPolicy: { tls: settings } });

describe('TLS', () => {
  test.each<[string, object, string[]]>([
    ['as it may be', tls({ mode: 'MUTUAL', clientCertificate: '/c', privateKey: '/k', caCertificates: '/ca' }), []],
    ['of a credential', tls({ mode: 'MUTUAL', credentialName: 'a' }), []],
    [
      'without a certificate to show',
      tls({ mode: 'MUTUAL' }),
      [
        'error spec.trafficPolicy.tls.clientCertificate: with mode MUTUAL the client shows a certificate, and none is given',
        'error spec.trafficPolicy.tls.privateKey: with mode MUTUAL the client shows a certificate, and none is given',
      ],
    ],
    [
      'of a credential and files',
      tls({ mode: 'SIMPLE', credentialName: 'a', caCertificates: '/ca' }),
      ['error spec.trafficPolicy.tls.caCertificates: caCertificates cannot be beside credentialName'],
    ],
    [
      'that verifies nothing',
      tls({ mode: 'SIMPLE', insecureSkipVerify: true, caCertificates: '/ca', subjectAltNames: ['a'] }),
      [
        'error spec.trafficPolicy.tls.caCertificates: caCertificates has no meaning with insecureSkipVerify, which verifies nothing',
        'error spec.trafficPolicy.tls.subjectAltNames: subjectAltNames has no meaning with insecureSkipVerify, which verifies nothing',
      ],
    ],
    [
      'that verifies nothing, of a credential',
      tls({ mode: 'SIMPLE', insecureSkipVerify: true, credentialName: 'a' }),
      [
        'error spec.trafficPolicy.tls.credentialName: credentialName has no meaning with insecureSkipVerify, which verifies nothing',
      ],
    ],
    [
      'that verifies nothing, and shows a certificate',
      tls({ mode: 'MUTUAL', insecureSkipVerify: true, credentialName: 'a' }),
      [],
    ],
    [
      'with authorities of another namespace',
      tls({ mode: 'SIMPLE', credentialName: 'configmap://shop/a' }),
      [
        'error spec.trafficPolicy.tls.credentialName: "configmap://shop/a": the ConfigMap must be in the namespace of the DestinationRule',
      ],
    ],
    [
      'with authorities of its own namespace',
      {
        host: 'a',
        subsets: ['configmap://default/a', 'configmap://a'].map((credentialName, index) => ({
          name: `v${index}`,
          trafficPolicy: { tls: { mode: 'SIMPLE', credentialName } },
        })),
      },
      [],
    ],
    [
      'without TLS, whatever else is said',
      tls({ mode: 'DISABLE', insecureSkipVerify: true, caCertificates: '/ca' }),
      [],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('DestinationRule', spec)).toEqual(expected);
  });
});
