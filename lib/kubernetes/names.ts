import type { Construct } from 'constructs';
import { MeshwrightError } from '../core/errors';

/** A DNS label of RFC 1123: most names in Kubernetes. */
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
/** A DNS label of RFC 1035, which may not start with a digit: names of Services. */
const SERVICE_NAME = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
const LABEL_NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const DNS_SUBDOMAIN = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/**
 * Checks a name of the most common kind: lower-case letters, digits and `-`, at most 63 characters.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names
 */
export function checkDnsLabel(where: Construct | string, what: string, name: string): void {
  if (!DNS_LABEL.test(name)) {
    throw new MeshwrightError(
      where,
      `${what} "${name}" must be 1 to 63 lower-case letters, digits or "-", with a letter or digit at both ends`,
    );
  }
}

/**
 * Checks the name of a Service, which may not start with a digit.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#rfc-1035-label-names
 */
export function checkServiceName(where: Construct | string, name: string): void {
  if (!SERVICE_NAME.test(name)) {
    throw new MeshwrightError(
      where,
      `name of the Service "${name}" must be 1 to 63 lower-case letters, digits or "-", with a letter in front and a letter or digit at the end`,
    );
  }
}

/**
 * Checks labels as the API server does.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
 */
export function checkLabels(where: Construct | string, labels: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(labels)) {
    checkKey(where, 'a label', key);
    if (!LABEL_VALUE.test(value)) {
      throw new MeshwrightError(
        where,
        `label ${key} cannot have the value "${value}": at most 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends`,
      );
    }
  }
}

/**
 * Checks the keys of annotations; their values are free.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/#syntax-and-character-set
 */
export function checkAnnotations(where: Construct | string, annotations: Readonly<Record<string, string>>): void {
  for (const key of Object.keys(annotations)) checkKey(where, 'an annotation', key);
}

function checkKey(where: Construct | string, what: string, key: string): void {
  const slash = key.indexOf('/');
  const prefixFits = slash === -1 || DNS_SUBDOMAIN.test(key.slice(0, slash));
  if (!prefixFits || !LABEL_NAME.test(key.slice(slash + 1))) {
    throw new MeshwrightError(
      where,
      `"${key}" is no key of ${what}: at most 63 letters, digits, "-", "_" and ".", after an optional DNS name with "/"`,
    );
  }
}
