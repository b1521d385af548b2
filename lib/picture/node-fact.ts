import type { Place } from '../world/entity';

/** Something that holds for a node, and what makes it so. */
export interface NodeFact {
  /** `port 9080: outlierDetection`. */
  readonly name: string;
  /** In YAML, on one line. */
  readonly value: string;
  /** Undefined for what nobody wrote. */
  readonly place: Place | undefined;
  /** In a picture of two worlds: what it was; undefined where it is the same. */
  readonly before?: string;
}
