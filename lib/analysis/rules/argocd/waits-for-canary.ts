import { applicationsOf } from '../../../world/applications';
import { describeId, type Entity } from '../../../world/entity';
import { CANARY } from '../../../world/kinds';
import type { World } from '../../../world/world';
import { objectExample, releaseExample } from '../../release/example';
import type { Rule } from '../../rule';

const WAVE = 'argocd.argoproj.io/sync-wave';

const example = (wave: string) =>
  releaseExample(
    {},
    objectExample('v1', 'ConfigMap', 'after', 'data: {a: b}').replace(
      'namespace: shop}',
      `namespace: shop, annotations: {${WAVE}: "${wave}"}}`,
    ),
  );

export const waitsForCanary: Rule = {
  id: 'ARGOCD_WAITS_FOR_CANARY',
  severity: 'warning',
  kinds: [CANARY],
  docs: {
    says: 'objects that Argo CD applies in a wave behind that of a Canary',
    why: 'Argo CD goes on to the next wave when all of this one is healthy. A Canary is `Progressing` while a release goes on, and its health is `Unknown` in the phases Initializing and Waiting: until then, or until somebody opens the gate, the later objects are not applied.',
    fix: 'Put the Canary into the last wave.',
    symptoms: ['a sync does not end', 'waiting for healthy state of flagger.app/Canary'],
    see: 'https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/',
    wrong: example('1'),
    right: example('-1'),
  },

  check({ given }, report) {
    const waves = given.entities.filter((entity) => entity.annotations[WAVE] !== undefined);
    if (waves.length === 0) return;
    for (const canary of given.all(CANARY)) {
      const own = waveOf(canary);
      const later = waves.filter(
        (each) => waveOf(each) > own && areDeployedTogether(given, canary, each) && given.together(canary, each),
      );
      const [first] = later;
      if (first === undefined) continue;
      report(canary, canary.annotations[WAVE] === undefined ? ['metadata'] : ['metadata', 'annotations', WAVE], {
        message: `Argo CD applies ${describeId(first.id)}${later.length > 1 ? ` and ${later.length - 1} more` : ''} in wave ${waveOf(first)}, when the Canary of wave ${own} is healthy: that is not before a release has ended`,
        fix: `give the Canary the annotation ${WAVE}: "${Math.max(...later.map(waveOf))}"`,
        related: later
          .slice(0, 3)
          .map((entity) => ({ entity, path: ['metadata', 'annotations', WAVE], message: 'waits' })),
      });
    }
  },
};

function waveOf({ annotations }: Entity): number {
  const wave = Number(annotations[WAVE] ?? 0);
  return Number.isInteger(wave) ? wave : 0;
}

/** By one Application; where none is known to deploy the Canary, those of its namespace probably are. */
function areDeployedTogether(given: World, canary: Entity, other: Entity): boolean {
  const deploying = applicationsOf(given).filter((each) => each.covers(canary));
  return deploying.length === 0
    ? other.id.namespace === canary.id.namespace
    : deploying.some((each) => each.covers(other));
}
