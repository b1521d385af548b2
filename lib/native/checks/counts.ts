import { percent } from '../../kube/names';
import type { Constraint } from '../walk/constraints';

/** A number that is not below zero, or a percentage. */
export const countOrPercent: Constraint = (value, place) => {
  if (typeof value === 'string') return place.invalidEach(value, percent(value));
  return typeof value !== 'number' || value >= 0 || place.invalid(value, 'must be greater than or equal to 0');
};

/** A percentage is not above 100 %. */
export const atMostAll: Constraint = (value, place) =>
  amountOf(value) <= 100 || typeof value !== 'string' || place.invalid(value, 'must not be greater than 100%');

/** The number, or that of percents; 0 for what is neither. */
export function amountOf(value: unknown): number {
  if (typeof value !== 'string') return Number(value ?? 0);
  return /^[0-9]+%$/.test(value) ? Number(value.slice(0, -1)) : 0;
}
