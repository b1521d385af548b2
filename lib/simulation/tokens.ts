import { createPublicKey, type JsonWebKeyInput, verify } from 'node:crypto';
import type { JWTRule } from '../../imports/security.istio.io';
import { isMap, type JsonMap } from '../kube/json';
import { bytesOf, fromBase64, textOfBytes } from '../kube/utf8';

/** A token as it is sent: three parts, of which two are JSON. */
export interface Token {
  readonly header: JsonMap;
  readonly claims: JsonMap;
  /** What is signed. */
  readonly signed: string;
  readonly signature: Uint8Array<ArrayBuffer>;
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
  return { header, claims, signed: `${head}.${payload}`, signature: fromBase64(signature), payload };
}

function jsonOf(part: string): JsonMap | undefined {
  try {
    const value: unknown = JSON.parse(textOfBytes(fromBase64(part)));
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
    .some((key) => verifies(key, String(alg), bytesOf(signed), signature));
}

/** The keys that a text holds. */
export function keysIn(jwks: string): readonly JsonMap[] {
  try {
    const value: unknown = JSON.parse(jwks);
    return isMap(value) && Array.isArray(value.keys) ? value.keys.filter(isMap) : [];
  } catch {
    return [];
  }
}

function verifies(key: JsonMap, algorithm: string, signed: Uint8Array, signature: Uint8Array): boolean {
  const [, family, size] = /^(RS|ES)(256|384|512)$/.exec(algorithm) ?? [];
  if (family === undefined) return false;
  try {
    const publicKey = createPublicKey({ key: key as JsonWebKeyInput['key'], format: 'jwk' });
    return verify(`sha${size}`, signed, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature);
  } catch {
    return false;
  }
}
