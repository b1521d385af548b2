import type { Rule } from '../../rule';
import { policyAlternatives } from './alternatives';
import { blockedCallers } from './blocked-callers';
import { httpOnTcp } from './http-on-tcp';
import { identities } from './identities';
import { ignoredPeers } from './ignored-peers';
import { policyPlainText } from './plain-text';
import { policyPorts } from './policy-ports';
import { tokensNotRequired } from './tokens-not-required';

/** Rules about who may ask, and how they show who they are. */
export const POLICY_RULES: readonly Rule[] = [
  ...[policyPorts, httpOnTcp, identities, policyPlainText, policyAlternatives, blockedCallers],
  ...[ignoredPeers, tokensNotRequired],
];
