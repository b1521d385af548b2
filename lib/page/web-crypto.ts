import type { JWTRule } from '../../imports/security.istio.io';
import { bytesOf, toBase64 } from '../kube/utf8';
import { keysIn, readToken } from '../simulation/tokens';

/**
 * What a simulation needs of `node:crypto`, in a browser. Browsers check signatures while nobody waits: they are checked
 * before a simulation, which then finds what was found.
 */

export interface JsonWebKeyInput {
  readonly key: JsonWebKey;
  readonly format: 'jwk';
}

export function createPublicKey({ key }: JsonWebKeyInput): JsonWebKey {
  return key;
}

export function verify(
  hash: string,
  signed: Uint8Array,
  { key }: { readonly key: JsonWebKey; readonly dsaEncoding: string },
  signature: Uint8Array,
): boolean {
  return verdicts.get(checkKey(hash, key, signed, signature)) ?? false;
}

const verdicts = new Map<string, boolean>();

function checkKey(hash: string, key: JsonWebKey, signed: Uint8Array, signature: Uint8Array): string {
  return [hash, JSON.stringify(key), toBase64(signed), toBase64(signature)].join(' ');
}

const TOKEN = /[\w-]+\.[\w-]+\.[\w-]*/g;

/**
 * Checks the signatures of all tokens in texts with all keys of rules.
 *
 * @returns whether this browser could, if there was something to check
 */
export async function checkSignatures(texts: readonly string[], rules: readonly JWTRule[]): Promise<boolean> {
  const tokens = texts.flatMap((text) => text.match(TOKEN) ?? []).flatMap((text) => readToken(text) ?? []);
  const keys = rules.flatMap(({ jwks }) => (jwks === undefined ? [] : keysIn(jwks)));
  if (tokens.length === 0 || keys.length === 0) return true;
  // Only pages that nobody could have changed on their way have it.
  const { subtle } = globalThis.crypto as Partial<Crypto>;
  if (subtle === undefined) return false;
  for (const { header, signed, signature } of tokens) {
    const [, size] = /^(?:RS|ES)(256|384|512)$/.exec(String(header.alg)) ?? [];
    if (size === undefined) continue;
    for (const key of keys) {
      const bytes = bytesOf(signed);
      const isSigned = await isSignedBy(subtle, key, size, bytes, signature);
      verdicts.set(checkKey(`sha${size}`, key, bytes, signature), isSigned);
    }
  }
  return true;
}

async function isSignedBy(
  subtle: SubtleCrypto,
  { kty, n, e, crv, x, y }: JsonWebKey,
  size: string,
  signed: Uint8Array<ArrayBuffer>,
  signature: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const hash = `SHA-${size}`;
  try {
    const algorithm =
      kty === 'RSA' ? { name: 'RSASSA-PKCS1-v1_5', hash } : { name: 'ECDSA', hash, namedCurve: crv ?? '' };
    // What else a key says, such as what it is for, Node.js does not look at.
    const bare = kty === 'RSA' ? { kty, n, e } : { kty, crv, x, y };
    const imported = await subtle.importKey('jwk', bare, algorithm, false, ['verify']);
    return await subtle.verify(algorithm, imported, signature, signed);
  } catch {
    return false;
  }
}
