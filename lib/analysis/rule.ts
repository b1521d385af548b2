import type { Mesh } from '../mesh/mesh';
import type { FieldPath, Severity } from '../model/finding';
import type { RuleDescription, RuleDocs } from '../violation/rule';
import type { Entity, Place } from '../world/entity';
import type { Kind } from '../world/kind';

/**
 * Says what is wrong with objects that the API server accepts: one thing, in one file, with its test beside it.
 *
 * A rule reads sound objects only, and so needs no guards; it never throws; what it cannot know it does not report. Its
 * id is Istio's code where Istio has one for it (`IST0101`), otherwise words such as `K8S_SERVICE_WITHOUT_PODS`. Its
 * severity is by consequence: `error`, it will not work; `warning`, it likely is not what is meant; `note`, worth knowing.
 */
export interface Rule extends RuleDescription {
  /** The rule is passed over when there is no object of any of these kinds; never when there are none here. */
  readonly kinds: readonly Kind[];
  readonly docs: AnalysisDocs;
  check(mesh: Mesh, report: Report): void;
}

/** What `meshwright explain` and the page of a rule say; an example of each kind belongs to it. */
export interface AnalysisDocs extends RuleDocs {
  /** YAML with exactly one finding of the rule, and none of another. */
  readonly wrong: string;
  /** The same put right: YAML without any finding. */
  readonly right: string;
}

/** Takes what a rule finds. */
export type Report = (entity: Entity, path: FieldPath, observation: Observation) => void;

/** What is wrong at a place. */
export interface Observation {
  /** What happens, with names and values: "requests to v9 get 503: no DestinationRule that default/a sees defines it". */
  readonly message: string;
  /** What to do, if it is known: the words to write. */
  readonly fix?: string;
  /** @default - that of the rule */
  readonly severity?: Severity;
  /** The other ends. */
  readonly related?: readonly RelatedObservation[];
}

/** A place that has to do with a finding. */
export interface RelatedObservation extends Place {
  /** What it is to the finding: "the Service", "wins, as its name comes first". */
  readonly message: string;
}
