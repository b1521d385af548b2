import type { RouteCondition } from '../../mesh/http-routes';
import type { Mesh } from '../../mesh/mesh';
import type { MeshProxy } from '../../mesh/proxies';
import type { Call } from '../../simulation/call';
import { normalized } from '../../simulation/paths';
import { compare } from '../../simulation/route-matching';
import { simulate } from '../../simulation/simulate';
import type { AttributeName } from '../requests/attribute';
import { type Box, type Guard, type Guarded, merged, type Space, split } from '../requests/box';
import { callWith, type Values } from '../requests/call-of';
import { type Behaviour, behaviourOf, behaviourWithoutName, differingFacets, type Facet, type Fate } from './behaviour';
import type { Client } from './clients';
import type { Fingerprints } from './fingerprints';
import { byIdentity } from './identities';
import { Literals } from './literals';
import { type Branch, type View, viewsOf } from './view';

/** What is other for some requests of a conversation. */
export interface Difference {
  readonly facet: Facet;
  readonly before: readonly Fate[];
  readonly after: readonly Fate[];
  /** Who sends them: the first one's request was simulated. */
  readonly clients: readonly Client[];
  readonly space: Space;
  /** The requests. */
  readonly boxes: readonly Box[];
  /** Whether it is so for all requests of the conversation. */
  readonly isWhole: boolean;
  /** One of the requests, as it is sent in each world. */
  readonly witness: { readonly before: Call; readonly after: Call };
  readonly behaviours: { readonly before: Behaviour; readonly after: Behaviour };
}

/** One side of a conversation. */
export interface Side {
  readonly prints: Fingerprints;
  readonly view: View;
  /** A call of the first client, of which nothing is said but where it goes. */
  readonly call: Call;
}

/** How much is looked at. */
export interface Limits {
  /** Requests of one conversation. */
  readonly requests: number;
  /** Boxes that requests of one conversation are cut into. */
  readonly boxes: number;
}

/** What came of a conversation. */
export interface Compared {
  readonly differences: readonly Difference[];
  /** How many requests were simulated in both worlds. */
  readonly requests: number;
  /** What was not looked at, and why. */
  readonly cuts: readonly string[];
}

/** Compares what becomes of all requests of clients to one host at one port, one request of each kind. */
export function compareConversation(clients: readonly Client[], before: Side, after: Side, limits: Limits): Compared {
  return new Comparison(clients, before, after, limits).run();
}

interface GuardedBranch extends Guarded {
  readonly branch: Branch;
}

/** Requests that one branch takes in one world and one in the other. */
interface Leaf {
  readonly before: Branch;
  readonly after: Branch;
  readonly boxes: Box[];
}

interface Piece {
  readonly facet: Facet;
  readonly clients: readonly Client[];
  readonly boxes: Box[];
  readonly witness: Difference['witness'];
  readonly behaviours: Difference['behaviours'];
}

class Comparison {
  private readonly literals = new Literals();
  private readonly looks = new Map<Branch, ReadonlySet<AttributeName>>();
  private readonly space: Space;
  private readonly pieces = new Map<string, Piece>();
  private requests = 0;
  private readonly cuts = new Set<string>();

  constructor(
    private readonly clients: readonly Client[],
    private readonly before: Side,
    private readonly after: Side,
    private readonly limits: Limits,
  ) {
    const sides = [before, after];
    for (const side of sides) this.collect(side);
    for (const { view } of sides) {
      for (const { rule, conditions } of view.branches) this.literals.addPathsBefore(rule, conditions);
    }
    // A host that has another name is named as it is called.
    const sameName = before.call.authority === after.call.authority;
    this.space = this.literals.space(after.call.authority, (name) => {
      return sameName && before.view.accepts(name) && after.view.accepts(name);
    });
    for (const { name, unmet } of this.space.attributes) {
      for (const regex of unmet)
        this.cuts.add(
          `no ${name} was found that regular expression ${regex} takes: whoever sends one was not looked at`,
        );
    }
  }

  run(): Compared {
    for (const leaf of this.leaves()) this.examine(leaf);
    const total = sizeOf([this.space.everything]);
    const differences = [...this.pieces.values()].map(({ boxes, ...piece }): Difference => {
      const { facet, behaviours } = piece;
      const all = merged(boxes);
      return {
        ...piece,
        before: behaviours.before.facets.get(facet) ?? [],
        after: behaviours.after.facets.get(facet) ?? [],
        space: this.space,
        boxes: all,
        isWhole: sizeOf(all) === total,
      };
    });
    return { differences, requests: this.requests, cuts: [...this.cuts] };
  }

