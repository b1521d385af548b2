import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf } from '../fixtures';
import { requestProblem } from './certificate-requests';

const REQUEST = `-----BEGIN CERTIFICATE REQUEST-----
MIHHMHACAQAwDjEMMAoGA1UEAwwDd2ViMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcD
QgAE+D4/h9O/5S/IFI6E0Tt0aZ7/zsooyBfHtS6Eteu+9suqcF/fNLt4TbSp9Pao
lVyyQKd9LvO8lbFcLGcMJxmv66AAMAoGCCqGSM49BAMCA0cAMEQCIG7wEMqSgAsA
RhJZLT9XQilhMedQgrYmgBWkZPMtDn4ZAiBHH36F9fgk7gyjw7KEB2im65sWH3B2
ScDb/xfDHYRc9g==
-----END CERTIFICATE REQUEST-----
`;

/** The same request for another name: its signature is that of the old one. */
const FORGED = REQUEST.replace(/\n([\s\S]+)\n-/, (_whole, content: string) => {
  const der = Buffer.from(content, 'base64');
  der.write('wxb', der.indexOf('web'), 'latin1');
  return `\n${der.toString('base64')}\n-`;
});

const request = (changes: Record<string, unknown> = {}) =>
  altered(
    {
      apiVersion: 'certificates.k8s.io/v1',
      kind: 'CertificateSigningRequest',
      metadata: { name: 'a' },
      spec: {
        request: Buffer.from(REQUEST).toString('base64'),
        signerName: 'example.com/signer',
        usages: ['client auth'],
      },
    },
    changes,
  );

describe('requestProblem', () => {
  test('passes when a request is signed with its key', () => {
    // WHEN
    const problem = requestProblem(REQUEST);

    // THEN
    expect(problem).toBeUndefined();
  });

  test.each([
    ['there is none', '', 'PEM block type must be CERTIFICATE REQUEST'],
    [
      'it is something else',
      REQUEST.replaceAll('CERTIFICATE REQUEST', 'CERTIFICATE'),
      'PEM block type must be CERTIFICATE REQUEST',
    ],
    [
      'it cannot be read',
      '-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----',
      'x509: malformed certificate request',
    ],
    ['somebody changed it', FORGED, 'x509: signature verification failed'],
  ])('reports when %s', (_when, pem, expected) => {
    // WHEN
    const problem = requestProblem(pem);

    // THEN
    expect(problem).toBe(expected);
  });
});

describe('certificate signing request', () => {
  test('passes when it says who signs it for what', () => {
    // WHEN
    const messages = messagesOf(request());

    // THEN
    expect(messages).toEqual([]);
  });

  test('reports when it does not', () => {
    // GIVEN
    const object = request({
      'spec.signerName': 'signer/A',
      'spec.usages': ['client auth', 'client auth'],
      'spec.expirationSeconds': 1,
    });

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([
      'spec.usages[1]: Duplicate value: "client auth"',
      'spec.signerName: Invalid value: "signer": should be a domain with at least two segments separated by dots',
      "spec.signerName: Invalid value: \"A\": validating label \"A\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
      'spec.expirationSeconds: Invalid value: 1: may not specify a duration less than 600 seconds (10 minutes)',
    ]);
  });
});
