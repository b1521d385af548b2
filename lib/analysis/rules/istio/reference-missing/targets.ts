import type { Mesh } from '../../../../mesh/mesh';
import { kindKey } from '../../../../world/kind';
import {
  AUTHORIZATION_POLICY,
  ENVOY_FILTER,
  GATEWAY_API_GATEWAY,
  REQUEST_AUTHENTICATION,
  TELEMETRY,
  WASM_PLUGIN,
} from '../../../../world/kinds';
import { reportMissing } from '../../../missing';
import type { Report } from '../../../rule';

const POLICIES = new Set(
  [AUTHORIZATION_POLICY, REQUEST_AUTHENTICATION, TELEMETRY, WASM_PLUGIN, ENVOY_FILTER].map(kindKey),
);

/** What policies name in `targetRefs` and does not exist. */
export function reportTargets(mesh: Mesh, report: Report): void {
  reportMissing(mesh, report, {
    concerns: ({ role, from }) => role === 'parent' && POLICIES.has(from.kindKey),
    consequence: ({ to }) =>
      `the policy is for nobody${to.kind === GATEWAY_API_GATEWAY.kind ? '' : ', and not enforced'}`,
    unknown: 'note',
  });
}
