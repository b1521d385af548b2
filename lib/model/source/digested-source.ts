import { createHash } from 'node:crypto';
import type { TextSource } from './text-source';

/** The same source, of which it is told what it said, whenever it was read: by a digest of all its bytes. */
export function digestedSource(source: TextSource, told: (digest: string) => void): TextSource {
  return {
    ...source,
    *chunks() {
      const hash = createHash('sha256');
      const chunks = source.chunks()[Symbol.iterator]();
      let isAtEnd = false;
      const next = () => {
        isAtEnd = true;
        const { value, done } = chunks.next();
        if (done === true) return undefined;
        isAtEnd = false;
        hash.update(value);
        return value;
      };
      try {
        for (let chunk = next(); chunk !== undefined; chunk = next()) yield chunk;
        told(hash.digest('hex'));
      } finally {
        // What nobody wants to read belongs to it as well; of what cannot be read nothing is told.
        if (!isAtEnd) {
          while (next() !== undefined);
          told(hash.digest('hex'));
        }
      }
    },
  };
}

/** The digest of all that a source says. It throws what the source throws. */
export function digestOfSource(source: TextSource): string {
  const hash = createHash('sha256');
  for (const chunk of source.chunks()) hash.update(chunk);
  return hash.digest('hex');
}
