import { describe, expect, test } from '@jest/globals';
import { keyPairProblem } from './key-pairs';

// Made for this test, and used for nothing else.
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBizCCATGgAwIBAgIUO5gvTUL5k58K/onRUqBbwjdGRrswCgYIKoZIzj0EAwIw
GjEYMBYGA1UEAwwPd2ViLmV4YW1wbGUuY29tMCAXDTI2MTEyNjA5MTI1N1oYDzIx
MjYxMTAyMDkxMjU3WjAaMRgwFgYDVQQDDA93ZWIuZXhhbXBsZS5jb20wWTATBgcq
hkjOPQIBBggqhkjOPQMBBwNCAAT4Pj+H07/lL8gUjoTRO3Rpnv/OyijIF8e1LoS1
6772y6pwX980u3hNtKn09qiVXLJAp30u87yVsVwsZwwnGa/ro1MwUTAdBgNVHQ4E
FgQUkrnPo5HcMourV4qV2kHj1i/z1VQwHwYDVR0jBBgwFoAUkrnPo5HcMourV4qV
2kHj1i/z1VQwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiB8kK1q
WKFyTW5Mqt4OlPKMKTl4qd0uJFUL2EU6JhlOfwIhAIFb9EhEcsFd8+ug6beasydB
V686Xvi/Be4Jvpb//RzU
-----END CERTIFICATE-----
`;
const KEY = `-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIJcNwEx8SvD5UdKK3+y5h5+sJnNpzCbxDbXXm6fBrAWyoAoGCCqGSM49
AwEHoUQDQgAE+D4/h9O/5S/IFI6E0Tt0aZ7/zsooyBfHtS6Eteu+9suqcF/fNLt4
TbSp9PaolVyyQKd9LvO8lbFcLGcMJxmv6w==
-----END EC PRIVATE KEY-----
`;
const OTHER_KEY = `-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIDEm6tpoUtdZZz70Xhp1ndyjh8i+14RgJKwcStgZP6+XoAoGCCqGSM49
AwEHoUQDQgAEQlA37yAPmcS3ZrDfUy9gCwX9xD7LIwEAL+/pBxIH42OJrIK0+5oH
IlvjAvi7K+/vKb8XdUn+OCtNgu8eNNY4QA==
-----END EC PRIVATE KEY-----
`;

describe('keyPairProblem', () => {
  test('passes when a key belongs to its certificate', () => {
    // WHEN
    const problem = keyPairProblem(CERTIFICATE, KEY);

    // THEN
    expect(problem).toBeUndefined();
  });

  test.each([
    ['there is no certificate', '', KEY, 'tls: failed to find any PEM data in certificate input'],
    ['the certificate is a key', KEY, KEY, 'tls: failed to find "CERTIFICATE" PEM block in certificate input'],
    ['there is no key', CERTIFICATE, 'a', 'tls: failed to find any PEM data in key input'],
    [
      'the key is a certificate',
      CERTIFICATE,
      CERTIFICATE,
      'tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input',
    ],
    ['the key is another one', CERTIFICATE, OTHER_KEY, 'tls: private key does not match public key'],
    [
      'the certificate cannot be read',
      '-----BEGIN CERTIFICATE-----\nYQ==\n-----END CERTIFICATE-----',
      KEY,
      'tls: failed to parse the certificate or its private key',
    ],
  ])('reports when %s', (_when, certificate, key, expected) => {
    // WHEN
    const problem = keyPairProblem(certificate, key);

    // THEN
    expect(problem).toBe(expected);
  });
});
