import { Random } from '../../random';

/** Choices that are the same in every run. */
export class Choice {
  private readonly random: Random;

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  /** From 0 to below a limit. */
  below(limit: number): number {
    return this.random.below(limit);
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  /** @param share from 0, never, to 1, always */
  chance(share: number): boolean {
    return this.below(1_000_000) < share * 1_000_000;
  }

  /** Up to so many of a list, one after the other. */
  some(list: readonly string[], most: number): string {
    return Array.from({ length: this.below(most + 1) }, () => this.of(list)).join('');
  }
}
