import { describeId } from '../../../world/entity';
import { CANARY } from '../../../world/kinds';
import { hasPort, portsOf } from '../../ports';
import { releaseExample } from '../../release/example';
import { releasesOf } from '../../release/releases';
import type { Rule } from '../../rule';

export const targetPort: Rule = {
  id: 'FLAGGER_TARGET_PORT',
  severity: 'error',
  kinds: [CANARY],
  docs: {
    says: 'a Canary with a port that no container of its target has',
    why: 'The three Services that Flagger makes get this target port, and nobody checks it: a name that no container has gives them no endpoints; a number is dialled as it is, so it is a warning where the containers declare others.',
    fix: 'Write the name or the number of a port of the containers into `service.targetPort`, or into `service.port` where callers use the same.',
    symptoms: ['503 UH', '503 UF', 'no healthy upstream', 'connection refused', 'no values found'],
    see: 'https://docs.flagger.app/usage/how-it-works#canary-service',
    wrong: releaseExample({ service: 'port: 80, targetPort: web' }),
    right: releaseExample({ service: 'port: 80, targetPort: http' }),
  },

  check(mesh, report) {
    for (const { entity, spec, target } of releasesOf(mesh)) {
      const { service } = spec;
      if (service === undefined || target?.workload.pod === undefined) continue;
      const asked = service.targetPort || service.port;
      const declared = portsOf(target.workload).filter(({ protocol = 'TCP' }) => protocol === 'TCP');
      const isName = typeof asked === 'string';
      if (hasPort(target.workload, asked) || (!isName && declared.length === 0) || (!isName && asked < 1)) continue;
      const shown = declared.map(({ name, containerPort }) =>
        name === undefined ? containerPort : `${name} (${containerPort})`,
      );
      report(entity, ['spec', 'service', service.targetPort ? 'targetPort' : 'port'], {
        severity: isName ? 'error' : 'warning',
        message: isName
          ? `no container of ${describeId(target.entity.id)} has a port named ${asked}: the Services that Flagger makes have no endpoints`
          : `no container of ${describeId(target.entity.id)} has port ${asked}: connections are refused, unless something listens there that is not declared`,
        fix:
          shown.length === 0
            ? 'give the port of the container this name, or write its number'
            : `the containers have ${shown.slice(0, 10).join(', ')}: write it into targetPort`,
        related: [
          {
            entity: target.entity,
            path: [...target.workload.template, 'spec', 'containers'],
            message: 'its containers',
          },
        ],
      });
    }
  },
};
