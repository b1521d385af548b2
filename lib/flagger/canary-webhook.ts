import type { Duration } from 'cdk8s';
import type * as wire from '../../imports/flagger.app';
import { MeshwrightError } from '../core/errors';
import { checkUrl, checkWhole, flaggerDuration } from './checks';

/** How Flagger calls a webhook. */
export interface CanaryWebhookOptions {
  /** What events and alerts call it. @default - by its kind: `load-test`, `acceptance-test`, `confirm-rollout` … */
  readonly name?: string;
  /** How long the call may take. All calls of one check together must be shorter than the interval. @default 10s */
  readonly timeout?: Duration;
  /** How often it is called again when it cannot be reached or answers with 5xx. @default 0 */
  readonly retries?: number;
  /** Accepts any certificate. @default false */
  readonly disableTLS?: boolean;
  /** Sends no alerts about it. @default false */
  readonly muteAlert?: boolean;
}

/** A webhook of one's own. It says yes with a status of 200 to 202, no with any other, 204 too. */
export interface CustomWebhookOptions extends CanaryWebhookOptions {
  /** Where Flagger posts to: a URL of HTTP. */
  readonly url: string;
  /** What it is told beside the canary's name, namespace and phase. @default - nothing */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Something that runs commands for canaries: a {@link LoadTester}. */
export interface LoadTesterReference {
  /** Its URL, with `/` at the end: `http://flagger-loadtester.test/`. */
  readonly url: string;
}

/** A command for the load tester. */
export interface CommandOptions extends CanaryWebhookOptions {
  /** The command; {@link LoadCommand} writes the usual ones. */
  readonly cmd: string;
}

/** A command that sends requests. */
export interface LoadTestOptions extends CommandOptions {
  /**
   * When it is called: at each check, or once before the canary gets its first share. The first check looks at what was
   * before it, so what is to be seen there must have begun in `pre-rollout`; so must what is to be mirrored.
   * @default rollout
   */
  readonly phase?: 'pre-rollout' | 'rollout';
  /** Whether the load tester logs its output. @default true */
  readonly logCmdOutput?: boolean;
}

/** Where a gate can stand. */
export type GateKind = 'confirm-rollout' | 'confirm-traffic-increase' | 'confirm-promotion';

/**
 * A call that Flagger makes during a roll-out.
 *
 * @see https://docs.flagger.app/usage/webhooks
 */
export class CanaryWebhook {
  /**
   * Lets the load tester send requests while the checks run: it answers at once, and a command that still runs is not
   * started again.
   */
  static loadTest(tester: LoadTesterReference, options: LoadTestOptions): CanaryWebhook {
    const { cmd, logCmdOutput = true, phase = 'rollout', ...call } = options;
    const metadata = { type: 'cmd', cmd: checkCommand(cmd), logCmdOutput: `${logCmdOutput}` };
    return new CanaryWebhook(phase, { name: 'load-test', ...call, url: tester.url, metadata });
  }

  /** Lets the load tester run a command in bash before the canary gets its first request; it counts how that ends. */
  static acceptance(tester: LoadTesterReference, { cmd, ...call }: CommandOptions): CanaryWebhook {
    const metadata = { type: 'bash', cmd: checkCommand(cmd) };
    return new CanaryWebhook('pre-rollout', { name: 'acceptance-test', ...call, url: tester.url, metadata });
  }

  /**
   * Holds the roll-out before it starts, before each step or before the promotion until somebody opens the gate of the
   * load tester, for as long as that takes:
   *
   * ```sh
   * kubectl -n test exec deploy/flagger-loadtester -- curl -d '{"name":"ad","namespace":"weather"}' http://localhost:8080/gate/open
   * ```
   */
  static gate(tester: LoadTesterReference, kind: GateKind, options: CanaryWebhookOptions = {}): CanaryWebhook {
    return new CanaryWebhook(kind, { name: kind, ...options, url: `${tester.url}gate/check` });
  }

  /** Rolls back when somebody says so to the load tester, by a post to `/rollback/open` as for a gate. */
  static rollbackGate(tester: LoadTesterReference, options: CanaryWebhookOptions = {}): CanaryWebhook {
    return new CanaryWebhook('rollback', { name: 'rollback', ...options, url: `${tester.url}rollback/check` });
  }

  /** Asks before the canary is scaled up; the roll-out waits until the answer is yes. */
  static confirmRollout(options: CustomWebhookOptions): CanaryWebhook {
    return new CanaryWebhook('confirm-rollout', { name: 'confirm-rollout', ...options });
  }

  /** Asks before each step; the roll-out waits until the answer is yes. */
  static confirmTrafficIncrease(options: CustomWebhookOptions): CanaryWebhook {
    return new CanaryWebhook('confirm-traffic-increase', { name: 'confirm-traffic-increase', ...options });
  }

  /** Asks before the promotion; meanwhile the checks go on. */
  static confirmPromotion(options: CustomWebhookOptions): CanaryWebhook {
    return new CanaryWebhook('confirm-promotion', { name: 'confirm-promotion', ...options });
  }

  /** A check before the canary gets its first request. */
  static preRollout(options: CustomWebhookOptions): CanaryWebhook {
    return new CanaryWebhook('pre-rollout', { name: 'pre-rollout', ...options });
  }

  /** A check at each interval, before the metrics. */
  static rollout(options: CustomWebhookOptions): CanaryWebhook {
    return new CanaryWebhook('rollout', { name: 'rollout', ...options });
  }

  /** A notice at the end, however that was; what it answers is only logged. */
  static postRollout(options: CustomWebhookOptions): CanaryWebhook {
    return new CanaryWebhook('post-rollout', { name: 'post-rollout', ...options });
  }

  /** Asks at each interval whether to roll back: yes is a status of 200 to 202. */
  static rollback(options: CustomWebhookOptions): CanaryWebhook {
    return new CanaryWebhook('rollback', { name: 'rollback', ...options });
  }

  /** A notice of each event. */
  static event(options: CustomWebhookOptions): CanaryWebhook {
    return new CanaryWebhook('event', { name: 'event', ...options });
  }

  private readonly webhook: wire.CanaryWebhook;

  private constructor(
    readonly type: NonNullable<wire.CanaryWebhook['type']>,
    options: CustomWebhookOptions & { readonly name: string },
  ) {
    const where = `CanaryWebhook ${options.name}`;
    const { name, url, timeout, retries, disableTLS, muteAlert, metadata } = options;
    checkWhole(where, 'retries', retries, { minimum: 0 });
    for (const [key, value] of Object.entries(metadata ?? {})) {
      if (typeof value !== 'string') throw new MeshwrightError(where, `metadata ${key} is no text: put it in quotes`);
    }
    this.webhook = {
      name,
      type,
      url: checkUrl(where, 'url', url),
      timeout: timeout && flaggerDuration(where, 'timeout', timeout),
      retries,
      disableTLS,
      muteAlert,
      metadata,
    };
  }

  get name(): string {
    return this.webhook.name;
  }

  /** What it is told, commands for example. @internal */
  get _texts(): readonly string[] {
    return Object.values(this.webhook.metadata ?? {});
  }

  /** As the API server reads it. @internal */
  _toWire(): wire.CanaryWebhook {
    return this.webhook;
  }
}

function checkCommand(cmd: string): string {
  if (cmd.trim() === '') throw new MeshwrightError('CanaryWebhook', 'the command is empty: write one');
  return cmd;
}
