import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCompressed } from '../../kube/compressed-file';
import { remembered } from '../../kube/remembered';
import { FoundClean } from '../../kube/repeated';
import { TABLE_FILES } from '../table-files';

/** Messages and enums by their full names. */
export interface Tables {
  /**
   * The fields of messages with their types: a scalar by name, `.message`, `#enum`, `[]` before what is in a list,
   * `{key}` before what is in a map.
   */
  readonly messages: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly enums: Readonly<Record<string, readonly string[]>>;
}

/** What a field holds. */
export type FieldType = (
  | { readonly form: 'scalar'; readonly scalar: string }
  | { readonly form: 'enum'; readonly values: readonly string[] }
  | { readonly form: 'message'; readonly message: Message }
  | { readonly form: 'list'; readonly of: FieldType }
  | { readonly form: 'map'; readonly key: string; readonly of: FieldType }
) & {
  /** Values that were decoded as it. */
  readonly decoded: FoundClean;
};

export interface MessageField {
  readonly type: FieldType;
  /** The name in JSON, where the field is found by that of the definition and they differ. */
  readonly other: string | undefined;
}

export const GOOGLE = 'google.protobuf.';

/** A message, of which the fields are read when they are first asked for. */
export class Message {
  /** Whether it is one of those that may have a form of their own in JSON. */
  readonly isGoogle: boolean;
  #fields: ReadonlyMap<string, MessageField> | undefined;

  constructor(
    readonly name: string,
    private readonly read: () => ReadonlyMap<string, MessageField>,
  ) {
    this.isGoogle = name.startsWith(GOOGLE);
  }

  /** The fields; each may be written as in the definition, and in camel case. */
  get fields(): ReadonlyMap<string, MessageField> {
    this.#fields ??= this.read();
    return this.#fields;
  }
}

/** Messages of a version of an API, by the names that JSON has for their fields. */
export class Messages {
  private readonly messages = new Map<string, Message>();
  private readonly types = new Map<string, FieldType>();

  constructor(private readonly tables: Tables) {}

  has(message: string): boolean {
    return Object.hasOwn(this.tables.messages, message);
  }

  /** A message; one that is not known has no fields. */
  message(name: string): Message {
    return remembered(this.messages, name, () => new Message(name, () => this.fieldsOf(name)));
  }

  private fieldsOf(message: string): ReadonlyMap<string, MessageField> {
    const fields = new Map<string, MessageField>();
    for (const [key, text] of Object.entries(this.has(message) ? (this.tables.messages[message] ?? {}) : {})) {
      const [name = '', written = camelCase(name)] = key.split('|');
      const type = this.type(text);
      if (written !== name) fields.set(name, { type, other: written });
      fields.set(written, { type, other: undefined });
    }
    return fields;
  }

  private type(text: string): FieldType {
    return remembered(this.types, text, () => ({ ...this.readType(text), decoded: new FoundClean() }));
  }

  private readType(text: string) {
    if (text.startsWith('.')) return { form: 'message', message: this.message(text.slice(1)) } as const;
    if (text.startsWith('#')) return { form: 'enum', values: this.valuesOf(text.slice(1)) } as const;
    if (text.startsWith('[]')) return { form: 'list', of: this.type(text.slice(2)) } as const;
    if (!text.startsWith('{')) return { form: 'scalar', scalar: text } as const;
    const end = text.indexOf('}');
    return { form: 'map', key: text.slice(1, end), of: this.type(text.slice(end + 1)) } as const;
  }

  private valuesOf(enumeration: string): readonly string[] {
    return Object.hasOwn(this.tables.enums, enumeration) ? (this.tables.enums[enumeration] ?? []) : [];
  }
}

/** As protoc makes names of JSON. */
function camelCase(name: string): string {
  return !name.includes('_')
    ? name
    : name.replace(/_+(.)?/g, (_, char: string | undefined) => char?.toUpperCase() ?? '');
}

function read(text: string): Messages {
  return new Messages(JSON.parse(text) as Tables);
}

let istio: Messages | undefined;
let envoy: Messages | undefined;

/** The messages of Istio's kinds. */
export function istioMessages(): Messages {
  istio ??= read(readFileSync(join(TABLE_FILES, 'istio.json'), 'utf8'));
  return istio;
}

/** The messages that istiod knows of Envoy. */
export function envoyMessages(): Messages {
  envoy ??= read(readCompressed(join(TABLE_FILES, 'envoy.json.br')));
  return envoy;
}
