import { FORMS, type Form } from './form';

/**
 * A flag of an action: which values it takes. ChaosBlade itself takes any text and fails, or does something else, when
 * the experiment runs.
 *
 * @typeParam Value what somebody who writes TypeScript gives; a kind of {@link Amount} or port for what has its own type
 *   there
 */
export class Flag<Value = unknown> {
  /** Never there: carries the type. */
  declare readonly '~value'?: Value;

  constructor(
    /** How the values are written. */
    readonly form: Form,
    /** How ChaosBlade spells it. @default - the key in the catalogue, with `-` between its words */
    readonly spelling?: string,
  ) {}
}

/** A value that is written as a number of some unit. */
export interface Amount<Unit extends 'milliseconds' | 'seconds' | 'mebibytes'> {
  readonly unit: Unit;
}

/** One port. */
export interface PortNumber {
  readonly ports: 'one';
}

/** Ports, or ranges of them. */
export interface PortNumbers {
  readonly ports: 'several';
}

/** One, or a list that is not empty. */
export type OneOrMore<T> = T | readonly [T, ...T[]];

/** A whole number. */
export function count(minimum = 0, maximum?: number): Flag<number> {
  return new Flag(FORMS.whole(minimum, maximum));
}

/** A share of 100. It starts at 1: a fault of 0 % is none. */
export function percent(minimum = 1): Flag<number> {
  return count(minimum, 100);
}

/** A time that is written in milliseconds. */
export function milliseconds(minimum = 1): Flag<Amount<'milliseconds'>> {
  return new Flag(FORMS.whole(minimum, undefined, 'milliseconds'));
}

/** A time that is written in seconds. */
export function seconds(minimum = 1, maximum?: number): Flag<Amount<'seconds'>> {
  return new Flag(FORMS.whole(minimum, maximum, 'seconds'));
}

/** An amount of bytes that is written in mebibytes. */
export function mebibytes(): Flag<Amount<'mebibytes'>> {
  return new Flag(FORMS.whole(1, undefined, 'mebibytes'));
}

/** A text without blanks. */
export function text(): Flag<string> {
  return new Flag(FORMS.word);
}

/** One text or several, each without blanks and commas. */
export function texts(spelling?: string): Flag<OneOrMore<string>> {
  return new Flag(FORMS.words, spelling);
}

/** An absolute path. */
export function path(): Flag<string> {
  return new Flag(FORMS.path);
}

/** A network interface. */
export function networkInterface(): Flag<string> {
  return new Flag(FORMS.networkInterface);
}

/** The mode of a file: three octal digits. */
export function fileMode(): Flag<string> {
  return new Flag(FORMS.fileMode);
}

/** An IP address. */
export function address(): Flag<string> {
  return new Flag(FORMS.address);
}

/** An address of IPv4, the only one that faults of the network know. */
export function ipv4(): Flag<string> {
  return new Flag(FORMS.ipv4);
}

/** Addresses of IPv4, or ranges such as `10.0.0.0/8`. */
export function ipv4Ranges(): Flag<OneOrMore<string>> {
  return new Flag(FORMS.ipv4Ranges);
}

/** One of a few words. */
export function choice<T extends string>(...words: readonly T[]): Flag<T> {
  return new Flag(FORMS.choice(words));
}

/** One or several of a few words. */
export function choices<T extends string>(...words: readonly T[]): Flag<OneOrMore<T>> {
  return new Flag(FORMS.choices(words));
}

/** A flag without an argument: `true` sets it. */
export function given(): Flag<boolean> {
  return new Flag(FORMS.given);
}

/** Processors by their numbers from 0, or ranges such as `'1-3'`. */
export function processors(): Flag<OneOrMore<number | `${number}-${number}`>> {
  return new Flag(FORMS.numbersOrRanges(0, 4095));
}

/** Ports. */
export function ports(): Flag<PortNumbers> {
  return new Flag(FORMS.numbersOrRanges(1, 65535));
}

/** One port. */
export function port(): Flag<PortNumber> {
  return new Flag(FORMS.whole(1, 65535));
}
