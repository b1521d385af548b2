import { groupOf, referenceOf } from '../../../kube/object-reference';
import type { FieldPath } from '../../../model/finding';
import { describeId, type ObjectId } from '../../../world/entity';
import { CANARY, CONFIG_MAP, DESTINATION_RULE, SECRET, SERVICE, VIRTUAL_SERVICE } from '../../../world/kinds';
import { objectExample, releaseExample } from '../../release/example';
import { isFlaggers, type Release, releasesOf } from '../../release/releases';
import type { Rule } from '../../rule';

const example = (name: string) =>
  releaseExample(
    {},
    objectExample('v1', 'Service', name, `spec: {selector: {app: reviews}, ports: [{name: http, port: 9080}]}`),
  );

export const ownedObject: Rule = {
  id: 'FLAGGER_OWNED_OBJECT',
  severity: 'error',
  kinds: [CANARY],
  docs: {
    says: 'a manifest of an object that Flagger makes itself',
    why: 'Flagger takes an object over that is called as one of its own, and writes its spec anew. Whoever applies the manifest again sets it back, until the next interval: a Service then selects pods of the target, of which there are none between releases, and routes lose the primary or the weights.',
    fix: 'Take the manifest out, and say what is special of it in the Canary: ports, labels and annotations in `spec.service`, policies in `spec.service.trafficPolicy`.',
    symptoms: ['503 UH after each deployment', 'weights jump back', 'OutOfSync', 'no endpoints available'],
    see: 'https://docs.flagger.app/usage/how-it-works#canary-service',
    wrong: example('reviews'),
    right: example('reviews-all')
      .replace('selector: {app: reviews}', 'selector: {tier: front}')
      .replace('metadata: {labels: {app: reviews}}', 'metadata: {labels: {app: reviews, tier: front}}'),
  },

  check(mesh, report) {
    const { given } = mesh;
    for (const release of releasesOf(mesh)) {
      for (const id of ownedBy(release)) {
        for (const object of given.alternatives(id)) {
          if (isFlaggers(object) || !given.together(release.entity, object)) continue;
          report(object, ['metadata', 'name'], {
            message: `${describeId(release.entity.id)} makes Flagger write ${id.kind} ${id.name}: ${consequence(release, id)}`,
            fix: 'take the manifest out',
            related: [{ entity: release.entity, path: pathTo(release, id), message: 'makes Flagger write it' }],
          });
        }
      }
    }
  },
};

/** What Flagger makes under a name of its own choice; the target and its autoscaler it only scales. */
function ownedBy(release: Release): readonly ObjectId[] {
  const { names, namespace, provider, targetId, spec } = release;
  if (targetId.kind === 'Service') return [];
  const kept = new Set([targetId.name, spec.autoscalerRef?.name]);
  const services = Object.values(names).map((name): ObjectId => ({ group: '', kind: SERVICE.kind, namespace, name }));
  const others = release.made.objects
    .map(referenceOf)
    .map(({ apiVersion, kind, name }): ObjectId => ({ group: groupOf(apiVersion), kind, namespace, name }))
    .filter(({ kind, name }) => kind === VIRTUAL_SERVICE.kind || (kind !== SERVICE.kind && !kept.has(name)))
    .filter(({ group }) => provider === 'istio' || group !== VIRTUAL_SERVICE.group);
  return [...services, ...others];
}

function consequence({ names, targetId }: Release, { kind, name }: ObjectId): string {
  switch (kind) {
    case SERVICE.kind:
      return `each apply of the manifest takes its selector of the pods of ${name === names.canary ? 'the target' : 'the primary'} away until the next interval`;
    case VIRTUAL_SERVICE.kind:
      return 'its routes are replaced, and each apply of the manifest takes the weights away until the next interval';
    case DESTINATION_RULE.kind:
      return 'all that it says is replaced by service.trafficPolicy, subsets included';
    case CONFIG_MAP.kind:
    case SECRET.kind:
      return `it is written anew as a copy of ${name.replace(/-primary$/, '')}, with which its own content is lost`;
    case targetId.kind:
      return 'it is written anew from the target, and each apply of the manifest sets it back';
    default:
      return 'it is written anew from the autoscaler of the target';
  }
}

function pathTo({ spec }: Release, { kind }: ObjectId): FieldPath {
  if (kind === spec.autoscalerRef?.kind) return ['spec', 'autoscalerRef', 'name'];
  const isNamed = spec.service?.name && [SERVICE, VIRTUAL_SERVICE, DESTINATION_RULE].some((each) => each.kind === kind);
  return isNamed ? ['spec', 'service', 'name'] : ['spec', 'targetRef', 'name'];
}
