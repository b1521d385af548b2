import type { Directive, ScannedTag } from './scan-tag';

/** A word of YAML. Where maps and lists without brackets begin and end is told by indentation alone. */
export type TokenKind =
  | 'stream-end'
  | 'directive'
  | 'document-start'
  | 'document-end'
  | 'block-sequence-start'
  | 'block-mapping-start'
  | 'block-end'
  | 'flow-sequence-start'
  | 'flow-sequence-end'
  | 'flow-mapping-start'
  | 'flow-mapping-end'
  | 'block-entry'
  | 'flow-entry'
  | 'key'
  /** A key, a scalar without quotes and the colon behind it in one, which most keys are. */
  | 'plain-key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar';

export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  /** Behind it. */
  readonly end: number;
  /** Of a scalar or key; the name of an anchor or alias. */
  readonly text: string;
  /** Whether it is a scalar without quotes that is no block. */
  readonly isPlain: boolean;
  readonly detail: Directive | ScannedTag | undefined;
}
