import type { JsonSchema } from '../../codegen/custom-resource-definition';
import type { NativeKind, NativeSchemaFile } from '../../codegen/native-schema';

/**
 * A shape of a built-in kind. `null` is the same as absent everywhere: Go decodes it to nothing.
 *
 * Quantities have the format `quantity`, and may be a number or a text.
 */
export interface NativeSchema extends JsonSchema {
  /** `#/definitions/<name>`. */
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, NativeSchema>>;
  readonly additionalProperties?: NativeSchema | boolean;
  readonly items?: NativeSchema;
}

/** Shapes by the names of their definitions, such as `core.v1.PodSpec`. */
export interface Definitions {
  get(name: string): NativeSchema | undefined;
}

/** What a file of built-in kinds says. */
export interface NativeFile {
  readonly version: string;
  readonly kinds: readonly NativeKind[];
  readonly definitions: Definitions;
}

/**
 * Reads a file in the form of `imports/kubernetes.schema.json`. As `meshwright import` writes it, each definition has a
 * line, and is read when it is first needed: most objects need a few of several hundred.
 */
export function readNativeFile(text: string): NativeFile {
  return readByLine(text) ?? ofWhole(JSON.parse(text) as NativeSchemaFile);
}

export function ofWhole({ version, kinds, definitions }: NativeSchemaFile): NativeFile {
  return { version, kinds, definitions: new Map(Object.entries(definitions as Record<string, NativeSchema>)) };
}

const START = '\n"definitions": {\n';
const END = '\n}\n}\n';

/** @returns nothing of a file that is written in another way */
function readByLine(text: string): NativeFile | undefined {
  const start = text.indexOf(START);
  if (start < 0 || !text.endsWith(END)) return undefined;
  const lines = text.slice(start + START.length, -END.length).split(',\n');
  const unread = new Map<string, string>();
  for (const line of lines) {
    const end = line.indexOf('": {');
    if (!line.startsWith('"') || end < 0 || !line.endsWith('}') || line.includes('\n')) return undefined;
    unread.set(line.slice(1, end), line.slice(end + 3));
  }
  const { version, kinds } = JSON.parse(`${text.slice(0, start)}"definitions": {}}`) as NativeSchemaFile;
  return { version, kinds, definitions: new UnreadDefinitions(unread) };
}

class UnreadDefinitions implements Definitions {
  private readonly read = new Map<string, NativeSchema>();

  constructor(private readonly unread: ReadonlyMap<string, string>) {}

  get(name: string): NativeSchema | undefined {
    let definition = this.read.get(name);
    if (definition !== undefined) return definition;
    const text = this.unread.get(name);
    if (text === undefined) return undefined;
    definition = JSON.parse(text) as NativeSchema;
    this.read.set(name, definition);
    return definition;
  }
}
