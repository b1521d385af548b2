/**
 * Reading of decoded values, which have the types of their fields or are missing: then they are the zero value, as in
 * Go.
 */
import type { JsonMap } from '../../kube/json';

const NONE: JsonMap = Object.freeze({});

export function textOf(value: unknown): string {
  return (value ?? '') as string;
}

export function numberOf(value: unknown): number {
  return Number(value ?? 0);
}

export function listOf(value: unknown): readonly unknown[] {
  return (value ?? []) as readonly unknown[];
}

export function textsOf(value: unknown): readonly string[] {
  return (value ?? []) as readonly string[];
}

export function structOf(value: unknown): JsonMap {
  return (value ?? NONE) as JsonMap;
}

export function structsOf(value: unknown): readonly JsonMap[] {
  return (value ?? []) as readonly JsonMap[];
}

/** The entries of a map of texts. */
export function entriesOf(value: unknown): readonly [key: string, value: string][] {
  return Object.entries(structOf(value)) as [string, string][];
}

/** Whether a pointer points to something. */
export function isSet(value: unknown): boolean {
  return value !== undefined;
}

/** Missing, or the zero value, which Go cannot tell apart in most fields. */
export function isZero(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) {
    return value === undefined || value === null || value === '' || value === 0 || value === false;
  }
  return Array.isArray(value) ? value.length === 0 : false;
}
