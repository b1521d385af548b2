import type { Mesh } from '../mesh/mesh';
import type { MeshProxy } from '../mesh/proxies';
import { printRequestText } from '../report/request-text';
import { type CallOptions, parseCall } from '../simulation/call';
import type { Outcome } from '../simulation/outcome';
import { simulate } from '../simulation/simulate';
import type { Place } from '../world/entity';

/** What is said of a request besides method and URL. */
export interface RequestOptions extends Omit<CallOptions, 'headers'> {
  /** By name; a list for one that is sent on several lines. `host` replaces that of the URL. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

/** The mesh that is asked. */
export interface AskedMesh {
  readonly mesh: Mesh;
  /** Whether what cannot be known is taken to change nothing. */
  readonly ignoresUnknown: boolean;
  /** Notes what a request has reached. */
  note(outcome: Outcome): void;
  /** How messages call a place. */
  where(place: Place): string;
}

/** A request, with what becomes of it: for `expect(…)`. Nothing is worked out before it is asked for. */
export class SimulatedRequest {
  private known: Outcome | undefined;

  /** @internal */
  constructor(
    /** @internal */
    readonly asked: AskedMesh,
    /** @internal */
    readonly client: MeshProxy,
    /** As it was written: `GET http://reviews:9080/`. */
    readonly text: string,
    private readonly options: RequestOptions,
  ) {}

  /** Who asks: `default/client`, or `outside`. */
  get from(): string {
    const { namespace, name } = this.client;
    return namespace === '' ? name : `${namespace}/${name}`;
  }

  /** All that may become of it, with the decisions on its way. */
  get outcome(): Outcome {
    if (this.known === undefined) {
      const { mesh } = this.asked;
      this.known = simulate(mesh, parseCall(this.client, this.text, this.options));
      this.asked.note(this.known);
    }
    return this.known;
  }

  /** Its way, a line for each decision, and each end, as `meshwright request` prints it. */
  get trace(): string {
    const { text, from, outcome, asked } = this;
    const where = (place: Place) => asked.where(place);
    return [...printRequestText([{ from, request: text, answer: outcome }], { where })].join('');
  }
}
