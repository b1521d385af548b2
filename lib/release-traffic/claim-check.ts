import { serviceNames } from '../flagger-objects/canary';
import { fullName, serviceHost } from '../mesh/host-names';
import type { HttpRoute } from '../mesh/http-routes';
import type { Mesh } from '../mesh/mesh';
import type { MeshProxy } from '../mesh/proxies';
import type { Phase } from '../rollout/phase';
import { EPSILON, happeningsOf } from '../routing-tests/happenings';
import type { Outcome, Reservation } from '../simulation/outcome';
import { tryAll } from './candidates';
import type { Claim } from './claim';
import { type Release, tickMeshes } from './tick-meshes';
import { clientName, usualClient } from './usual-client';
import { versionOf } from './version';
import { type Way, waysTo } from './ways';

/** Whether something never happens in a release. */
export interface ClaimVerdict {
  readonly claim: Claim;
  readonly holds: 'yes' | 'no' | 'unknown';
  /** For `no`: the first request with which it happens. */
  readonly witness: Witness | undefined;
  /** For `unknown`: why. */
  readonly doubts: readonly string[];
  /** What it rests on besides the manifests. */
  readonly assumptions: readonly string[];
  /** How many requests were tried, at how many ticks. */
  readonly requests: number;
  readonly ticks: number;
  /** Who asked. */
  readonly clients: readonly string[];
}

/** A request with which something happens that must not. */
export interface Witness {
  readonly tick: number;
  /** Seconds since the change. */
  readonly time: number;
  readonly from: MeshProxy;
  /** Of the requests like it, from 0 to 1. */
  readonly share: number;
  /** Whether it happens to a copy of the request alone. */
  readonly copy: boolean;
  readonly outcome: Outcome;
}

/**
 * Whether something never happens to any request of a kind, at no tick of a release. It is proved by requests that are
 * tried: at each tick, on each way to the Canary, one for every route that could take such requests.
 *
 * @param from who asks; by default whoever is found first inside, and somebody outside where gateways lead to the Canary
 * @throws CallError when the URL of the claim is none
 */
export function checkClaim(release: Release, claim: Claim, from?: MeshProxy): ClaimVerdict {
  const doubts = new Set<string>();
  const assumptions = new Set<string>();
  const clients = new Set<string>();
  let requests = 0;
  let ticks = 0;
  const verdict = (holds: ClaimVerdict['holds'], witness?: Witness): ClaimVerdict => ({
    ...{ claim, holds, witness, requests, ticks },
    doubts: holds === 'unknown' ? [...doubts] : [],
    assumptions: [...assumptions],
    clients: [...clients],
  });
  for (const { tick, mesh } of tickMeshes(release)) {
    ticks++;
    for (const way of waysOf(mesh, release, claim, from)) {
      const { outcomes, open } = tryAll(mesh, way, claim);
      requests += outcomes.length;
      clients.add(clientName(way.from));
      for (const outcome of outcomes) {
        for (const each of outcome.reservations) note(each, doubts, assumptions);
        const found = happensIn(outcome, mesh, claim, release, tick.phase);
        if (found === undefined) continue;
        return verdict('no', { tick: tick.tick, time: tick.time, from: way.from, ...found, outcome });
      }
      for (const { route, why } of open) {
        if (!mayHappen(route, mesh, claim, release)) continue;
        const { entity, path } = route.place ?? {};
        const at =
          entity === undefined ? route.name : `${entity.id.namespace}/${entity.id.name} ${path?.slice(1).join('.')}`;
        doubts.add(`whether ${at} takes such a request is not known: ${why}`);
      }
    }
  }
  if (ticks === 0) doubts.add('the release has no tick');
  else if (requests === 0) doubts.add('no way to the Canary is known');
  return verdict(doubts.size > 0 ? 'unknown' : 'yes');
}

function waysOf(mesh: Mesh, { canary }: Release, { origin }: Claim, from: MeshProxy | undefined): readonly Way[] {
  const { namespace, name } = from ?? usualClient(mesh, canary);
  const client =
    mesh.proxies.find((proxy) => proxy.namespace === namespace && proxy.name === name) ??
    from ??
    usualClient(mesh, canary);
  if (origin !== undefined) return [{ from: client, origin }];
  const ways = waysTo(mesh, canary, client);
  return from === undefined ? ways : ways.filter((way) => way.from === client);
}

function note({ certainty, text }: Reservation, doubts: Set<string>, assumptions: Set<string>): void {
  (certainty === 'unknown' ? doubts : assumptions).add(text);
}

/** How often it happens that must not. */
function happensIn(
  outcome: Outcome,
  mesh: Mesh,
  { event }: Claim,
  { canary }: Release,
  phase: Phase,
): Pick<Witness, 'share' | 'copy'> | undefined {
  const happenings = happeningsOf(outcome);
  const sum = (values: readonly number[]) => values.reduce((total, each) => total + each, 0);
  const share = sum(
    happenings
      .filter((each) =>
        event.kind === 'gets'
          ? each.end.kind === 'answered' && (each.end.redirect?.status ?? each.end.status) === event.status
          : versionOf(canary, phase, each) === event.who,
      )
      .map(({ probability }) => probability),
  );
  if (share > EPSILON) return { share, copy: false };
  if (event.kind === 'gets') return undefined;
  const host = serviceHost(serviceNames(canary.spec)[event.who], canary.id.namespace, mesh.config.clusterDomain);
  const copies = outcome.ends.map(
    ({ probability, mirrors }) =>
      probability *
      sum(mirrors.filter((each) => each.host === host && each.missing === undefined).map((each) => each.probability)),
  );
  return sum(copies) > EPSILON ? { share: sum(copies), copy: true } : undefined;
}

/** Whether a route could make it happen, if it takes such a request. */
function mayHappen({ rule }: HttpRoute, { config }: Mesh, { event }: Claim, { canary }: Release): boolean {
  if (event.kind === 'gets' || rule === undefined) return event.kind === 'gets';
  const { apex, ...versions } = serviceNames(canary.spec);
  const meant = [versions[event.who], apex].map((name) => serviceHost(name, canary.id.namespace, config.clusterDomain));
  const { route = [], mirror, mirrors = [] } = rule.rule;
  const named = [
    ...route.filter(({ weight = 100 }) => weight > 0).map(({ destination }) => destination),
    ...(mirror === undefined ? [] : [mirror]),
    ...mirrors.flatMap(({ destination }) => destination ?? []),
  ];
  return named.some(({ host }) => meant.includes(fullName(host, rule.namespace, config.clusterDomain)));
}
