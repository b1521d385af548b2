const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();

/** How many bytes a text takes. */
export function byteLength(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins with them
  return /^[\x00-\x7f]*$/.test(text) ? text.length : ENCODER.encode(text).length;
}

/** A text as bytes. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return ENCODER.encode(text);
}

/** Bytes as text; what is no UTF-8 is replaced. */
export function textOfBytes(bytes: Uint8Array): string {
  return DECODER.decode(bytes);
}

/** Bytes in Base64. */
export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** What a text in Base64 says, of either alphabet; as Node.js reads it, which ends at `=` and passes over what is none. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const [digits = ''] = text.split('=');
  const known = digits
    .replaceAll('-', '+')
    .replaceAll('_', '/')
    .replaceAll(/[^A-Za-z0-9+/]/g, '');
  // A single digit at the end is less than a byte.
  const whole = known.length % 4 === 1 ? known.slice(0, -1) : known;
  return Uint8Array.from(atob(whole), (character) => character.charCodeAt(0));
}
