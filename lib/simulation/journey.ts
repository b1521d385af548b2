import type { EffectivePolicy } from '../mesh/effective-policy';
import { targetPortOf } from '../mesh/endpoints';
import type { MeshProxy } from '../mesh/proxies';
import { portOf } from '../mesh/services';
import type { Workload } from '../world/workload';
import { balance, type EndpointShare, stickinessOf } from './balancing';
import type { Cluster } from './clusters';
import { doubtExtensions } from './doubts';
import { describeShares, destinationOf, endOf, ownTls, plainTarget, refusal, type Target } from './ends';
import { type Arrival, enterGateway } from './entering';
import { stopped } from './http-routing';
import type { Dialled } from './names';
import type { End, EndDestination, Step, UpstreamTls } from './outcome';
import type { Request } from './request';
import { assumeScaling } from './scaled-pods';
import { type Reception, receive } from './serving';
import { upstreamTls } from './upstream-tls';
import { type Departure, nameOf, type Stop, Trail, type Walk } from './walk';

/** How many gateways a call may go through. */
const MAX_HOPS = 8;

/** From what leaves one proxy to what arrives at the next, until everything has come to an end. */
export class Journey {
  constructor(
    private readonly walk: Walk,
    /** What the client has dialled. */
    private readonly dialled: Dialled,
  ) {}

  /** What becomes of everything that leaves a proxy, or a client without one. */
  settle(client: MeshProxy, departures: readonly Departure[], via: readonly MeshProxy[] = []): readonly End[] {
    return departures.flatMap((departure) => this.settleOne(client, departure, via));
  }

  /** What becomes of a request at a gateway. */
  atGateway(gateway: MeshProxy, request: Request, arrival: Arrival, via: readonly MeshProxy[] = []): readonly End[] {
    if (via.length >= MAX_HOPS) {
      return [
        endOf(stopped(request, { kind: 'failed', why: `it goes through more than ${MAX_HOPS} gateways` }), via, {
          kind: 'failed',
          why: `it goes through more than ${MAX_HOPS} gateways`,
        }),
      ];
    }
    return this.settle(gateway, enterGateway(this.walk, gateway, request, arrival), [...via, gateway]);
  }

  private settleOne(client: MeshProxy, departure: Departure, via: readonly MeshProxy[]): readonly End[] {
    const { to } = departure;
    switch (to.kind) {
      case 'end':
        return [endOf(departure, via, to.end)];
      case 'original':
        return this.toOriginal(client, departure, via);
      case 'cluster':
        return this.toCluster(client, departure, to.cluster, via);
    }
  }

  /** To the address that the client has dialled, without a word of any proxy. */
  private toOriginal(client: MeshProxy, departure: Departure, via: readonly MeshProxy[]): readonly End[] {
    const { service, address } = this.dialled;
    const { host, port } = this.walk.call;
    const cluster = client.kind === 'sidecar' ? 'PassthroughCluster' : '';
    const tls = ownTls(departure.request, this.walk.call);
    if (service === undefined || service.registry === 'ServiceEntry') {
      const destination = destinationOf(plainTarget(host, port, cluster), { addresses: [address ?? host], tls });
      return [endOf(departure, via, { kind: 'reached', why: 'outside of the registry' }, destination)];
    }
    const target = plainTarget(service.host, port, cluster, service);
    if (portOf(service, port) === undefined) {
      return [
        endOf(
          departure,
          via,
          { kind: 'failed', why: `${service.host} has no port ${port}` },
          destinationOf(target, { tls }),
        ),
      ];
    }
    const shares = balance(
      this.walk.mesh,
      client,
      {},
      this.walk.mesh.endpoints(service).filter(({ replicas }) => replicas > 0),
    );
    if (shares.length === 0) {
      const why = `${service.host} has no pods: connection refused`;
      return [endOf(departure, via, { kind: 'failed', why }, destinationOf(target, { tls }))];
    }
    const tlsOf = (share: EndpointShare) => this.byZtunnel(client, share) ?? tls;
    return this.toEndpoints(client, departure, target, shares, tlsOf, via);
  }

  /** What the ztunnel of a client makes of a connection to whoever understands it. */
  private byZtunnel(client: MeshProxy, { endpoint: { workload } }: EndpointShare): UpstreamTls | undefined {
    if (client.kind !== 'ambient' || workload === undefined) return undefined;
    const { kind } = this.walk.mesh.proxyOf(workload);
    if (kind === 'none') return undefined;
    if (kind !== 'ambient') this.walk.assume('sidecars take what ztunnels send by HBONE, as istiod is told to have it');
    return { mode: 'istio-mutual', by: 'auto', place: undefined };
  }

