import type { Duration } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { MeshwrightError } from '../core/errors';

type Where = IConstruct | string;

/**
 * A duration as Flagger's CRD takes it: whole minutes or whole seconds. Neither hours nor fractions pass its pattern.
 *
 * @throws MeshwrightError when it is not a whole number of seconds, or shorter than `minimumSeconds`
 */
export function flaggerDuration(where: Where, what: string, duration: Duration, minimumSeconds = 1): string {
  const seconds = wholeSeconds(where, what, duration, minimumSeconds);
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}

/** A duration as a number of seconds. */
export function wholeSeconds(where: Where, what: string, duration: Duration, minimumSeconds = 1): number {
  const seconds = duration.toSeconds({ integral: false });
  if (!Number.isInteger(seconds) || seconds < minimumSeconds) {
    throw new MeshwrightError(
      where,
      `${what} of ${duration.toHumanString()}: Flagger takes whole seconds, ${minimumSeconds} or more`,
    );
  }
  return seconds;
}

/** Throws unless `value` is a whole number in a range: Flagger cannot read fractions, though its CRD takes them. */
export function checkWhole<T extends number | undefined>(
  where: Where,
  what: string,
  value: T,
  { minimum = 1, maximum = 2 ** 31 - 1 }: { readonly minimum?: number; readonly maximum?: number } = {},
): T {
  if (value !== undefined && !(Number.isInteger(value) && value >= minimum && value <= maximum)) {
    throw new MeshwrightError(where, `${what} ${value}: give a whole number from ${minimum} to ${maximum}`);
  }
  return value;
}

/** Throws unless `url` is one of HTTP. */
export function checkUrl(where: Where, what: string, url: string): string {
  if (!URL.canParse(url) || !/^https?:\/\//.test(url)) {
    throw new MeshwrightError(where, `${what} "${url}" is no URL: give one that begins with http:// or https://`);
  }
  return url;
}
