import { type Comment, commentsOf } from './comments';
import type { FieldPath } from './finding';
import { readJson } from './json';
import { Places } from './places';
import { Lines, type Origin, type Position, positionAt, withSingleBreaks } from './position';
import { StringPool } from './string-pool';
import { TextError } from './text-error';
import { locateByLines } from './yaml/places-by-lines';
import { decodeYaml, readYaml } from './yaml/read-yaml';

/** Where a document is. */
export interface DocumentPlace extends Origin {
  readonly format: 'yaml' | 'json';
  /** Whether the columns in which its lines begin tell what stands where. */
  readonly isByLines: boolean;
  /** Where its value starts. */
  readonly start: Position;
  /** Its bytes; nothing when they are not there any more. */
  bytes(): Uint8Array | undefined;
}

/** What reading a document for all of its places found. */
interface AllPlaces {
  readonly places: Places;
  readonly lines: Lines;
}

/** How many places are looked for one by one, and in how long a text: then reading all of them costs less. */
const MAX_SINGLE = 16;
const LONGEST_SINGLE = 64 * 1024;

/** The text of a document that is asked for its places. */
class Reading {
  private singles = 0;
  private known: AllPlaces | undefined;

  constructor(
    readonly text: string,
    private readonly document: DocumentPlace,
  ) {}

  /** @throws TextError when the file has changed and cannot be read any more */
  get all(): AllPlaces {
    this.known ??= this.readAll();
    return this.known;
  }

  /** @throws TextError when the file has changed and cannot be read any more */
  locate(path: FieldPath): Position {
    const { text, document } = this;
    if (this.known === undefined && document.isByLines && text.length <= LONGEST_SINGLE && this.singles < MAX_SINGLE) {
      this.singles++;
      return positionAt(text, locateByLines(text, path), document);
    }
    const { places, lines } = this.all;
    return lines.at(places.locate(path));
  }

  private readAll(): AllPlaces {
    const { text, document } = this;
    const places = new Places();
    const read = document.format === 'json' ? readJson : readYaml;
    read(text, new StringPool(), places);
    return { places, lines: new Lines(text, document) };
  }
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
    return (path.length === 0 ? undefined : this.ask((reading) => reading.locate(path))) ?? this.start;
  }

  /** A scalar as it is written, in quotes if it is; nothing for a map, a list and what is not there. */
  written(path: FieldPath): string | undefined {
    return this.ask(({ all, text }) => {
      const span = all.places.scalar(path);
      return span === undefined ? undefined : text.slice(span.start, span.end);
    });
  }

  /** The comments of the text, in order; none of JSON. */
  comments(): readonly Comment[] {
    return this.ask(({ all, text }) => commentsOf(text, all.places)) ?? [];
  }

  /** The keys that are there twice, with the places of both. */
  duplicates(): { readonly path: FieldPath; readonly first: Position; readonly second: Position }[] {
    const duplicates = this.ask(({ all: { places, lines } }) =>
      places
        .duplicates()
        .map(({ path, first, second }) => ({ path, first: lines.at(first), second: lines.at(second) })),
    );
    return duplicates ?? [];
  }

  /** @returns nothing when the document cannot be read any more */
  private ask<T>(question: (reading: Reading) => T): T | undefined {
    const reading = recent.get(this) ?? this.readAgain();
    if (reading === undefined) return undefined;
    try {
      const answer = question(reading);
      recent.delete(this);
      recent.set(this, reading);
      if (recent.size > MAX_RECENT) recent.delete(recent.keys().next().value as DocumentPlaces);
      return answer;
    } catch (error) {
      // The file has changed.
      if (error instanceof TextError) return undefined;
      throw error;
    }
  }

  private readAgain(): Reading | undefined {
    const { document } = this;
    const bytes = document.bytes();
    if (bytes === undefined) return undefined;
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const text = document.format === 'json' ? withSingleBreaks(buffer.toString('utf8')) : decodeYaml(buffer);
    return new Reading(text, document);
  }
}
