import { readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import picomatch from 'picomatch';
import type { Settings, WorldDefinition } from './settings';

/** The files of a world. */
export interface WorldFiles {
  readonly definition: WorldDefinition;
  /** Absolute, sorted. */
  readonly base: readonly string[];
  /** Absolute, sorted; without those of the base. */
  readonly overlays: readonly string[];
}

/** What a file is in a world. */
export type Role = 'base' | 'overlay';

/** Says of files what they are in a world: the base goes before overlays. */
export function roleIn(definition: WorldDefinition, settings: Settings): (file: string) => Role | undefined {
  const isBase = picomatch([...definition.base]);
  const isOverlay = picomatch([...definition.overlays]);
  return (file) => {
    const path = relative(settings.root, resolve(file)).split('\\').join('/');
    return isBase(path) ? 'base' : definition.overlays.length > 0 && isOverlay(path) ? 'overlay' : undefined;
  };
}

/** The files of a world, found below the folders that its patterns begin with. */
export function filesOf(definition: WorldDefinition, settings: Settings): WorldFiles {
  const role = roleIn(definition, settings);
  const folders = [...definition.base, ...definition.overlays].map((pattern) => {
    return join(settings.root, picomatch.scan(pattern).base);
  });
  const files = new Set(folders.flatMap((folder) => [...filesBelow(folder)]));
  const sorted = [...files].sort();
  return {
    definition,
    base: sorted.filter((file) => role(file) === 'base'),
    overlays: sorted.filter((file) => role(file) === 'overlay'),
  };
}

function* filesBelow(path: string): Generator<string> {
  let entries: ReturnType<typeof entriesOf>;
  try {
    entries = entriesOf(path);
  } catch {
    // A pattern without wildcards is a file; one that leads nowhere matches nothing.
    if (/\.(ya?ml|json)$/.test(path)) yield path;
    return;
  }
  for (const entry of entries) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    if (entry.isDirectory()) yield* filesBelow(join(path, entry.name));
    else if (/\.(ya?ml|json)$/.test(entry.name)) yield join(path, entry.name);
  }
}

function entriesOf(path: string) {
  return readdirSync(path, { withFileTypes: true });
}
