import type { JsonMap } from '../../lib/kube/json';

/** An object of the lab, and where it stands. */
export interface LabObject {
  readonly object: JsonMap;
  readonly file: string;
  /** Undefined for what is applied with everything else. */
  readonly scenario: string | undefined;
}

/** What is changed in the lab: an object in place of another, or nothing in its place. */
export interface Change {
  readonly of: LabObject;
  /** None where the object is taken away; more than one where one is added. */
  readonly to: readonly JsonMap[];
  /** In words: "subset v2 of DestinationRule default/reviews is gone". */
  readonly says: string;
}

/** A way in which people break a mesh, and who is expected to say so. */
export interface FaultKind {
  /** A few words: "a subset is gone". */
  readonly name: string;
  /** The rules of which one has to find it. */
  readonly rules: readonly string[];
  /** Every way to do it in the lab, in the order of its files. */
  readonly changes: (lab: readonly LabObject[]) => Iterable<Change>;
}
