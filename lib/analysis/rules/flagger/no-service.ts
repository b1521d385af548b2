import { CANARY } from '../../../world/kinds';
import { releaseExample } from '../../release/example';
import { releasesOf } from '../../release/releases';
import type { Rule } from '../../rule';

export const noService: Rule = {
  id: 'FLAGGER_NO_SERVICE',
  severity: 'error',
  kinds: [CANARY],
  docs: {
    says: 'a Canary without a port for its Services',
    why: 'Flagger makes three Services with this port. Without `spec.service` it is 0, which the API server refuses, at each interval anew: nothing else is made.',
    fix: 'Write `spec.service.port`, the port that callers use, and `targetPort` where the pods have another.',
    symptoms: ['canary stuck in Initializing', 'spec.ports[0].port: Invalid value: 0'],
    see: 'https://docs.flagger.app/usage/how-it-works#canary-service',
    wrong: releaseExample({ service: '' }),
    right: releaseExample(),
  },

  check(mesh, report) {
    for (const { entity, spec, targetId } of releasesOf(mesh)) {
      const port = spec.service?.port ?? 0;
      if (targetId.kind === 'Service' || (port >= 1 && port <= 65535) || !Number.isInteger(port)) continue;
      report(entity, spec.service === undefined ? ['spec'] : ['spec', 'service', 'port'], {
        message: `the Services that Flagger makes would have port ${port}: the API server refuses them, at each interval anew, and nothing else is made`,
        fix: 'write the port that callers use into service.port',
      });
    }
  },
};
