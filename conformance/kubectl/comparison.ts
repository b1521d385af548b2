import { isDeepStrictEqual } from 'node:util';
import type { KubectlAnswer } from './kubectl-reader';
import type { OwnAnswer } from './own-answer';

/** In which way our reader differs from kubectl, if it does. */
export function differenceOf(own: OwnAnswer, kubectl: KubectlAnswer): string | undefined {
  if (own.error !== undefined) {
    // Ours are 400 levels, kubectl's 10,000.
    if (kubectl.error !== undefined || own.isLimit || isNoObject(kubectl)) return undefined;
    return `only we refuse it: ${own.error.replace(/`.*`|'.*'/, '…')}`;
  }
  if (kubectl.error !== undefined) return `only kubectl refuses it: ${kubectl.error.replace(/line \d+|`.*`/, '…')}`;
  // Which of two values stays is not said where keys only are the same once they are text.
  if (own.hasDuplicates) return undefined;
  const same = isDeepStrictEqual(withoutSurrogates(own.documents), withoutSurrogates(kubectl.documents));
  return same ? undefined : 'another value';
}

/** What is no object is refused as well, a step later: JSON values of other types, numbers beyond a double. */
function isNoObject({ documents, objectsError }: KubectlAnswer): boolean {
  const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
  return !documents.every(isObject) || objectsError?.includes('cannot unmarshal number') === true;
}

/** Go's reader of JSON keeps a half of a pair as it is written, until it makes an object of it. */
export function withoutSurrogates(value: unknown): unknown {
  const text = JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'string' ? inner.replace(/\p{Surrogate}/gu, '\ufffd') : inner,
  );
  return JSON.parse(text);
}
