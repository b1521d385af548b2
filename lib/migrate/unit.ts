import type { SourceObject } from './read/read-sources';

/** What becomes one chart, in a module of its own. */
export interface Unit {
  /** The id of the chart. */
  readonly id: string;
  readonly className: string;
  /** The module, without extension, from the root of the project: `charts/bookinfo`. */
  readonly module: string;
  readonly namespace: string | undefined;
  /** How it is an alternative to what other charts have; nothing for what is applied with them. */
  readonly scenario: { readonly folder: string; readonly title: string } | undefined;
  readonly objects: readonly SourceObject[];
  /** Comments at the top of the file. */
  readonly header: readonly string[];
  /** The file that its objects stand in. */
  readonly file: string;
}
