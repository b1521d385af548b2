import { TextError } from '../text-error';

const LOW = 400_000;
const HIGH = 4_000_000;

/**
 * Counts values as go-yaml does, which refuses a document in which too many of them come from aliases: eight lines of
 * YAML can stand for a billion values.
 */
export class ValueCount {
  private values = 0;
  private aliased = 0;

  get total(): number {
    return this.values;
  }

  /** @throws TextError */
  add(offset: number): void {
    this.values++;
    if (this.aliased > 100) this.check(offset);
  }

  /** The key of a merge is no value. */
  takeBack(): void {
    this.values--;
  }

  /**
   * @param size of what the alias stands for
   * @throws TextError
   */
  addAliased(size: number, offset: number): void {
    this.values += size;
    this.aliased += size;
    this.check(offset);
  }

  private check(offset: number): void {
    const { values, aliased } = this;
    if (aliased > 100 && values > 1000 && aliased / values > allowedShare(values)) {
      throw new TextError('document contains excessive aliasing', offset, true);
    }
  }
}

/** In a small document nearly all values may come from aliases, in a large one a tenth. */
function allowedShare(values: number): number {
  if (values <= LOW) return 0.99;
  return values >= HIGH ? 0.1 : 0.99 - 0.89 * ((values - LOW) / (HIGH - LOW));
}
