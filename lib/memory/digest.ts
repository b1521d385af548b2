import { hash } from 'node:crypto';

/** What a value of JSON is known by: two that differ have, for all that is known of SHA-256, two digests. */
export function digestOf(value: unknown): string {
  return hash('sha256', JSON.stringify(value), 'hex');
}