  private collect(side: Side): void {
    const { view, prints } = side;
    const { mesh } = prints;
    const ofGates = view.gates.map((proxy) => this.literals.addServer(mesh, proxy));
    if (view.gates.length > 0 && view.text.startsWith('terminated')) this.literals.addCertificate();
    for (const branch of [...view.branches, view.rest]) {
      this.literals.addConditions(branch.conditions);
      const looks = new Set(this.literals.addRule(branch.rule));
      const proxies = branch.servers.map((server) => mesh.proxyOf(server));
      const ofServers = proxies.map((proxy) => this.literals.addServer(mesh, proxy));
      const beyond = new Set(proxies.filter(({ kind }) => kind === 'gateway'));
      const ofGateways = [...beyond].flatMap((proxy) => this.collectBeyond(side, proxy));
      for (const names of [...ofGates, ...ofServers, ...ofGateways]) for (const name of names) looks.add(name);
      if (view.gates.length > 0) looks.add('client certificate');
      this.looks.set(branch, looks);
    }
  }

  /** What a gateway looks at that gets the requests, and whoever is behind it. */
  private collectBeyond({ prints, call }: Side, gateway: MeshProxy): readonly ReadonlySet<AttributeName>[] {
    const { mesh } = prints;
    const { branches } = viewsOf(prints, gateway).of({ ...call, from: gateway });
    return branches.flatMap(({ conditions, rule, servers }) => [
      this.literals.addConditions(conditions),
      this.literals.addRule(rule),
      ...servers.map((server) => this.literals.addServer(mesh, mesh.proxyOf(server))),
    ]);
  }

  private leaves(): readonly Leaf[] {
    const [old, now] = [this.guarded(this.before), this.guarded(this.after)];
    const { boxes: limit } = this.limits;
    const leaves = new Map<Branch, Map<Branch, Leaf>>();
    const parts = split(this.space.everything, old, limit);
    if (parts === undefined) return this.tooMany();
    let count = 0;
    for (const { box, by } of parts) {
      const before = by?.branch ?? this.before.view.rest;
      const others = split(box, now, limit);
      count += others?.length ?? limit + 1;
      if (others === undefined || count > limit) return this.tooMany();
      for (const { box: own, by: other } of others) {
        const after = other?.branch ?? this.after.view.rest;
        if (before.text === after.text) continue;
        const beside = leaves.get(before) ?? new Map<Branch, Leaf>();
        leaves.set(before, beside);
        const leaf = beside.get(after) ?? { before, after, boxes: [] };
        beside.set(after, leaf);
        leaf.boxes.push(own);
      }
    }
    return [...leaves.values()].flatMap((beside) => [...beside.values()]);
  }

  /** Of each route in either world a request that is made for it. */
  private tooMany(): readonly Leaf[] {
    this.cuts.add(
      `its rules cut requests into more than ${this.limits.boxes} kinds: only one for each rule was looked at`,
    );
    const leaves: Leaf[] = [];
    for (const side of [this.before, this.after]) {
      for (const { guards } of this.guarded(side)) {
        const box = guards.reduce<Box>(
          (own, { attribute, mask }) => own.with(attribute, (own[attribute] ?? 0n) & mask),
          this.space.everything,
        );
        if (box.some((mask) => mask === 0n)) continue;
        // One request stands for itself alone.
        const single = box.map((mask) => mask & -mask);
        leaves.push({
          before: this.taking(this.before, single),
          after: this.taking(this.after, single),
          boxes: [single],
        });
      }
    }
    return leaves.filter(({ before, after }) => before.text !== after.text);
  }

  private taking(side: Side, box: Box): Branch {
    const found = this.guarded(side).find(({ guards }) =>
      guards.every(({ attribute, mask }) => ((box[attribute] ?? 0n) & mask) !== 0n),
    );
    return found?.branch ?? side.view.rest;
  }

  private guarded({ view, prints, call }: Side): readonly GuardedBranch[] {
    const claimsAreRead = view.gates.some((proxy) => prints.mesh.requestAuthentications(proxy).length > 0);
    return view.branches.map((branch) => ({
      branch,
      guards: branch.conditions.map((condition) => this.guard(condition, call, prints.mesh, claimsAreRead)),
    }));
  }

