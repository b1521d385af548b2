import type { Shape } from './shapes';

/**
 * Names the shapes of a module: as the vendor's reference calls them; otherwise after kind and field, with as many of
 * the fields above as it takes to be unique (`CanaryWebhook`, `CanaryServiceMatch`).
 *
 * @param taken names that the module uses already
 * @param vendorName the vendor's name for what stands at a path
 */
export function nameShapes(
  shapes: readonly Shape[],
  taken: Iterable<string>,
  vendorName: (path: string) => string | undefined,
): Map<Shape, string> {
  const names = new Map<Shape, string>();
  const used = new Set(taken);
  const unnamed: Shape[] = [];
  for (const shape of shapes) {
    const name = shape.paths.map(vendorName).find((candidate) => candidate !== undefined);
    if (name === undefined || used.has(name)) {
      unnamed.push(shape);
    } else {
      used.add(name);
      names.set(shape, name);
    }
  }

  let open: Unnamed[] = unnamed.map((shape) => ({ shape, segments: segments(shape.paths[0] ?? '') }));
  for (let depth = 1; open.length > 0; depth++) {
    const byName = new Map<string, Unnamed[]>();
    for (const entry of open) {
      const name = derivedName(entry.segments, depth);
      byName.set(name, [...(byName.get(name) ?? []), entry]);
    }
    open = [];
    for (const [name, entries] of byName) {
      const exhausted = entries.every((entry) => depth >= entry.segments.length);
      for (const entry of entries) {
        if (exhausted || (entries.length === 1 && !used.has(name))) {
          const unique = firstUnused(name, used);
          used.add(unique);
          names.set(entry.shape, unique);
        } else {
          open.push(entry);
        }
      }
    }
  }
  return names;
}

interface Unnamed {
  readonly shape: Shape;
  /** The kind and the fields that lead to the shape, as identifiers. */
  readonly segments: readonly string[];
}

function derivedName([kind = '', ...fields]: readonly string[], depth: number): string {
  return kind + fields.slice(-depth).join('');
}

/** Only for fields that differ in nothing but signs that a name cannot have. */
function firstUnused(name: string, used: ReadonlySet<string>): string {
  let unique = name;
  for (let count = 2; used.has(unique); count++) unique = `${name}${count}`;
  return unique;
}

/** `Canary.spec.analysis.webhooks[]` → Canary, Analysis, Webhook; `filters[]=CORS`, a variant, → FilterCORS. */
function segments(path: string): string[] {
  const [kind = '', ...fields] = splitPath(path);
  const below = fields[0] === 'spec' && fields.length > 1 ? fields.slice(1) : fields;
  return [
    identifier(kind),
    ...below.map((field) => {
      const [own = '', value = ''] = field.split('=');
      const name = identifier(own.endsWith('[]') ? singular(own.slice(0, -2)) : own);
      return value === '' ? name : name + identifier(value);
    }),
  ];
}

/** Property names may hold dots themselves; they are escaped as `\.` in paths. */
function splitPath(path: string): string[] {
  return path.split(/(?<!\\)\./);
}

function singular(word: string): string {
  if (/ies$/.test(word)) return word.replace(/ies$/, 'y');
  if (/(ss|x|ch|sh)es$/.test(word)) return word.replace(/es$/, '');
  return /[^s]s$/.test(word) ? word.slice(0, -1) : word;
}

/** A text as a PascalCase identifier. */
export function identifier(text: string): string {
  const words = text.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return /^[0-9]/.test(name) || name === '' ? `_${name}` : name;
}
