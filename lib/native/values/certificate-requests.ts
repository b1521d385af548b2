import type { KeyObject } from 'node:crypto';

/** Node's own cryptography, loaded where there is a key: most objects have none. */
function crypto(): typeof import('node:crypto') {
  return require('node:crypto') as typeof import('node:crypto');
}

const BLOCK = /-----BEGIN ([^-\n]+)-----\r?\n([\s\S]*?)-----END \1-----/;
const NOT_A_REQUEST = 'PEM block type must be CERTIFICATE REQUEST';
const MALFORMED = 'x509: malformed certificate request';

/**
 * What is wrong with a request for a certificate (PKCS #10): its form, or its signature.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2986
 */
export function requestProblem(pem: string): string | undefined {
  const [, type, content = ''] = BLOCK.exec(pem) ?? [];
  if (type !== 'CERTIFICATE REQUEST') return NOT_A_REQUEST;
  const der = Buffer.from(content, 'base64');
  const request = partsOf(der);
  if (request === undefined) return MALFORMED;
  const { info, key, algorithm, signature } = request;
  const { createPublicKey, verify } = crypto();
  let subject: KeyObject;
  try {
    subject = createPublicKey({ key, format: 'der', type: 'spki' });
  } catch {
    return MALFORMED;
  }
  const hash = HASHES.get(algorithm);
  // Algorithms of tomorrow are not ours to refuse.
  if (hash === undefined) return undefined;
  try {
    return verify(hash === '' ? null : hash, info, subject, signature)
      ? undefined
      : 'x509: signature verification failed';
  } catch {
    return 'x509: signature verification failed';
  }
}

/** The hashes of signatures, by their object identifiers; of those that hash themselves, none. */
const HASHES: ReadonlyMap<string, string> = new Map([
  ['2a864886f70d01010b', 'sha256'],
  ['2a864886f70d01010c', 'sha384'],
  ['2a864886f70d01010d', 'sha512'],
  ['2a8648ce3d040302', 'sha256'],
  ['2a8648ce3d040303', 'sha384'],
  ['2a8648ce3d040304', 'sha512'],
  ['2b6570', ''],
]);

interface Parts {
  /** What is signed. */
  readonly info: Buffer;
  /** The public key. */
  readonly key: Buffer;
  readonly algorithm: string;
  readonly signature: Buffer;
}

const SEQUENCE = 0x30;
const BIT_STRING = 0x03;
const OBJECT_IDENTIFIER = 0x06;

function partsOf(der: Buffer): Parts | undefined {
  const [whole, ...rest] = elements(der) ?? [];
  if (whole === undefined || whole.tag !== SEQUENCE || rest.length > 0) return undefined;
  const [info, algorithm, signature] = elements(whole.content) ?? [];
  if (info?.tag !== SEQUENCE || algorithm?.tag !== SEQUENCE || signature?.tag !== BIT_STRING) return undefined;
  const [, , key] = elements(info.content) ?? [];
  const [identifier] = elements(algorithm.content) ?? [];
  if (key?.tag !== SEQUENCE || identifier?.tag !== OBJECT_IDENTIFIER) return undefined;
  return {
    info: info.whole,
    key: key.whole,
    algorithm: identifier.content.toString('hex'),
    // The first byte says how many bits of the last one are none.
    signature: signature.content.subarray(1),
  };
}

interface Element {
  readonly tag: number;
  readonly content: Buffer;
  /** With its tag and its length. */
  readonly whole: Buffer;
}

/** The elements of DER, one behind the other; nothing, where they do not fill it. */
function elements(der: Buffer): readonly Element[] | undefined {
  const found: Element[] = [];
  let position = 0;
  while (position < der.length) {
    const start = position;
    const tag = der[position] as number;
    let length = der[position + 1];
    position += 2;
    if (length === undefined) return undefined;
    if (length > 0x7f) {
      const bytes = length & 0x7f;
      if (bytes === 0 || bytes > 4 || position + bytes > der.length) return undefined;
      length = der.readUIntBE(position, bytes);
      position += bytes;
    }
    if (position + length > der.length) return undefined;
    found.push({
      tag,
      content: der.subarray(position, position + length),
      whole: der.subarray(start, position + length),
    });
    position += length;
  }
  return found;
}
