import type { TextSource } from './text-source';

/** How a text is stored: UTF-16 is told by its byte order mark. */
interface Encoding {
  readonly name: 'utf-8' | 'utf-16le' | 'utf-16be';
  /** The length of the byte order mark. */
  readonly mark: number;
}

/** The bytes of a text as UTF-8 without a byte order mark, whatever it is stored in. */
export class EncodedText {
  private encoding: Encoding = { name: 'utf-8', mark: 0 };

  constructor(private readonly source: TextSource) {}

  /** Whether `kubectl` refuses bytes that are not UTF-8, rather than replace them: it does behind a byte order mark. */
  get isStrict(): boolean {
    return this.encoding.name === 'utf-8' && this.encoding.mark > 0;
  }

  /** The text from its beginning to its end. */
  *chunks(): Generator<Uint8Array> {
    let head: Uint8Array | undefined = new Uint8Array();
    let decoder: InstanceType<typeof TextDecoder> | undefined;
    for (const chunk of this.source.chunks()) {
      let bytes = chunk;
      if (head !== undefined) {
        bytes = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
        head = bytes.length < 3 ? bytes : undefined;
        if (head !== undefined) continue;
        decoder = this.begin(bytes);
        bytes = bytes.subarray(this.encoding.mark);
      }
      yield decoder === undefined ? bytes : Buffer.from(decoder.decode(bytes, { stream: true }));
    }
    if (head !== undefined) {
      decoder = this.begin(head);
      const bytes = head.subarray(this.encoding.mark);
      yield decoder === undefined ? bytes : Buffer.from(decoder.decode(bytes, { stream: true }));
    }
    if (decoder !== undefined) yield Buffer.from(decoder.decode());
  }

  /** Whether a part of the text can be had once more. */
  get canReread(): boolean {
    return this.source.reread !== undefined;
  }

  /** A part of the text once more; nothing if it is not there any more. */
  reread(start: number, end: number): Uint8Array | undefined {
    const { name, mark } = this.encoding;
    if (name === 'utf-8') return this.source.reread?.(mark + start, mark + end);
    try {
      return this.decodeAgain(start, end);
    } catch {
      // The file is not there any more.
      return undefined;
    }
  }

  private begin(head: Uint8Array): InstanceType<typeof TextDecoder> | undefined {
    this.encoding = encodingOf(head);
    const { name } = this.encoding;
    return name === 'utf-8' ? undefined : new TextDecoder(name, { ignoreBOM: true });
  }

  /** Where characters are in UTF-16 is not where they are in UTF-8. */
  private decodeAgain(start: number, end: number): Uint8Array | undefined {
    const parts: Uint8Array[] = [];
    let offset = 0;
    for (const chunk of new EncodedText(this.source).chunks()) {
      parts.push(chunk.subarray(Math.max(start - offset, 0), Math.max(end - offset, 0)));
      offset += chunk.length;
      if (offset >= end) return Buffer.concat(parts);
    }
    return undefined;
  }
}

function encodingOf([first, second, third]: Uint8Array): Encoding {
  if (first === 0xff && second === 0xfe) return { name: 'utf-16le', mark: 2 };
  if (first === 0xfe && second === 0xff) return { name: 'utf-16be', mark: 2 };
  return { name: 'utf-8', mark: first === 0xef && second === 0xbb && third === 0xbf ? 3 : 0 };
}
