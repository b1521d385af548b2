import { isIP } from 'node:net';
import type { IConstruct } from 'constructs';
import { MeshwrightError } from '../core/errors';
import { type Named, nameOf } from '../core/named';
import { checkDnsLabel, checkLabels } from '../core/names';
import type { NonEmpty } from './non-empty';

type Where = IConstruct | string;

const DNS_NAME =
  /^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/;

/** Whether istiod takes `name` for a DNS name, without a wildcard. */
export function isDnsName(name: string): boolean {
  return DNS_NAME.test(name);
}

/** Throws unless there is a label, by which pods are selected, and all are labels as Kubernetes has them. */
export function checkSelectingLabels(where: Where, what: string, labels: Readonly<Record<string, string>>): void {
  if (Object.keys(labels).length === 0) {
    throw new MeshwrightError(where, `${what} has no label and would select everything: give at least one`);
  }
  checkLabels(where, labels, what);
}

/** Throws unless `subnet` is an address, or a range such as `10.0.0.0/8`. */
export function checkSubnet(where: Where, subnet: string): string {
  const [, address = '', bits] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(subnet) ?? [];
  const family = isIP(address);
  if (family === 0 || (bits !== undefined && Number(bits) > (family === 4 ? 32 : 128))) {
    throw new MeshwrightError(where, `"${subnet}" is neither an address nor a range: write it like 10.0.0.0/8`);
  }
  return subnet;
}

/** Throws unless the namespaces that see an object are told once each, and `*` alone. */
export function checkExportTo(
  where: Where,
  exportTo: NonEmpty<string | Named> | undefined,
  namespace: string | undefined,
): readonly string[] | undefined {
  const written = exportTo?.map(nameOf);
  const names = written?.map((name) => (name === '.' && namespace !== undefined ? namespace : name)) ?? [];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new MeshwrightError(where, `exportTo has "${twice}" twice: name it once`);
  if (names.length > 1 && names.includes('*')) {
    throw new MeshwrightError(where, 'exportTo has "*" beside others: give "*" alone, or leave it out');
  }
  for (const name of names) if (name !== '*' && name !== '.') checkDnsLabel(where, 'exportTo', name);
  return written;
}

/** The namespaces that see an object by its `exportTo`; undefined for all, or as the mesh is configured. */
export function visibleNamespaces(
  exportTo: NonEmpty<string | Named> | undefined,
  namespace: string | undefined,
): readonly string[] | undefined {
  if (exportTo === undefined || exportTo.includes('*')) return undefined;
  return exportTo.map(nameOf).map((name) => (name === '.' ? (namespace ?? '.') : name));
}

/** Throws unless `count` is a whole number from `minimum` to `maximum`. */
export function checkCount(
  where: Where,
  what: string,
  count: number | undefined,
  { minimum = 0, maximum = 2 ** 31 - 1 }: { readonly minimum?: number; readonly maximum?: number } = {},
): number | undefined {
  if (count !== undefined && !(Number.isInteger(count) && count >= minimum && count <= maximum)) {
    throw new MeshwrightError(where, `${what} ${count}: give a whole number from ${minimum} to ${maximum}`);
  }
  return count;
}
