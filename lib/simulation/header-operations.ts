import type { HeaderOperations } from '../../imports/networking.istio.io';
import type { HeaderLine } from './call';

/** Operations of one level. */
export type Operations = readonly (HeaderOperations | undefined)[];

/**
 * Headers after operations of one level: what is to be removed goes first; then list by list what is to be set, and then
 * list by list what is to be added, each by name. `Host` is no header here.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#Headers
 */
export function withOperations(headers: readonly HeaderLine[], operations: Operations): readonly HeaderLine[] {
  let result = headers;
  for (const { remove = [] } of present(operations)) {
    const names = new Set(remove.map((name) => name.toLowerCase()));
    if (names.size > 0) result = result.filter(([name]) => !names.has(name));
  }
  for (const [name, value] of present(operations).flatMap(({ set = {} }) => sorted(set)))
    result = [...result.filter(([own]) => own !== name), [name, value]];
  return [...result, ...present(operations).flatMap(({ add = {} }) => sorted(add))];
}

/** What `set` or `add` makes of `Host`, if anything. */
export function hostOf(operations: HeaderOperations | undefined): string | undefined {
  const entries = [...Object.entries(operations?.add ?? {}), ...Object.entries(operations?.set ?? {})];
  return entries.findLast(([name]) => isHost(name.toLowerCase()))?.[1];
}

function present(operations: Operations): readonly HeaderOperations[] {
  return operations.filter((each) => each !== undefined);
}

function sorted(values: Readonly<Record<string, string>>): readonly HeaderLine[] {
  return Object.keys(values)
    .sort()
    .map((name): HeaderLine => [name.toLowerCase(), values[name] ?? ''])
    .filter(([name]) => !isHost(name));
}

function isHost(name: string): boolean {
  return name === 'host' || name === ':authority';
}
