import { createHash } from 'node:crypto';
import type { CanaryObject } from '../flagger-objects/canary';
import type { Cookies } from '../flagger-objects/route-state';
import type { Status } from './status';

/**
 * The cookies of session affinity once a share is written: a new one for each release, to be forgotten with the end of
 * it. Flagger draws the values; here they depend on the Canary and the version alone.
 */
export function cookiesFor(
  { metadata, spec }: CanaryObject,
  { cookies, applied }: Pick<Status, 'cookies' | 'applied'>,
  canaryWeight: number,
): Cookies {
  const affinity = spec.analysis.sessionAffinity;
  if (affinity === undefined) return cookies;
  const { current, previous, primary } = cookies;
  if (canaryWeight === 0) {
    return { ...some('previous', current ?? previous), ...some('primary', primary) };
  }
  const draw = (name: string) => `${name}=${letters(`${metadata.namespace}/${metadata.name}/${applied}/${name}`)}`;
  const { cookieName, primaryCookieName } = affinity;
  return {
    current: current ?? draw(cookieName),
    ...some('previous', previous),
    ...some('primary', primary ?? (primaryCookieName ? draw(primaryCookieName) : undefined)),
  };
}

function some(key: keyof Cookies, cookie: string | undefined): Cookies {
  return cookie === undefined ? {} : { [key]: cookie };
}

/** Ten letters. */
function letters(seed: string): string {
  const digest = createHash('sha256').update(seed).digest();
  return [...digest.subarray(0, 10)].map((byte) => String.fromCharCode(97 + (byte % 26))).join('');
}
