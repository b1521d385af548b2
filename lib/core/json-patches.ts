import { ApiObject, JsonPatch } from 'cdk8s';
import { MeshwrightError } from './errors';

/** An operation as RFC 6902 writes it. */
interface Operation {
  readonly op: 'add' | 'remove' | 'replace' | 'copy' | 'move' | 'test';
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

/** The library removes what is not there without a word, which is how kinds without a namespace get rid of the chart's. */
const REMOVED_ANYWAY = '/metadata/namespace';

/**
 * Checks the patches of an object as RFC 6902 says. The library that cdk8s applies them with is lax: `replace` and `remove` of
 * a misspelled path do something else or nothing, and a wrong path in between is a TypeError.
 *
 * @throws MeshwrightError for the first path that is wrong, with what is there
 * @see https://www.rfc-editor.org/rfc/rfc6902
 */
export function checkPatches(object: ApiObject): void {
  // Private to cdk8s, which leaves no other way to learn them.
  const { patches } = object as unknown as { readonly patches: readonly JsonPatch[] };
  if (patches.length === 0) return;
  const unpatched: unknown = ApiObject.prototype.toJson.call(Object.create(object, { patches: { value: [] } }));
  patches.reduce((json, patch) => {
    const operation: Operation = patch._toJson();
    const { op, path, from } = operation;
    const problem = from === undefined ? undefined : problemOf(json, from, 'remove');
    const wrong = problem ?? problemOf(json, path, op === 'copy' || op === 'move' ? 'add' : op);
    if (wrong !== undefined) throw new MeshwrightError(object, `patch ${describe(operation)}: ${wrong}`);
    try {
      return JsonPatch.apply(json, patch) as unknown;
    } catch (error) {
      const { name } = error as Error;
      const reason = name === 'TEST_OPERATION_FAILED' ? 'the value there is another' : (error as Error).message;
      throw new MeshwrightError(object, `patch ${describe(operation)}: ${reason}`, { cause: error });
    }
  }, unpatched);
}

function describe({ op, path, from }: Operation): string {
  return from === undefined ? `${op} ${path}` : `${op} ${from} to ${path}`;
}

function problemOf(json: unknown, path: string, op: Operation['op']): string | undefined {
  if (path === '') return undefined;
  if (!path.startsWith('/')) return `a path begins with "/": write /${path}`;
  const keys = path
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  let value = json;
  for (const [depth, key] of keys.entries()) {
    const isLast = depth === keys.length - 1;
    const here = `/${path.slice(1).split('/').slice(0, depth).join('/')}`.replace(/^\/$/, 'the object');
    if (Array.isArray(value)) {
      const index = /^(0|[1-9]\d*)$/.test(key) ? Number(key) : Number.NaN;
      if (isLast && op === 'add' && (key === '-' || index === value.length)) return undefined;
      if (!(index < value.length)) return `${here} is a list of ${value.length}, and has no item ${key}`;
      value = value[index];
    } else if (typeof value === 'object' && value !== null) {
      if (isLast && op === 'add') return undefined;
      if (!Object.hasOwn(value, key)) {
        if (isLast && op === 'remove' && path === REMOVED_ANYWAY) return undefined;
        const known = Object.keys(value).join(', ') || 'nothing';
        return `${here} has no ${key}: it has ${known}${isLast && op === 'replace' ? '; to add it, use JsonPatch.add' : ''}`;
      }
      value = (value as Record<string, unknown>)[key];
    } else {
      return `${here} is ${JSON.stringify(value)}, in which there is nothing else`;
    }
  }
  return undefined;
}
