import type { Mesh } from '../mesh/mesh';
import type { VirtualHost } from '../mesh/virtual-hosts';
import { describeId, type Place } from '../world/entity';
import type { Call } from './call';
import type { Cluster } from './clusters';
import type { Delay, End, Mirror, Reservation, RouteDecision, Step, StepKind } from './outcome';
import type { Request } from './request';

/** What is written down on the way. */
export class Trail {
  readonly steps: Step[] = [];

  add(kind: StepKind, text: string, place?: Place, verdict?: Step['verdict']): void {
    this.steps.push({ kind, text, place, ...(verdict === undefined ? {} : { verdict }) });
  }

  addHost(text: string, place: Place | undefined, host: VirtualHost): void {
    this.steps.push({ kind: 'host', text, place, host });
  }
}

/** A call on its way through a mesh. */
export class Walk {
  readonly trail = new Trail();
  private readonly said = new Map<string, Reservation>();

  constructor(
    readonly mesh: Mesh,
    readonly call: Call,
  ) {}

  get reservations(): readonly Reservation[] {
    return [...this.said.values()];
  }

  /** Notes something that is not in the manifests and taken to be so. */
  assume(text: string, ...places: readonly Place[]): void {
    this.reserve({ certainty: 'assumed', text, places });
  }

  /** Notes something that could change the answer. */
  doubt(text: string, ...places: readonly Place[]): void {
    this.reserve({ certainty: 'unknown', text, places });
  }

  private reserve(reservation: Reservation): void {
    this.said.set(reservation.text, reservation);
  }
}

/** What leaves a proxy, or ends at it. */
export interface Departure {
  readonly probability: number;
  readonly request: Request;
  readonly decision: RouteDecision | undefined;
  readonly delay: Delay | undefined;
  readonly mirrors: readonly Mirror[];
  readonly trail: Trail;
  readonly to: DepartureTarget;
}

export type DepartureTarget =
  | { readonly kind: 'end'; readonly end: Stop }
  | { readonly kind: 'cluster'; readonly cluster: Cluster }
  /** To where the client wanted to go. */
  | { readonly kind: 'original' };

/** An end at a proxy. */
export type Stop = Pick<End, 'kind' | 'why'> &
  Partial<Pick<End, 'status' | 'grpcStatus' | 'flag' | 'redirect' | 'body'>>;

/** How an object is called in a sentence, with its namespace. */
export function nameOf({ entity }: Pick<Place, 'entity'>): string {
  return describeId(entity.id);
}
