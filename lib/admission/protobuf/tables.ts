import { join } from 'node:path';
import { readCompressed } from '../../kube/compressed-file';
import { TABLE_FILES } from '../table-files';

/**
 * The type of a field: a scalar by name, `.message`, `#enum`, `[]` before what is in a list, `{key}` before what is in
 * a map.
 */
export type FieldType = string;

/** Messages and enums by their full names. */
export interface Tables {
  readonly messages: Readonly<Record<string, Readonly<Record<string, FieldType>>>>;
  readonly enums: Readonly<Record<string, readonly string[]>>;
}

/** Messages of a version of an API, by the names that JSON has for their fields. */
export class Messages {
  private readonly fields = new Map<string, ReadonlyMap<string, FieldType>>();
  private readonly names = new Map<string, ReadonlyMap<string, string>>();

  constructor(private readonly tables: Tables) {}

  has(message: string): boolean {
    return Object.hasOwn(this.tables.messages, message);
  }

  /** The fields of a message; each may be written as in the definition, and in camel case. */
  fieldsOf(message: string): ReadonlyMap<string, FieldType> {
    const known = this.fields.get(message);
    if (known !== undefined) return known;
    const fields = new Map<string, FieldType>();
    const names = new Map<string, string>();
    if (this.has(message)) {
      for (const [key, type] of Object.entries(this.tables.messages[message] ?? {})) {
        const [name = '', written = camelCase(name)] = key.split('|');
        fields.set(name, type);
        fields.set(written, type);
        if (written !== name) names.set(name, written);
      }
    }
    this.fields.set(message, fields);
    this.names.set(message, names);
    return fields;
  }

  /** The name of a field in JSON, where the given one is that of the definition and another. */
  otherName(message: string, name: string): string | undefined {
    this.fieldsOf(message);
    return this.names.get(message)?.get(name);
  }

  valuesOf(enumeration: string): readonly string[] {
    return Object.hasOwn(this.tables.enums, enumeration) ? (this.tables.enums[enumeration] ?? []) : [];
  }
}

/** As protoc makes names of JSON. */
function camelCase(name: string): string {
  return name.replace(/_+(.)?/g, (_, char: string | undefined) => char?.toUpperCase() ?? '');
}

function load(file: string): Messages {
  return new Messages(JSON.parse(readCompressed(join(TABLE_FILES, file))) as Tables);
}

let istio: Messages | undefined;
let envoy: Messages | undefined;

/** The messages of Istio's kinds. */
export function istioMessages(): Messages {
  istio ??= load('istio.json.br');
  return istio;
}

/** The messages that istiod knows of Envoy. */
export function envoyMessages(): Messages {
  envoy ??= load('envoy.json.br');
  return envoy;
}
