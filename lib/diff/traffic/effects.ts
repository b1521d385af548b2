import type { Fate } from './behaviour';
import type { Effect } from './change';
import { isOfSecurity } from './security';

/** Less is rounding. */
const EPSILON = 1e-6;

/** What it means that requests that ended in one way end in another, or the same way and something else is other. */
export function effectOf(before: readonly Fate[], after: readonly Fate[], ends: 'differ' | 'are the same'): Effect {
  if (before.every(isFailing) && after.every(isFailing)) return 'fails';
  if (ends === 'are the same') return 'treats';
  const failing = shareOf(after, isFailing) - shareOf(before, isFailing);
  if (failing > EPSILON) return 'breaks';
  if (failing >= -EPSILON) return 'moves';
  return shareOf(after, isKeptOut) - shareOf(before, isKeptOut) < -EPSILON ? 'opens' : 'answers';
}

/** Whether nobody who was called answers: there is no answer, or a proxy's, which says that something is wrong. */
function isFailing({ what }: Fate): boolean {
  return what.kind === 'no answer' || (what.kind === 'answer' && what.status >= 400);
}

/** Whether a policy is why a request does not arrive. */
function isKeptOut(fate: Fate): boolean {
  const { what, place } = fate;
  if (what.kind !== 'answer' && what.kind !== 'no answer') return false;
  if (what.flag === 'RBAC' || what.flag === 'UAEX') return true;
  return isFailing(fate) && isOfSecurity(place);
}

/** Whether somebody else than a proxy gets it. */
export function isReached({ what }: Fate): boolean {
  return what.kind === 'pods' || what.kind === 'address';
}

function shareOf(fates: readonly Fate[], isMeant: (fate: Fate) => boolean): number {
  return fates.reduce((sum, fate) => (isMeant(fate) ? sum + fate.share : sum), 0);
}
