import type { CanaryAnalysisMatch, CanaryServiceMatch } from '../../imports/flagger.app';

/** A condition on requests. */
export type Match = CanaryServiceMatch | CanaryAnalysisMatch;

/**
 * Conditions of the canary together with those of the Service, as Flagger joins them: each with each; of the canary's
 * only headers and labels of the source are left, in place of the Service's.
 */
export function mergeMatches(own: readonly Match[], common: readonly Match[] | undefined): readonly Match[] {
  if (common === undefined || common.length === 0) return own;
  return own.flatMap(({ headers, sourceLabels }) =>
    common.map((each) => ({
      ...each,
      ...(isEmpty(headers) ? {} : { headers }),
      ...(isEmpty(sourceLabels) ? {} : { sourceLabels }),
    })),
  );
}

function isEmpty(map: object | undefined): boolean {
  return map === undefined || Object.keys(map).length === 0;
}
