import { createPublicKey, type JsonWebKeyInput, verify } from 'node:crypto';
import type { JWTRule } from '../../imports/security.istio.io';
import { isMap, type JsonMap } from '../kube/json';

/** A token as it is sent: three parts, of which two are JSON. */
export interface Token {
  readonly header: JsonMap;
  readonly claims: JsonMap;
  /** What is signed. */
  readonly signed: string;
  readonly signature: Buffer;
  /** The second part as it is sent. */
  readonly payload: string;
}

/** Reads a token; undefined for a text that is none. */
export function readToken(text: string): Token | undefined {
  const [head, payload, signature, ...rest] = text.split('.');
  if (head === undefined || payload === undefined || signature === undefined || rest.length > 0) return undefined;
  const header = jsonOf(head);
  const claims = jsonOf(payload);
  if (header === undefined || claims === undefined) return undefined;
  return { header, claims, signed: `${head}.${payload}`, signature: Buffer.from(signature, 'base64url'), payload };
}

function jsonOf(part: string): JsonMap | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isMap(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a token is signed with one of the keys that a rule has; undefined where the keys stand elsewhere. */
export function isSigned({ header, signed, signature }: Token, { jwks }: JWTRule): boolean | undefined {
  if (jwks === undefined) return undefined;
  const { alg, kid } = header;
  return keysIn(jwks)
    .filter((key) => kid === undefined || key.kid === undefined || key.kid === kid)
    .some((key) => verifies(key, String(alg), Buffer.from(signed), signature));
}

function keysIn(jwks: string): readonly JsonMap[] {
  try {
    const value: unknown = JSON.parse(jwks);
    return isMap(value) && Array.isArray(value.keys) ? value.keys.filter(isMap) : [];
  } catch {
    return [];
  }
}

function verifies(key: JsonMap, algorithm: string, signed: Buffer, signature: Buffer): boolean {
  const [, family, size] = /^(RS|ES)(256|384|512)$/.exec(algorithm) ?? [];
  if (family === undefined) return false;
  try {
    const publicKey = createPublicKey({ key: key as JsonWebKeyInput['key'], format: 'jwk' });
    return verify(`sha${size}`, signed, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature);
  } catch {
    return false;
  }
}
