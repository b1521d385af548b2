import { actionNames, isOfJava, scopeNames, targetNames } from '../../../chaosblade-catalogue/catalogue';
import { experimentsOf } from '../../../experiments/experiments';
import { closest } from '../../../kube/suggestion';
import { CHAOS_BLADE } from '../../../world/kinds';
import { attackExample } from '../../experiment/example';
import type { Rule } from '../../rule';

export const action: Rule = {
  id: 'CHAOSBLADE_ACTION',
  severity: 'error',
  kinds: [CHAOS_BLADE],
  docs: {
    says: 'an experiment that ChaosBlade does not know: its scope, target or action',
    why: 'The definition takes any text. The operator finds nothing to do: the experiment goes to Error, and no fault is injected.',
    fix: 'Write one of the actions of ChaosBlade for the scope.',
    symptoms: ['not found executor', 'phase Error', 'no fault is injected'],
    see: 'https://chaosblade.io/docs/',
    wrong: attackExample({
      what: 'pod network lost',
      flags: { interface: 'eth0', 'local-port': '9080', percent: '20' },
    }),
    right: attackExample(),
  },

  check(mesh, report) {
    for (const { entity, path, scope, target, action: name, known } of experimentsOf(mesh)) {
      if (known !== undefined || isOfJava(scope, target)) continue;
      const unknown = unknownPart(scope, target, name);
      const near = closest(unknown.text, unknown.allowed);
      report(entity, [...path, unknown.field], {
        message: `${unknown.says}: the experiment goes to Error, and no fault is injected`,
        fix: near === undefined ? `write ${unknown.allowed.join(', ')}` : `did you mean ${near}?`,
      });
    }
  },
};

interface UnknownPart {
  readonly field: 'scope' | 'target' | 'action';
  readonly text: string;
  readonly says: string;
  readonly allowed: readonly string[];
}

function unknownPart(scope: string, target: string, name: string): UnknownPart {
  const scopes = scopeNames();
  if (!scopes.includes(scope)) {
    return { field: 'scope', text: scope, says: `there is no scope ${scope}`, allowed: scopes };
  }
  const targets = targetNames(scope);
  if (!targets.includes(target)) {
    return { field: 'target', text: target, says: `a ${scope} has no target ${target}`, allowed: targets };
  }
  const allowed = actionNames(scope, target);
  return { field: 'action', text: name, says: `${target} of a ${scope} has no action ${name}`, allowed };
}
