import type { Mesh } from '../mesh/mesh';
import type { MeshProxy } from '../mesh/proxies';
import { audienceOf, DEFAULT_EVERY } from '../release-traffic/audience';
import { type Claim, ClaimError, readClaim } from '../release-traffic/claim';
import { checkClaim } from '../release-traffic/claim-check';
import { type Release, tickMeshes } from '../release-traffic/tick-meshes';
import { usualClient } from '../release-traffic/usual-client';
import type { CaseTraffic } from '../report/release-traffic';
import { CallError, type HeaderLine } from '../simulation/call';
import { ClientError, findClient } from '../simulation/find-client';
import { headerLine } from './header-option';
import { OptionError, secondsOf } from './rollout-options';

/** The options of `meshwright rollout` about requests, as commander gives them. */
export interface TrafficOptions {
  readonly request?: readonly string[];
  readonly header?: readonly string[];
  readonly from?: string;
  readonly every?: string;
  readonly never?: readonly string[];
}

/** What is asked about requests during a release. */
export interface TrafficQuestions {
  readonly requests: readonly string[];
  readonly headers: readonly HeaderLine[];
  readonly from: string | undefined;
  /** Seconds. */
  readonly every: number;
  readonly claims: readonly Claim[];
}

/** Whether anything is asked about requests. */
export function isAsked({ requests, claims }: TrafficQuestions): boolean {
  return requests.length + claims.length > 0;
}

/** @throws OptionError */
export function questionsOf({ request = [], header = [], from, every, never = [] }: TrafficOptions): TrafficQuestions {
  const seconds = every === undefined ? DEFAULT_EVERY : secondsOf('--every', every);
  if (seconds < 1) throw new OptionError(`--every ${every}: give at least 1s`);
  const idle = [...(header.length > 0 ? ['-H'] : []), ...(every === undefined ? [] : ['--every'])];
  if (request.length === 0 && idle.length > 0)
    throw new OptionError(`${idle[0]} is for --request: say what is asked for`);
  if (from !== undefined && request.length + never.length === 0)
    throw new OptionError('--from is for --request and --never: say what is asked for');
  return asOptions(() => ({
    requests: request,
    headers: header.map((line) => headerLine(line, (text) => new OptionError(text))),
    from,
    every: seconds,
    claims: never.map(readClaim),
  }));
}

/** Answers what is asked about a case of a release. @throws OptionError */
export function trafficOf(title: string, release: Release, questions: TrafficQuestions): CaseTraffic {
  const { requests, headers, every, claims } = questions;
  return asOptions(() => {
    const [first] = tickMeshes(release);
    const said =
      questions.from === undefined || first === undefined ? undefined : findClient(first.mesh, questions.from);
    return {
      title,
      audiences:
        first === undefined
          ? []
          : requests.map((request) =>
              audienceOf(release, { from: said ?? usual(first.mesh, release), request, headers, every }),
            ),
      verdicts: claims.map((claim) => checkClaim(release, claim, said)),
    };
  });
}

function usual(mesh: Mesh, { canary }: Release): MeshProxy {
  return usualClient(mesh, canary);
}

function asOptions<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof ClaimError || error instanceof CallError || error instanceof ClientError)) throw error;
    throw new OptionError(error.message);
  }
}
