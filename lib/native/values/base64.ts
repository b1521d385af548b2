/** Base64 as Go's decoder takes it: with padding, and only ends of lines between the characters. */

const WHOLE = /^[A-Za-z0-9+/]*={0,2}$/;
const DIGIT = /^[A-Za-z0-9+/]$/;
const PAD = 61;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** How many bytes a text stands for. */
export function decodedLength(text: string): number {
  return Buffer.byteLength(text, 'base64');
}

/** The byte at which Go's decoder stops; nothing, where it does not. */
export function corruptInput(text: string): number | undefined {
  if (text.length % 4 === 0 && WHOLE.test(text)) return undefined;
  const bytes = Buffer.from(text);
  let position = 0;
  const skipLines = (): void => {
    while (bytes[position] === LINE_FEED || bytes[position] === CARRIAGE_RETURN) position += 1;
  };
  for (;;) {
    for (let digit = 0; digit < 4; digit += 1) {
      skipLines();
      if (position === bytes.length) return digit === 0 ? undefined : position - digit;
      const byte = bytes[position] as number;
      position += 1;
      if (byte < 128 && DIGIT.test(String.fromCharCode(byte))) continue;
      if (byte !== PAD || digit < 2) return position - 1;
      skipLines();
      if (digit === 2) {
        if (position === bytes.length) return bytes.length;
        if (bytes[position] !== PAD) return position - 1;
        position += 1;
        skipLines();
      }
      return position < bytes.length ? position : undefined;
    }
  }
}
