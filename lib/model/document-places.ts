import { type Comment, commentsOf } from './comments';
import type { FieldPath } from './finding';
import { readJson } from './json';
import { Places } from './places';
import { Lines, type Origin, type Position, withSingleBreaks } from './position';
import { StringPool } from './string-pool';
import { TextError } from './text-error';
import { decodeYaml, readYaml } from './yaml/read-yaml';

/** Where a document is. */
export interface DocumentPlace extends Origin {
  readonly format: 'yaml' | 'json';
  /** Where its value starts. */
  readonly start: Position;
  /** Its bytes; nothing when they are not there any more. */
  bytes(): Uint8Array | undefined;
}

/** What reading a document for its places found. */
interface Reading {
  readonly text: string;
  readonly places: Places;
  readonly lines: Lines;
}

/** Readings that are asked for again and again: somebody who asks for a place mostly asks for more of its document. */
const recent = new Map<DocumentPlaces, Reading>();
const MAX_RECENT = 4;

/** Where the values of a document are written: found by reading it once more, when somebody asks. */
export class DocumentPlaces {
  constructor(private readonly document: DocumentPlace) {}

  /** Where the value of the document starts. */
  get start(): Position {
    return this.document.start;
  }

  /**
   * The key for a value of a map, the value for an item of a list; for what is not there, what would be around it. When
   * the document cannot be read any more, where it was.
   */
  locate(path: FieldPath): Position {
    if (path.length === 0) return this.start;
    const reading = this.read();
    return reading === undefined ? this.start : reading.lines.at(reading.places.locate(path));
  }

  /** A scalar as it is written, in quotes if it is; nothing for a map, a list and what is not there. */
  written(path: FieldPath): string | undefined {
    const reading = this.read();
    const span = reading?.places.scalar(path);
    return span === undefined ? undefined : reading?.text.slice(span.start, span.end);
  }

  /** The comments of the text, in order; none of JSON. */
  comments(): readonly Comment[] {
    const reading = this.read();
    return reading === undefined ? [] : commentsOf(reading.text, reading.places);
  }

  /** The keys that are there twice, with the places of both. */
  duplicates(): { readonly path: FieldPath; readonly first: Position; readonly second: Position }[] {
    const reading = this.read();
    if (reading === undefined) return [];
    const { places, lines } = reading;
    return places
      .duplicates()
      .map(({ path, first, second }) => ({ path, first: lines.at(first), second: lines.at(second) }));
  }

  private read(): Reading | undefined {
    const reading = recent.get(this) ?? this.readAgain();
    if (reading === undefined) return undefined;
    recent.delete(this);
    recent.set(this, reading);
    if (recent.size > MAX_RECENT) recent.delete(recent.keys().next().value as DocumentPlaces);
    return reading;
  }

  private readAgain(): Reading | undefined {
    const { document } = this;
    const bytes = document.bytes();
    if (bytes === undefined) return undefined;
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const text = document.format === 'json' ? withSingleBreaks(buffer.toString('utf8')) : decodeYaml(buffer);
    const places = new Places();
    try {
      const read = document.format === 'json' ? readJson : readYaml;
      read(text, new StringPool(), places);
    } catch (error) {
      // The file has changed.
      if (error instanceof TextError) return undefined;
      throw error;
    }
    return { text, places, lines: new Lines(text, document) };
  }
}
