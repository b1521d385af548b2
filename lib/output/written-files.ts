import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { publishedFolder } from './staging';

/** The file of an output folder that says which of the others were written here; `kubectl` does not read it. */
export const LIST = '.meshwright';

const COMMENT =
  'Which program wrote which files here: what it no longer writes is removed. Generated, keep it with them.';

/** Files by the program that wrote them, and which of its apps. */
type Owners = Map<string, readonly string[]>;

interface Written {
  readonly owner: string;
  readonly files: ReadonlySet<string>;
  /** What is in the files: two apps do not describe the same object. */
  readonly objects: ReadonlySet<string>;
}

/** What this process has written, by output folder. */
const written = new Map<string, Written[]>();
/** How many apps of this process write to a folder. */
const apps = new Map<string, number>();

/** The place of a new app among those that this process writes to a folder, from 1. */
export function placeOf(folder: string): number {
  const root = resolve(folder);
  const place = (apps.get(root) ?? 0) + 1;
  apps.set(root, place);
  return place;
}

/** What becomes of an output folder when an app has been synthesized. */
export interface Succession {
  /** Files that the app wrote before and does not write now. */
  readonly stale: readonly string[];
  /** The list to write beside the files; none beside a single one, which says enough itself. */
  readonly list: string | undefined;
}

/**
 * Which files of an output folder an app leaves behind: those that it wrote before, and nobody else did. Known from the
 * list in the folder, so a file that somebody else put there is never among them; and from what is written now, if only
 * its number is another.
 *
 * An app is recognised by its program and its place among the apps that the program writes to the folder. Written again
 * in the same process, as in a test or while a program watches its sources, it is recognised by what it writes.
 *
 * @param place what `placeOf` said of the app
 * @param files content by path relative to the folder
 * @param objects identities of the objects in the files
 */
export function succeed(
  folder: string,
  place: number,
  files: ReadonlyMap<string, string>,
  objects: Iterable<string>,
): Succession {
  const root = resolve(folder);
  const before = written.get(root) ?? [];
  const mine = { files: new Set(files.keys()), objects: new Set(objects) };
  const again = before.find((other) => intersects(other.files, mine.files) || intersects(other.objects, mine.objects));
  const owner = again?.owner ?? ownerOf(resolve(publishedFolder(root) ?? root), place);
  const owners = readList(root);
  const own = new Set([...(owners.get(owner) ?? []), ...(again?.files ?? [])]);
  owners.set(owner, [...mine.files].sort());
  const kept = new Set([...owners.values()].flat());
  written.set(root, [...before.filter((other) => other !== again), { owner, ...mine }]);
  const stale = [...new Set([...own, ...renumbered(root, files)])].filter((file) => !kept.has(file));
  return { stale: stale.sort(), list: kept.size > 1 ? printList(owners) : undefined };
}

/** Files of the folder that are among the given ones with another number, or with one, and the same content. */
function renumbered(folder: string, files: ReadonlyMap<string, string>): string[] {
  const withoutNumber = (name: string) => name.replace(/^\d{4}-/, '');
  const contents = new Map([...files].map(([name, content]) => [withoutNumber(name), content]));
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const content = entry.isFile() && !files.has(entry.name) ? contents.get(withoutNumber(entry.name)) : undefined;
      return content !== undefined && content === readFileSync(join(folder, entry.name), 'utf8') ? [entry.name] : [];
    });
  } catch {
    // There is no such folder yet, or what is wrong with it shows when it is written to.
    return [];
  }
}

/** The program relative to the folder: the same on every machine, from wherever it is started. */
function ownerOf(folder: string, place: number): string {
  const program = relative(folder, resolve(process.argv[1] ?? ''))
    .split(sep)
    .join('/');
  return place === 1 ? program : `${program} ${place}`;
}

function readList(folder: string): Owners {
  let lines: string[];
  try {
    lines = readFileSync(join(folder, LIST), 'utf8').split(/\r?\n/);
  } catch {
    return new Map();
  }
  const owners = new Map<string, string[]>();
  let files: string[] = [];
  for (const line of lines) {
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('  ')) files.push(line.slice(2));
    else {
      files = [];
      owners.set(line, files);
    }
  }
  return owners;
}

function printList(owners: Owners): string {
  const sections = [...owners]
    .filter(([, files]) => files.length > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([owner, files]) => [owner, ...files.map((file) => `  ${file}`)].join('\n'));
  return `${[`# ${COMMENT}`, ...sections].join('\n')}\n`;
}

function intersects(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  for (const each of small) if (large.has(each)) return true;
  return false;
}
