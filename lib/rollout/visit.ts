import type { CanarySpec, CanaryWebhook } from '../../imports/flagger.app';
import { type CanaryObject, iterationsOf, serviceNames } from '../flagger-objects/canary';
import type { Weights } from '../flagger-objects/http-rule';
import { AT_REST, type RouteState } from '../flagger-objects/route-state';
import { routesOf } from '../flagger-objects/routes-of';
import { hasRouter } from '../flagger-objects/target';
import { canaryVirtualService } from '../flagger-objects/virtual-service';
import { cookiesFor } from './cookies';
import type { Environment, HookAnswer } from './environment';
import type { Phase } from './phase';
import type { Status } from './status';
import type { Hold, MetricCall, RolloutEvent, Tick, WebhookCall } from './tick';

type Draft = { -readonly [K in keyof Status]: Status[K] };
type HookType = WebhookCall['type'];

/** What was read back of what was written; at rest that is the same for every Canary. */
const READ_BACK = new WeakMap<RouteState, RouteState>();

/** One look of Flagger at a Canary: what it does is recorded, what it remembers changed. */
export class Visit {
  readonly spec: CanarySpec;
  /** What Flagger will remember. */
  readonly status: Draft;
  readonly metrics: MetricCall[] = [];
  private readonly events: RolloutEvent[] = [];
  private readonly webhooks: WebhookCall[] = [];
  private hold: Hold | undefined;

  constructor(
    readonly canary: CanaryObject,
    readonly environment: Environment,
    before: Status,
    readonly tick: number,
    /** Seconds since the change. */
    readonly time: number,
  ) {
    this.spec = canary.spec;
    this.status = { ...before };
  }

  info(message: string): void {
    this.events.push({ type: 'Normal', message });
  }

  warn(message: string): void {
    this.events.push({ type: 'Warning', message });
  }

  /** Says why the release stays where it is. */
  holds(hold: Hold): void {
    this.hold = hold;
  }

  /** `name.namespace`, as events name the Canary. */
  get name(): string {
    return this.named(this.canary.metadata.name);
  }

  /** `name.namespace` of the target. */
  get target(): string {
    return this.named(this.spec.targetRef.name);
  }

  /** `name.namespace` of the copy of the target. */
  get primary(): string {
    return this.named(`${this.spec.targetRef.name}-primary`);
  }

  private named(name: string): string {
    return `${name}.${this.canary.metadata.namespace ?? 'default'}`;
  }

  /** How many checks may fail: at this many the release is rolled back. */
  get threshold(): number {
    const { threshold } = this.spec.analysis;
    return threshold > 0 ? threshold : 1;
  }

  /** How many checks an analysis by iterations has. */
  get iterations(): number {
    return iterationsOf(this.spec);
  }

  /** The webhooks of a type, in order. */
  hooksOf(type: HookType): readonly CanaryWebhook[] {
    return (this.spec.analysis.webhooks ?? []).filter((hook) => (hook.type || 'rollout') === type);
  }

  call(webhook: CanaryWebhook): HookAnswer {
    const answer = this.environment.hook(this.tick, webhook);
    this.webhooks.push({ name: webhook.name, type: webhook.type || 'rollout', success: answer.success });
    return answer;
  }

  /** Writes shares. @returns whether they could be written */
  route(weights: Weights, mirror = false): boolean {
    if (!hasRouter(this.canary)) return true;
    const least = Math.min(weights.primaryWeight, weights.canaryWeight);
    if (least < 0) {
      const name = this.named(serviceNames(this.spec).apex);
      this.warn(
        `VirtualService ${name} update failed: admission webhook "validation.istio.io" denied the request: configuration is invalid: weight ${least} < 0`,
      );
      this.holds('routes refused');
      return false;
    }
    this.status.cookies = cookiesFor(this.canary, this.status, weights.canaryWeight);
    const { cookies } = this.status;
    const affine = this.spec.analysis.sessionAffinity !== undefined;
    this.status.routes = { ...weights, mirror, ...(affine ? { cookies } : {}) };
    return true;
  }

  /** Shares as Flagger reads them back from the VirtualService, which need not be all that it has written. */
  get routes(): RouteState {
    const { routes } = this.status;
    let read = READ_BACK.get(routes);
    if (read === undefined) {
      read = routesOf(canaryVirtualService(this.canary, {}, routes), serviceNames(this.spec));
      READ_BACK.set(routes, read);
    }
    return read;
  }

  /**
   * Writes the VirtualService anew if it does not look as the Canary says, weights aside. Only rules that tell clients
   * to forget a cookie can be taken for that: those that have none to forget, and those with headers of the Service.
   */
  reconcile(): void {
    const { cookies, canaryWeight } = this.status.routes;
    if (cookies === undefined || canaryWeight > 0 || (this.spec.analysis.match?.length ?? 0) > 0) return;
    if (cookies.previous === undefined || this.spec.service?.headers !== undefined) this.status.routes = AT_REST;
  }

  /** Goes to another phase; but for those of the analysis and of the promotion, it begins to count anew. */
  enter(phase: Phase): void {
    this.status.phase = phase;
    if (phase === 'Progressing' || phase === 'Waiting' || phase === 'Promoting') return;
    this.status.iterations = 0;
  }

  result(): Tick {
    const { phase, iterations, failedChecks } = this.status;
    const { primaryWeight, canaryWeight, mirror } = this.routes;
    return {
      tick: this.tick,
      time: this.time,
      phase,
      primaryWeight,
      canaryWeight,
      mirror,
      iterations,
      failedChecks,
      events: this.events,
      webhooks: this.webhooks,
      metrics: this.metrics,
      ...(this.hold === undefined ? {} : { hold: this.hold }),
    };
  }
}
