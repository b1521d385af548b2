import { perMesh } from '../../mesh/per-mesh';
import type { MeshProxy } from '../../mesh/proxies';
import { type Call, isAddress } from '../../simulation/call';
import type { Counterparts } from '../objects/counterparts';
import { type Client, type ClientClass, classesOf, clientsOf } from './clients';
import { compareConversation, type Difference, type Limits, type Side } from './comparison';
import { type Address, addressesAtGateway, addressesInMesh, type Speech } from './conversation';
import { Fingerprints } from './fingerprints';
import { type View, type Views, viewsOf } from './view';

/** Some requests to one host at one port that are treated otherwise. */
export interface Conversation {
  readonly address: Address;
  readonly speech: Speech;
  /** The name of the host in the request, where it has another say than the whole name. */
  readonly called: string | undefined;
  readonly differences: readonly Difference[];
}

/** What was compared, and what came of it. */
export interface ComparedTraffic {
  readonly clients: readonly Client[];
  readonly conversations: readonly Conversation[];
  /** How many hosts and ports were looked at, for each client that has routes of its own. */
  readonly addresses: number;
  /** How many requests were simulated in both worlds. */
  readonly requests: number;
  /** What was not looked at, in sentences. */
  readonly cuts: readonly string[];
}

/** How much is looked at in all. */
export interface TrafficLimits extends Limits {
  /** Requests of all conversations. */
  readonly allRequests: number;
}

const SPEECHES: readonly Speech[] = ['http', 'https', 'tcp'];

/** Compares what becomes of every kind of request of every client. */
export function compareTraffic(counterparts: Counterparts, limits: TrafficLimits): ComparedTraffic {
  return new Traffic(counterparts, limits).compare();
}

/** Clients that are treated alike in a conversation, with what is done with it in both worlds. */
interface Pending {
  /** The name of the host in the request, where that makes a difference. */
  readonly called: string | undefined;
  readonly clients: Client[];
  readonly before: Side;
  readonly after: Side;
}

/** Clients with what is done for them. */
interface ClassViews {
  readonly own: ClientClass;
  readonly before: Views;
  readonly after: Views;
}

/** How else clients call a Service. */
function shortNames(host: string, { namespace }: MeshProxy, { mesh }: Fingerprints): readonly string[] {
  const end = `.svc.${mesh.config.clusterDomain}`;
  if (!host.endsWith(end)) return [];
  const short = host.slice(0, -end.length);
  const dot = short.indexOf('.');
  return short.slice(dot + 1) === namespace ? [short, short.slice(0, dot)] : [short];
}

function named(call: Call, name: string): Call {
  return { ...call, authority: call.port === 80 ? name : `${name}:${call.port}` };
}

/** Clients with those first whose requests are the easiest to see: in the namespace of the host, and no servers of it. */
function likely(clients: readonly Client[], { view, call }: Side): readonly Client[] {
  const servers = new Set(
    view.branches.flatMap((branch) => branch.servers.map(({ namespace, name }) => `${namespace}/${name}`)),
  );
  const namespace = call.host.split('.')[1];
  const rankOf = ({ isAnyOther, name, after }: Client) =>
    (isAnyOther ? 4 : 0) + (servers.has(name) ? 2 : 0) + (after.namespace === namespace ? 0 : 1);
  return [...clients].sort((a, b) => rankOf(a) - rankOf(b) || (a.name < b.name ? -1 : 1));
}

/** Once for all changes of a mesh, of which there may be many. */
const printsBefore = perMesh((mesh) => new Fingerprints(mesh, ({ namespace, name }) => `${namespace}/${name}`));

class Traffic {
  private readonly before: Fingerprints;
  private readonly after: Fingerprints;
  private readonly conversations: Conversation[] = [];
  private readonly cuts = new Map<string, string[]>();
  private addresses = 0;
  private requests = 0;

  constructor(
    private readonly counterparts: Counterparts,
    private readonly limits: TrafficLimits,
  ) {
    this.before = printsBefore(counterparts.before);
    this.after = new Fingerprints(counterparts.after, (workload) => counterparts.formerName(workload), this.before);
  }

