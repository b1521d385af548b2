import type { Place } from '../../world/entity';
import { kindKey } from '../../world/kind';
import { AUTHORIZATION_POLICY, PEER_AUTHENTICATION, REQUEST_AUTHENTICATION } from '../../world/kinds';

const KINDS: ReadonlySet<string> = new Set(
  [AUTHORIZATION_POLICY, PEER_AUTHENTICATION, REQUEST_AUTHENTICATION].map(kindKey),
);

/** Whether a policy about who may ask stands at a place. */
export function isOfSecurity(place: Place | undefined): boolean {
  return place !== undefined && KINDS.has(kindKey(place.entity.id));
}
