import type { HeaderOperations } from '../../imports/networking.istio.io';
import type { HeaderLine } from './call';
import { expand, unknownIn } from './header-values';
import type { Request } from './request';

/** Operations of one level. */
export type Operations = readonly (HeaderOperations | undefined)[];

/**
 * Headers after operations of one level: what is to be removed goes first; then list by list what is to be set, and then
 * list by list what is to be added, each by name. Empty values are left out, and `Host` is no header here.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#Headers
 */
export function withOperations(request: Request, operations: Operations): readonly HeaderLine[] {
  if (operations.every((each) => each === undefined)) return request.headers;
  const removed = new Set(present(operations).flatMap(({ remove = [] }) => remove.map((name) => name.toLowerCase())));
  const left = request.headers.filter(([name]) => !removed.has(name));
  const valuesOf = (values: Readonly<Record<string, string>> = {}) => expanded(values, { ...request, headers: left });
  let result = left;
  for (const [name, value] of present(operations).flatMap(({ set }) => valuesOf(set)))
    result = [...result.filter(([own]) => own !== name), [name, value]];
  return [...result, ...present(operations).flatMap(({ add }) => valuesOf(add))];
}

/** The variables in headers that only a running Envoy knows. */
export function unknownValues(operations: Operations): readonly string[] {
  return present(operations)
    .flatMap(({ set = {}, add = {} }) => [...Object.values(set), ...Object.values(add)])
    .flatMap(unknownIn);
}

/** What `set` or `add` makes of `Host`, if anything. */
export function hostOf(operations: HeaderOperations | undefined): string | undefined {
  const entries = [...Object.entries(operations?.add ?? {}), ...Object.entries(operations?.set ?? {})];
  return entries.findLast(([name]) => isHost(name.toLowerCase()))?.[1];
}

function present(operations: Operations): readonly HeaderOperations[] {
  return operations.filter((each) => each !== undefined);
}

function expanded(values: Readonly<Record<string, string>>, request: Request): readonly HeaderLine[] {
  return Object.keys(values)
    .sort()
    .map((name): HeaderLine => [name.toLowerCase(), expand(values[name] ?? '', request)])
    .filter(([name, value]) => value !== '' && !isHost(name));
}

function isHost(name: string): boolean {
  return name === 'host' || name === ':authority';
}