  private toCluster(
    client: MeshProxy,
    departure: Departure,
    cluster: Cluster,
    via: readonly MeshProxy[],
  ): readonly End[] {
    const { service, missing, name, host, port, subset, policy } = cluster;
    const target: Target = { host, port, subset, cluster: name, service, policy };
    const { request, trail } = departure;
    if (missing !== undefined || service === undefined) {
      const why = missing?.text ?? `there is no host ${host}`;
      trail.add('destination', why, missing?.place);
      // Routes of the Gateway API have an answer of their own for what is not there.
      const status = departure.decision?.route?.rule?.ofRoute === undefined ? 503 : 500;
      return [endOf(departure, via, refusal(request, 'NC', why, status), destinationOf(target))];
    }
    this.explainPolicy(trail, policy);
    const { mesh } = this.walk;
    const direction = client.kind === 'gateway' ? 'gateway' : 'outbound';
    doubtExtensions(this.walk, client, 'connections', { direction, port, service: host });
    const shares = balance(mesh, client, policy, cluster.endpoints);
    if (shares.length > 0) {
      const tlsOf = ({ endpoint }: EndpointShare) => upstreamTls(mesh, client, service, policy, endpoint);
      return this.toEndpoints(client, departure, target, shares, tlsOf, via);
    }
    const wherever = this.wherever(cluster, request);
    if (wherever !== undefined) {
      const tls = upstreamTls(mesh, client, service, policy, undefined);
      const destination = destinationOf(target, { addresses: [wherever.address], tls });
      return [endOf(departure, via, { kind: 'reached', why: wherever.why }, destination)];
    }
    const why = whyEmpty(cluster);
    trail.add('destination', why);
    return [endOf(departure, via, refusal(request, 'UH', why), destinationOf(target))];
  }

  /** Where a service without endpoints of its own sends to. */
  private wherever(
    { service }: Cluster,
    { authority }: Request,
  ): { readonly address: string; readonly why: string } | undefined {
    if (service?.resolution === 'NONE' && service.registry === 'ServiceEntry') {
      return { address: this.dialled.address ?? this.walk.call.host, why: 'the address that the client has dialled' };
    }
    return service?.resolution === 'DYNAMIC_DNS'
      ? { address: authority, why: 'the host that the request names' }
      : undefined;
  }

  private explainPolicy(trail: Trail, policy: EffectivePolicy): void {
    const { rule } = policy;
    if (rule === undefined) return;
    trail.steps.push(...stepsOf(policy));
    if (!rule.orderAssumed) return;
    this.walk.assume(
      `of the DestinationRules for ${rule.host} the first by name counts: which is the oldest is not known`,
      ...rule.rules.map((entity) => ({ entity, path: [] })),
    );
  }

  /** One end for each way in which servers take it; gateways send it on. */
  private toEndpoints(
    client: MeshProxy,
    departure: Departure,
    target: Target,
    shares: readonly EndpointShare[],
    tlsOf: (share: EndpointShare) => UpstreamTls,
    via: readonly MeshProxy[],
  ): readonly End[] {
    const { mesh } = this.walk;
    assumeScaling(this.walk, shares);
    const own = target.service && portOf(target.service, target.port);
    const groups: Group[] = [];
    const ends: End[] = [];
    for (const each of shares) {
      const tls = tlsOf(each);
      const { workload } = each.endpoint;
      const port = (own && targetPortOf(each.endpoint, own)) ?? target.port;
      if (workload !== undefined && mesh.proxyOf(workload).kind === 'gateway') {
        ends.push(...this.onward({ client, departure, target, workload, share: each.share, port, tls, via }));
        continue;
      }
      const reception =
        workload === undefined
          ? { stop: undefined, request: departure.request, trail: new Trail() }
          : receive(this.walk, workload, { client, request: departure.request, tls, port });
      // What is received alike is one end.
      const group = groups.find((other) => isAlike(other, port, tls, reception.stop));
      if (group === undefined) groups.push({ reception, tls, port, shares: [each] });
      else group.shares.push(each);
    }
    for (const group of groups) ends.push(this.endOfGroup(departure, target, group, via));
    return ends;
  }

