/** Where a release is, as `status.phase` of a Canary says. @see https://docs.flagger.app/usage/how-it-works#canary-status */
export type Phase =
  | 'Initializing'
  | 'Initialized'
  | 'Waiting'
  | 'Progressing'
  | 'WaitingPromotion'
  | 'Promoting'
  | 'Finalising'
  | 'Succeeded'
  | 'Failed';

/** Whether the phase is one of a release that goes on; in others Flagger looks for a new version. */
export function isUnderWay(phase: Phase): boolean {
  return ['Waiting', 'Progressing', 'WaitingPromotion', 'Promoting', 'Finalising'].includes(phase);
}

/** Whether the new version is judged. */
export function isAnalysed(phase: Phase): boolean {
  return phase === 'Progressing' || phase === 'WaitingPromotion';
}
