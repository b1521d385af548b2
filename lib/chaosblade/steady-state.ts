import { ApiObject } from 'cdk8s';
import { type AppliedTogether, isSteady, type Mistake } from '../core/app-check';
import type { Attack } from './attack';

/** Experiments among what is applied with everything else, again and again. */
export function* checkSteadyState({ own }: AppliedTogether): Iterable<Mistake> {
  const others = own.some((each) => ApiObject.isApiObject(each) && !['ChaosBlade', 'Namespace'].includes(each.kind));
  if (!others) return;
  for (const where of own) {
    // By what it has: its file needs this one.
    if (!('attacks' in where) || !isSteady(where)) continue;
    const { attacks } = where as typeof where & { readonly attacks: readonly Attack[] };
    yield {
      where,
      message:
        `is in the steady state, so that ${attacks.map(({ fault }) => fault.name).join(' and ')} begins whenever that is applied: ` +
        'create it in a Scenario, which is applied alone',
    };
  }
}
