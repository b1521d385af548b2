import { readDocuments } from '../../lib/model/read-documents';
import { streamSource } from '../../lib/model/source/text-source';

/** What our reader makes of a text. */
export interface OwnAnswer {
  /** The documents of the text, up to the first error. */
  readonly documents: readonly unknown[];
  readonly error?: string;
  /** Whether the error is a limit of ours. */
  readonly isLimit: boolean;
  /** Whether a key is there twice, of which kubectl says nothing. */
  readonly hasDuplicates: boolean;
}

export function ownAnswer(text: Uint8Array): OwnAnswer {
  const read = [...readDocuments(streamSource('text', [text]))];
  const problems = read.flatMap((document) => document.problems);
  const error = problems.find(({ severity, rule }) => severity === 'error' && rule !== 'YAML_DUPLICATE_KEY');
  return {
    documents: read.map(({ value }) => value).filter((value) => value !== null && value !== undefined),
    ...(error === undefined ? {} : { error: error.message }),
    isLimit: error?.rule === 'YAML_LIMIT',
    hasDuplicates: problems.some(({ rule }) => rule === 'YAML_DUPLICATE_KEY'),
  };
}