  private guard(condition: RouteCondition, call: Call, mesh: Mesh, claimsAreRead: boolean): Guard {
    const { on, name } = condition;
    const own = on === 'header' || on === 'query' ? `${on} ${name}` : on === 'claim' ? 'token' : on;
    const attribute = this.space.indexOf(own);
    const isMet = (values: Values) => {
      const sent = callWith(call, values);
      const path = normalized(sent.path, mesh.config.pathNormalization);
      const claims = claimsAreRead ? (sent.claims ?? 'none') : 'none';
      const found = compare({ conditions: [condition] }, { ...sent, path }, claims);
      return found.kind === 'match' || (found.kind === 'unknown' && found.tentative);
    };
    // What does not vary is met by all or by none.
    if (attribute === undefined) return { attribute: 0, mask: isMet(new Map()) ? -1n : 0n };
    const { cells, name: of } = this.space.attributes[attribute] ?? { cells: [], name: 'path' };
    let mask = 0n;
    for (const [index, { value }] of cells.entries()) if (isMet(new Map([[of, value]]))) mask |= 1n << BigInt(index);
    return { attribute, mask };
  }

  /** Simulates one request for each kind that what stands behind the branches tells apart. */
  private examine(leaf: Leaf): void {
    const asked = (side: Side, branch: Branch) => ({
      mesh: side.prints.mesh,
      servers: branch.servers,
      gates: side.view.gates,
    });
    const groups = byIdentity(this.clients, asked(this.before, leaf.before), asked(this.after, leaf.after));
    for (const [values, boxes] of this.kindsIn(leaf)) {
      for (const clients of groups) {
        if (this.requests >= this.limits.requests) {
          this.cuts.add(`more than ${this.limits.requests} kinds of requests: no more were looked at`);
          return;
        }
        this.ask(clients, values, boxes);
      }
    }
  }

  /** The kinds of requests of a leaf. */
  private *kindsIn({ before, after, boxes }: Leaf): Generator<readonly [Values, Box[]]> {
    const names = new Set([...(this.looks.get(before) ?? []), ...(this.looks.get(after) ?? [])]);
    const varying = [...names].flatMap((name) => this.space.indexOf(name) ?? []).sort((a, b) => a - b);
    const kinds = new Map<string, Box[]>();
    for (const box of boxes) {
      for (const own of this.cutAt(box, varying)) {
        const key = varying.map((attribute) => String(own[attribute])).join(' ');
        const known = kinds.get(key);
        if (known === undefined) kinds.set(key, [own]);
        else known.push(own);
      }
    }
    for (const own of kinds.values()) if (own[0] !== undefined) yield [this.valuesIn(own[0]), own];
  }

  /** A box in pieces of which each has one cell of some attributes. */
  private *cutAt(box: Box, [attribute, ...rest]: readonly number[]): Generator<Box> {
    if (attribute === undefined) {
      yield box;
      return;
    }
    for (const cell of this.space.cellsIn(box, attribute))
      yield* this.cutAt(box.with(attribute, 1n << BigInt(cell)), rest);
  }

  /** The first request of a box. */
  private valuesIn(box: Box): Values {
    return new Map(
      this.space.attributes.map(({ name, cells }, attribute) => {
        const [first = 0] = this.space.cellsIn(box, attribute);
        return [name, cells[first]?.value] as const;
      }),
    );
  }

  private ask(clients: readonly Client[], values: Values, boxes: readonly Box[]): void {
    const [client] = clients;
    if (client === undefined) return;
    this.requests += 1;
    const witness = {
      before: callWith({ ...this.before.call, from: client.before }, values),
      after: callWith({ ...this.after.call, from: client.after }, values),
    };
    const behaviours = {
      before: behaviourIn(this.before, witness.before),
      after: behaviourIn(this.after, witness.after),
    };
    for (const facet of differingFacets(behaviours.before, behaviours.after)) {
      const key = JSON.stringify([facet, client.name, keyOf(behaviours.before, facet), keyOf(behaviours.after, facet)]);
      const piece = this.pieces.get(key);
      if (piece === undefined) this.pieces.set(key, { facet, clients, boxes: [...boxes], witness, behaviours });
      else piece.boxes.push(...boxes);
    }
  }
}

/** What becomes of a call in one of the worlds. */
function behaviourIn({ prints, view }: Pick<Side, 'prints' | 'view'>, call: Call): Behaviour {
  if (view.isUnresolved) return behaviourWithoutName(call.host);
  return behaviourOf(prints.mesh, simulate(prints.mesh, call), prints.nameOf);
}

function keyOf({ facets }: Behaviour, facet: Facet): unknown {
  return (facets.get(facet) ?? []).map(({ key, share }) => [key, share.toFixed(6)]);
}

/** How many kinds of requests there are in boxes that have nothing in common. */
function sizeOf(boxes: readonly Box[]): bigint {
  return boxes.reduce((sum, box) => sum + box.reduce((size, mask) => size * BigInt(bitsIn(mask)), 1n), 0n);
}

function bitsIn(mask: bigint): number {
  let [count, rest] = [0, mask];
  for (; rest !== 0n; rest &= rest - 1n) count += 1;
  return count;
}
