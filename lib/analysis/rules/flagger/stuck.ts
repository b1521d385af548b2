import type { CanarySpec } from '../../../../imports/flagger.app';
import type { FieldPath } from '../../../model/finding';
import type { DeadEnd } from '../../../rollout/dead-ends';
import { CANARY } from '../../../world/kinds';
import { releaseExample } from '../../release/example';
import { type Release, releasesOf } from '../../release/releases';
import type { Rule } from '../../rule';

const example = (weights: string) =>
  releaseExample({ analysis: ['interval: 1m', 'threshold: 5', `stepWeights: ${weights}`] });

/** What holds a release by what its Canary says; everything else is told by rules about what it needs. */
const OF_THE_CANARY: ReadonlySet<DeadEnd['hold']> = new Set<DeadEnd['hold']>([
  ...(['no step', 'mirror lost', 'maximum out of reach', 'routes refused'] as const),
  ...(['promotion without canary', 'unreadable'] as const),
]);

export const stuck: Rule = {
  id: 'FLAGGER_STUCK',
  severity: 'error',
  kinds: [CANARY],
  docs: {
    says: 'a Canary whose releases never end, however well all goes',
    why: 'Steps that do not grow, a maximum that no share reaches, or a mirror that the routes lose hold a release where it is, without an event: it is neither promoted nor rolled back. That is proved by a rehearsal: after some tick Flagger remembers what it did before. A Canary that Flagger cannot read, such as one with fractions, is never taken up at all.',
    fix: 'Write steps above 0 that grow, and a maximum of 100 or less; do not mirror beside `analysis.match`, session affinity or TCP. `meshwright rollout` shows the ticks.',
    symptoms: ['canary stuck at 0 %', 'canary stuck', 'release never ends', 'no new revision is detected'],
    see: 'https://docs.flagger.app/usage/deployment-strategies',
    wrong: example('[10, 30, 20]'),
    right: example('[10, 20, 30]'),
  },

  check(mesh, report) {
    for (const release of releasesOf(mesh)) {
      const { entity, provider, spec } = release;
      if (provider?.startsWith('gatewayapi') === true) {
        if (spec.analysis.mirror === true && (spec.analysis.iterations ?? 0) <= 0) {
          report(entity, ['spec', 'analysis', 'mirror'], {
            message:
              'each release is stuck: with the Gateway API a mirror is only written with iterations, and Flagger, which never sees it, begins again at each tick: the share stays at 0 %',
            fix: 'take mirror out, or give iterations',
          });
        }
        continue;
      }
      // How others route is not known, and neither what becomes of it.
      if (provider !== 'istio' && provider !== 'kubernetes' && spec.provider !== undefined) continue;
      const { ends, deadEnds } = release.outlook;
      if (ends !== 'stuck') continue;
      const [deadEnd] = deadEnds.filter(({ hold }) => OF_THE_CANARY.has(hold));
      if (deadEnd === undefined) continue;
      const isRead = deadEnd.hold !== 'unreadable';
      report(entity, pathTo(release, deadEnd), {
        message: `${isRead ? `each release is stuck from tick ${deadEnd.since} on: ` : 'no release ever begins: '}${deadEnd.reason}`,
        fix: fixFor(deadEnd),
      });
    }
  },
};

function pathTo({ spec: { analysis } }: Release, { hold, reason }: DeadEnd): FieldPath {
  const base = ['spec', 'analysis'];
  switch (hold) {
    case 'no step':
    case 'routes refused':
      return [...base, stepField(analysis)];
    case 'maximum out of reach':
      return [...base, analysis.stepWeights?.length ? 'stepWeights' : 'maxWeight'];
    case 'mirror lost':
      return [...base, 'mirror'];
    case 'promotion without canary':
      return [...base, 'stepWeightPromotion'];
    default: {
      const [, field] = /^spec\.([\w.[\]]+): /.exec(reason) ?? [];
      if (field === undefined) return analysis.sessionAffinity === undefined ? ['spec'] : [...base, 'sessionAffinity'];
      return [
        'spec',
        ...field
          .split(/[.[\]]+/)
          .filter(Boolean)
          .map((part) => (/^\d+$/.test(part) ? Number(part) : part)),
      ];
    }
  }
}

function stepField({ stepWeights, stepWeight }: CanarySpec['analysis']): string {
  return stepWeights !== undefined && stepWeight === undefined ? 'stepWeights' : 'stepWeight';
}

function fixFor({ hold }: DeadEnd): string {
  switch (hold) {
    case 'no step':
    case 'routes refused':
      return 'write steps above 0, each larger than the one before';
    case 'maximum out of reach':
      return 'write 100 or less';
    case 'mirror lost':
      return 'take mirror out';
    case 'promotion without canary':
      return 'take stepWeightPromotion out';
    default:
      return 'write whole numbers, and cookies with names of their own';
  }
}
