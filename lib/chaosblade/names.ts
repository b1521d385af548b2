import type { Construct } from 'constructs';
import { MeshwrightError } from '../core/errors';

/**
 * Throws unless `name` is one that nodes and experiments can have.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names
 */
export function checkDnsName(where: Construct | string, what: string, name: string): void {
  if (!/^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/.test(name)) {
    throw new MeshwrightError(
      where,
      `${what} "${name}" must be up to 253 lower-case letters, digits, "-" and ".", with a letter or digit at both ends`,
    );
  }
}