  private endOfGroup(departure: Departure, target: Target, group: Group, via: readonly MeshProxy[]): End {
    const { reception, tls, port, shares } = group;
    const share = shares.reduce((sum, each) => sum + each.share, 0);
    const workloads = shares.flatMap(({ endpoint: { workload, replicas }, share: own }) =>
      workload === undefined ? [] : [{ workload, pods: replicas, share: own / share }],
    );
    const addresses = shares.flatMap(({ endpoint: { workload, address } }) =>
      workload === undefined && address ? [address] : [],
    );
    const stickiness = stickinessOf(target.policy, departure.request, this.walk.call.sourceAddress);
    const destination: EndDestination = destinationOf(target, {
      workloads,
      addresses,
      targetPort: port,
      tls,
      stickiness,
    });
    const stop: Stop = reception.stop ?? { kind: 'reached', why: describeShares(workloads, addresses) };
    const steps = [...departure.trail.steps, ...reception.trail.steps];
    const { decision, delay, mirrors } = departure;
    const probability = departure.probability * share;
    return endOf(
      { probability, request: reception.request, decision, delay, mirrors, trail: { steps } },
      via,
      stop,
      destination,
    );
  }

  /** Through a gateway, to wherever that sends it. */
  private onward({ client, departure, target, workload, share, port, tls, via }: Hop): readonly End[] {
    const { call, mesh, trail } = this.walk;
    const mutual = tls.mode === 'istio-mutual' || tls.mode === 'mutual';
    // The name that a sidecar asks for where nobody says another.
    const automatic = mutual ? `outbound_.${target.port}_.${target.subset ?? ''}_.${target.host}` : '';
    const sni = tls.mode === 'passthrough' ? call.sni : (target.policy.tls?.value.sni ?? automatic);
    const isEncrypted = tls.by === 'destination rule' && tls.mode !== 'plaintext';
    const { request } = departure;
    const sent: Request = isEncrypted && request.scheme === 'http' ? { ...request, scheme: 'https' } : request;
    const before = trail.steps.length;
    const ends = this.atGateway(
      mesh.proxyOf(workload),
      sent,
      { port, dialledPort: target.port, client, sni, clientCertificate: mutual },
      via,
    );
    const own = trail.steps.splice(before);
    return ends.map((end) => ({
      ...end,
      probability: end.probability * departure.probability * share,
      decision: end.decision ?? departure.decision,
      delay: end.delay ?? departure.delay,
      mirrors: [...departure.mirrors, ...end.mirrors],
      steps: [...departure.trail.steps, ...own, ...end.steps],
    }));
  }
}

const policySteps = new WeakMap<EffectivePolicy, readonly Step[]>();

/** What the rules of a policy give to it; the same for each request that it holds for. */
function stepsOf(policy: EffectivePolicy): readonly Step[] {
  let steps = policySteps.get(policy);
  if (steps === undefined) {
    const { rule, ...fields } = policy;
    const trail = new Trail();
    for (const entity of rule?.rules ?? []) {
      const used = Object.entries(fields).filter(([, field]) => field?.place.entity === entity);
      const what = used.length === 0 ? 'subsets only' : used.map(([field]) => field).join(', ');
      trail.add('policy', `${nameOf({ entity })}: ${what}`, used[0]?.[1]?.place ?? { entity, path: ['spec', 'host'] });
    }
    steps = trail.steps;
    policySteps.set(policy, steps);
  }
  return steps;
}

interface Group {
  readonly reception: Reception;
  readonly tls: UpstreamTls;
  readonly port: number;
  readonly shares: EndpointShare[];
}

function isAlike({ reception, tls, port }: Group, at: number, by: UpstreamTls, stop: Stop | undefined): boolean {
  return port === at && tls.mode === by.mode && tls.by === by.by && reception.stop?.why === stop?.why;
}

interface Hop {
  readonly client: MeshProxy;
  readonly departure: Departure;
  readonly target: Target;
  readonly workload: Workload;
  readonly share: number;
  readonly port: number;
  readonly tls: UpstreamTls;
  readonly via: readonly MeshProxy[];
}

function whyEmpty({ host, subset, empty }: Cluster): string {
  const scaled = empty.map(({ workload }) => workload?.name).join(', ');
  const what = subset === undefined ? host : `subset ${subset} of ${host}`;
  return empty.length === 0 ? `${what} has no pods` : `${what} has no pods: ${scaled} is scaled to 0`;
}
