import { Construct } from 'constructs';
import * as wire from '../../imports/chaosblade.io';
import type { Ending } from '../chaosblade-catalogue/action';
import { type ReasonName, reasonKey } from '../chaosblade-catalogue/reasons';
import { checkApp } from '../core/app-check';
import { MeshwrightError } from '../core/errors';
import { checkDnsSubdomain } from '../core/names';
import { Attack, type AttackDetails, type AttackProps } from './attack';
import type { Scope } from './flags';
import { checkSteadyState } from './steady-state';

/** What a {@link ChaosExperiment} is. */
export type ChaosExperimentProps<S extends Scope, E extends Ending> = AttackProps<S, E> & {
  /**
   * Other faults at the same time, on other targets.
   * @default - none
   */
  readonly alongside?: readonly Attack[];
};

/**
 * A fault that is injected while the object exists, at most for a while. The id is the object's name; it belongs to no
 * namespace. Put it into a scenario: what is applied with everything else runs whenever that is applied.
 *
 * ```ts
 * new ChaosExperiment(scenario, 'loss-node-network-by-names', {
 *   fault: NodeFault.networkLoss({ percent: 60, interface: 'eth0', localPort: ingress.nodePort('http2') }),
 *   target: ChaosTarget.nodes.named('cnu3'),
 *   duration: Duration.minutes(5),
 * });
 * ```
 *
 * When its time is up, the operator deletes the object. Deleted earlier, it ends earlier.
 *
 * @see https://chaosblade.io/docs/
 */
export class ChaosExperiment<const S extends Scope, const E extends Ending> extends Construct {
  /** The faults, each on a target of its own. */
  readonly attacks: readonly Attack[];

  /** @throws MeshwrightError when two faults can hit the same target, of which ending one would end parts of the other */
  constructor(scope: Construct, id: string, props: ChaosExperimentProps<S, E>) {
    super(scope, id);
    checkDnsSubdomain(this, 'name', id);
    const { alongside = [], ...attack } = props;
    this.attacks = [Attack._of(this, attack as AttackDetails), ...alongside];
    this.attacks.forEach((later, index) => {
      const earlier = this.attacks.slice(0, index).find((other) => other.target.overlaps(later.target));
      if (earlier !== undefined) {
        throw new MeshwrightError(
          this,
          `${earlier.fault.name} and ${later.fault.name} can hit the same target, and to end one would end parts of the other: give each its own target, or an experiment of its own`,
        );
      }
    });
    checkApp(this, checkSteadyState);
    this.node.addValidation({ validate: () => this.attacks.flatMap((one) => one.problems(this)) });
    const reasons = this.attacks.flatMap((one) => one.reasons);
    new wire.ChaosBlade(this, 'Resource', {
      metadata: { name: id, annotations: reasons.length === 0 ? undefined : annotationsOf(reasons) },
      spec: { experiments: this.attacks.map((one) => one._toWire(this)) },
    });
  }
}

/** The same annotation of several faults is one, with all reasons. */
function annotationsOf(reasons: readonly (readonly [ReasonName, string])[]): Record<string, string> {
  const annotations: Record<string, string> = {};
  for (const [name, why] of reasons) {
    const key = reasonKey(name);
    const before = annotations[key];
    annotations[key] = before === undefined || before === why ? why : `${before}; ${why}`;
  }
  return annotations;
}
