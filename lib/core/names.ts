import type { IConstruct } from 'constructs';
import { dns1035Label, dnsLabel, dnsSubdomain, labelValue, qualifiedName, type Syntax } from '../kube/names';
import { MeshwrightError } from './errors';

type Where = IConstruct | string;

/**
 * Checks a name of the most common kind: lower-case letters, digits and `-`, at most 63 characters.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names
 */
export function checkDnsLabel(where: Where, what: string, name: string): string {
  if (!fits(dnsLabel, name)) {
    throw new MeshwrightError(
      where,
      `${what} "${name}" must be 1 to 63 lower-case letters, digits or "-", with a letter or digit at both ends`,
    );
  }
  return name;
}

/**
 * Checks a name that may have dots, as those of most custom resources: at most 253 characters.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names
 */
export function checkDnsSubdomain(where: Where, what: string, name: string): string {
  if (!fits(dnsSubdomain, name)) {
    throw new MeshwrightError(
      where,
      `${what} "${name}" must be up to 253 lower-case letters, digits, "-" and ".", with a letter or digit at both ends`,
    );
  }
  return name;
}

/**
 * Checks the name of a Service, which may not start with a digit.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#rfc-1035-label-names
 */
export function checkServiceName(where: Where, name: string): void {
  if (!fits(dns1035Label, name)) {
    throw new MeshwrightError(
      where,
      `name of the Service "${name}" must be 1 to 63 lower-case letters, digits or "-", with a letter in front and a letter or digit at the end`,
    );
  }
}

/**
 * Checks labels as the API server does.
 *
 * @param what whose labels they are, where that is not plain from the place
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
 */
export function checkLabels(where: Where, labels: Readonly<Record<string, string>>, what?: string): void {
  const of = what === undefined ? '' : `${what}: `;
  for (const [key, value] of Object.entries(labels)) {
    checkKey(where, `${of}"${key}" is no key of a label`, key);
    if (!fits(labelValue, value)) {
      throw new MeshwrightError(
        where,
        `${of}label ${key} cannot have the value "${value}": at most 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends`,
      );
    }
  }
}

/**
 * Checks the keys of annotations; their values are free.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/#syntax-and-character-set
 */
export function checkAnnotations(where: Where, annotations: Readonly<Record<string, string>>): void {
  for (const key of Object.keys(annotations)) {
    checkKey(where, `"${key}" is no key of an annotation`, key);
  }
}

function checkKey(where: Where, message: string, key: string): void {
  if (!fits(qualifiedName, key)) {
    throw new MeshwrightError(
      where,
      `${message}: at most 63 letters, digits, "-", "_" and ".", after an optional DNS name with "/"`,
    );
  }
}

function fits(syntax: Syntax, value: string): boolean {
  return syntax(value).length === 0;
}