  compare(): ComparedTraffic {
    const { counterparts } = this;
    const clients = clientsOf(counterparts);
    const classes = classesOf(counterparts, clients);
    const inside = classes.filter(({ before, after }) => before.kind !== 'gateway' && after.kind !== 'gateway');
    this.compareAll(inside, addressesInMesh(counterparts));
    for (const each of classes) {
      if (each.before.kind !== 'gateway' || each.after.kind !== 'gateway') continue;
      const own = { mesh: counterparts.before, proxy: each.before };
      this.compareAll([each], addressesAtGateway(own, { mesh: counterparts.after, proxy: each.after }));
    }
    return {
      ...{ clients, conversations: this.conversations, addresses: this.addresses, requests: this.requests },
      cuts: [...this.cuts].map(([why, where]) => `${where.join(', ')}: ${why}`),
    };
  }

  private compareAll(classes: readonly ClientClass[], addresses: readonly Address[]): void {
    const views = classes.map((own) => ({
      own,
      before: viewsOf(this.before, own.before),
      after: viewsOf(this.after, own.after),
    }));
    for (const address of addresses) {
      this.addresses += 1;
      for (const speech of SPEECHES) {
        const pending = new Map<string, Pending>();
        for (const each of views) this.collect(address, speech, each, pending);
        for (const each of pending.values()) this.compareOne(address, speech, each);
      }
    }
  }

  /** Adds what is treated otherwise of clients, whatever they call the host. */
  private collect(
    address: Address,
    speech: Speech,
    { own, before, after }: ClassViews,
    pending: Map<string, Pending>,
  ): void {
    const asked = {
      before: callOf(own.before, speech, address.before, address.port),
      after: callOf(own.after, speech, address.after, address.port),
    };
    const [old, now] = [before.of(asked.before), after.of(asked.after)];
    const add = (views: readonly [View, View], calls: typeof asked, called: string | undefined) => {
      // Names of hosts that their requests may have depend on where clients are.
      const home = own.hasShortNames ? own.after.namespace : '';
      const key = `${own.before.kind} ${own.after.kind} ${home}\n${called ?? ''}\n${views[0].text}\n${views[1].text}`;
      const known = pending.get(key);
      if (known !== undefined) {
        known.clients.push(...own.clients);
        return;
      }
      pending.set(key, {
        called,
        clients: [...own.clients],
        before: { prints: this.before, view: views[0], call: calls.before },
        after: { prints: this.after, view: views[1], call: calls.after },
      });
    };
    if (old.text !== now.text) add([old, now], asked, undefined);
    if (speech !== 'http' || !own.hasShortNames) return;
    // What a host is called decides on its routes, where others have a host with the same short name.
    const names = [
      shortNames(address.before, own.before, this.before),
      shortNames(address.after, own.after, this.after),
    ];
    for (const [index, name] of (names[0] ?? []).entries()) {
      const other = names[1]?.[index];
      if (other === undefined) continue;
      const calls = { before: named(asked.before, name), after: named(asked.after, other) };
      if (old.accepts(calls.before.authority) && now.accepts(calls.after.authority)) continue;
      const views = [before.of(calls.before), after.of(calls.after)] as const;
      const isAlike = views[0].text === views[1].text;
      if (!isAlike && (views[0].text !== old.text || views[1].text !== now.text))
        add(views, calls, calls.after.authority);
    }
  }

  private compareOne(address: Address, speech: Speech, { called, clients, before, after }: Pending): void {
    const left = this.limits.allRequests - this.requests;
    if (left <= 0) {
      this.note(address, `more than ${this.limits.allRequests} kinds of requests in all: no request was looked at`);
      return;
    }
    const limits = { ...this.limits, requests: Math.min(this.limits.requests, left) };
    const { differences, requests, cuts } = compareConversation(likely(clients, after), before, after, limits);
    this.requests += requests;
    for (const cut of cuts) this.note(address, cut);
    if (differences.length > 0) this.conversations.push({ address, speech, called, differences });
  }

  private note({ after, port }: Address, why: string): void {
    const where = `${after}:${port}`;
    const known = this.cuts.get(why) ?? [];
    if (!known.includes(where)) known.push(where);
    this.cuts.set(why, known);
  }
}

/** A call of which nothing is said but where it goes. */
function callOf(from: MeshProxy, speech: Speech, host: string, port: number): Call {
  const usual = speech === 'https' ? 443 : 80;
  return {
    from,
    scheme: speech,
    host,
    port,
    method: speech === 'tcp' ? '' : 'GET',
    path: '/',
    authority: port === usual ? host : `${host}:${port}`,
    headers: [],
    sni: speech === 'https' && !isAddress(host) ? host : '',
    clientCertificate: false,
    grpc: false,
    sourceAddress: undefined,
    claims: undefined,
  };
}
