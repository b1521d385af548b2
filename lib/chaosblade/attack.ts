import type { Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import type * as wire from '../../imports/chaosblade.io';
import type { Ending } from '../chaosblade-catalogue/action';
import type { ReasonName } from '../chaosblade-catalogue/reasons';
import { MeshwrightError } from '../core/errors';
import { spareControlPorts } from './control-ports';
import type { ChaosFault } from './fault';
import { whyNotInContainer, whyNotWithSidecars } from './feasibility';
import type { Scope } from './flags';
import type { ChaosTarget } from './target';

interface Timed {
  /** How long it lasts: whole seconds, up to 72 hours. Then ChaosBlade undoes it. */
  readonly duration: Duration;
}

interface Irreversible {
  /** Why it is right to do what cannot be undone. */
  readonly irreversible: string;
}

/** What has to be said about the end. */
export type EndingProps<E extends Ending> = E extends 'duration'
  ? Timed & { readonly irreversible?: never; readonly untilDeleted?: never }
  : E extends 'irreversible'
    ? Timed & Irreversible & { readonly untilDeleted?: never }
    : E extends 'instant'
      ? Irreversible & { readonly duration?: never; readonly untilDeleted?: never }
      : {
          /** It lasts until somebody deletes the ChaosBlade object: ChaosBlade knows no time for it. */
          readonly untilDeleted: true;
          readonly duration?: never;
          readonly irreversible?: never;
        };

/** What has to be said about where it happens. */
export type ScopeProps<S extends Scope> = S extends 'node'
  ? {
      /**
       * Why the fault may cut off SSH (22), the kubelet (10250) and the API server (6443) of the node.
       * @default - it may not: faults of all traffic exclude these ports, others are refused
       */
      readonly controlPorts?: string;
    }
  : { readonly controlPorts?: never };

/** A fault, where it happens, and for how long. */
export type AttackProps<S extends Scope, E extends Ending> = {
  /** What goes wrong. */
  readonly fault: ChaosFault<S, E>;
  /** Where: nodes, pods or containers, as the fault is one of. */
  readonly target: ChaosTarget<NoInfer<S>>;
  /**
   * What it is about, for those who look at the object in the cluster.
   * @default - nothing
   */
  readonly desc?: string;
} & EndingProps<NoInfer<E>> &
  ScopeProps<NoInfer<S>>;

/** ChaosBlade's operator cleans up after this time, whether an experiment has been undone or not. */
const LONGEST_HOURS = 72;

/** One fault on one target, for an experiment of several. */
export class Attack {
  static of<const S extends Scope, const E extends Ending>(props: AttackProps<S, E>): Attack {
    return new Attack('Attack', props as AttackDetails);
  }

  /** @internal */
  static _of(where: Construct, props: AttackDetails): Attack {
    return new Attack(where, props);
  }

  readonly fault: ChaosFault;
  readonly target: ChaosTarget;
  private readonly timeout: number | undefined;

  private constructor(
    private readonly where: Construct | string,
    private readonly props: AttackDetails,
  ) {
    const { fault, target, duration, irreversible, untilDeleted, controlPorts } = props;
    this.fault = fault;
    this.target = target;
    const needs = (is: boolean, has: boolean, what: string) => {
      if (is && !has) this.fail(`needs ${what}`);
      if (!is && has) this.fail(`does not take ${what}`);
    };
    if (fault.scope !== target.scope) {
      this.fail(`is a fault of a ${fault.scope}, and the target is a ${target.scope}: they must be the same`);
    }
    const { ending } = fault;
    needs(ending === 'duration' || ending === 'irreversible', duration !== undefined, '`duration`');
    needs(
      ending === 'instant' || ending === 'irreversible',
      irreversible !== undefined,
      '`irreversible`, the reason why what cannot be undone may be done',
    );
    needs(ending === 'deletion', untilDeleted === true, '`untilDeleted: true`, as it knows no time');
    for (const [name, why] of this.reasons) if (why.trim() === '') this.fail(`gives no reason in \`${name}\``);
    if (fault.scope !== 'node') needs(false, controlPorts !== undefined, '`controlPorts`: it hits no node');
    this.timeout = duration && this.secondsOf(duration);
    const problem = target.hitsOwnContainer ? whyNotInContainer(fault, target.versions) : undefined;
    if (problem !== undefined) this.fail(problem);
  }

  /** What is wrong with it in the app as a whole. */
  problems(within: Construct): string[] {
    const problem = whyNotWithSidecars(this.fault, this.target.versions, within);
    return problem === undefined ? [] : [`${this.fault.name} ${problem}`];
  }

  /** What it may do out of the ordinary, and why. */
  get reasons(): readonly (readonly [name: ReasonName, why: string])[] {
    const { irreversible, controlPorts, target } = this.props;
    const all: readonly (readonly [ReasonName, string | undefined])[] = [
      ['irreversible', irreversible],
      ['control-ports', controlPorts],
      ['system-namespace', target.reason],
    ];
    return all.filter((reason): reason is readonly [ReasonName, string] => reason[1] !== undefined);
  }

  /** As the operator reads it. @internal */
  _toWire(where: Construct): wire.ChaosBladeExperiment {
    const { fault, target, desc, controlPorts } = this.props;
    const flags =
      fault.scope === 'node' && controlPorts === undefined ? spareControlPorts(where, fault) : fault.matchers;
    const matchers = [...target.matchers, ...flags];
    if (this.timeout !== undefined) matchers.push(['timeout', [`${this.timeout}`]]);
    return {
      scope: fault.scope,
      target: fault.target,
      action: fault.action,
      desc,
      matchers: matchers.map(([name, value]) => ({ name, value })),
    };
  }

  private secondsOf(duration: Duration): number {
    const seconds = Number(duration.toSeconds({ integral: false }).toFixed(6));
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > LONGEST_HOURS * 3600) {
      this.fail(`lasts ${seconds} seconds: give whole seconds, from 1 to ${LONGEST_HOURS} hours`);
    }
    return seconds;
  }

  private fail(message: string): never {
    throw new MeshwrightError(this.where, `${this.fault.name} ${message}`);
  }
}

/**
 * The properties of every attack, whatever its fault.
 *
 * @internal
 */
export interface AttackDetails {
  readonly fault: ChaosFault;
  readonly target: ChaosTarget;
  readonly desc?: string;
  readonly duration?: Duration;
  readonly irreversible?: string;
  readonly untilDeleted?: boolean;
  readonly controlPorts?: string;
}
