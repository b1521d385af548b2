import { type Experiment, timeoutSeconds } from '../experiments/experiments';

/** How and when an experiment ends. */
export interface EndOfExperiment {
  /** `itself`: when its time is up. `deleted`: not before somebody deletes the object. `at once`: it acts once. */
  readonly by: 'itself' | 'deleted' | 'at once' | 'unknown';
  /** Seconds after its beginning; undefined where it has none. */
  readonly after: number | undefined;
  readonly words: string;
}

export function endingOf({ known, flags }: Experiment): EndOfExperiment {
  const text = flags.get('timeout')?.text;
  const after = text === undefined ? undefined : timeoutSeconds(text);
  switch (known?.what.ending) {
    case undefined:
      return { by: 'unknown', after: undefined, words: 'the catalogue does not have this action' };
    case 'instant':
      return {
        by: 'at once',
        after: undefined,
        words: `it acts once and cannot be undone${text === undefined ? '' : '; ChaosBlade ignores its timeout'}: the object stays until it is deleted`,
      };
    case 'deletion':
      return {
        by: 'deleted',
        after: undefined,
        words: `not before the object is deleted${text === undefined ? '' : ': ChaosBlade ignores its timeout'}; then the pods are deleted, and made anew`,
      };
    default:
      if (after === undefined)
        return {
          by: 'deleted',
          after: undefined,
          words: 'not before the object is deleted: there is no timeout that ChaosBlade can read',
        };
      return {
        by: 'itself',
        after,
        words:
          known?.what.ending === 'irreversible'
            ? `what it did stays; the object is gone after ${after} s, and half a minute more at most`
            : `ChaosBlade undoes it after ${after} s; the operator looks every 30 s and deletes the object`,
      };
  }
}
