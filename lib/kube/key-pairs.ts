/** Node's own cryptography, loaded where there is a key: most objects have none. */
function crypto(): typeof import('node:crypto') {
  return require('node:crypto') as typeof import('node:crypto');
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/;
const KEY = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----[\s\S]+?-----END (?:[A-Z0-9]+ )*PRIVATE KEY-----/;
const BLOCK = /-----BEGIN [^-]+-----/;

/** What is wrong with a certificate and its key, as Go's TLS says it; the key is not shown. */
export function keyPairProblem(certificate: string, key: string): string | undefined {
  const [block] = CERTIFICATE.exec(certificate) ?? [];
  if (block === undefined) {
    return BLOCK.test(certificate)
      ? 'tls: failed to find "CERTIFICATE" PEM block in certificate input'
      : 'tls: failed to find any PEM data in certificate input';
  }
  const [secret] = KEY.exec(key) ?? [];
  if (secret === undefined) {
    return BLOCK.test(key)
      ? 'tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input'
      : 'tls: failed to find any PEM data in key input';
  }
  const { createPrivateKey, X509Certificate } = crypto();
  try {
    const { publicKey } = new X509Certificate(block);
    const own = createPrivateKey(secret);
    if (own.asymmetricKeyType !== publicKey.asymmetricKeyType) {
      return 'tls: private key type does not match public key type';
    }
    return new X509Certificate(block).checkPrivateKey(own) ? undefined : 'tls: private key does not match public key';
  } catch {
    return 'tls: failed to parse the certificate or its private key';
  }
}
