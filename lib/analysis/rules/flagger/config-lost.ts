import { configReferences } from '../../../flagger-objects/config-references';
import { flaggerInstallation } from '../../../flagger-objects/installation';
import { isMap } from '../../../kube/json';
import { describeId } from '../../../world/entity';
import { CANARY, CONFIG_MAP, SECRET } from '../../../world/kinds';
import { canaryExample, deploymentExample, objectExample, yaml } from '../../release/example';
import { releasesOf } from '../../release/releases';
import type { Rule } from '../../rule';

const example = (annotations: string) =>
  yaml(
    deploymentExample({ pod: ', volumes: [{name: trust, configMap: {name: trust}}]' }),
    canaryExample(),
    objectExample('v1', 'ConfigMap', 'trust', 'data: {}', 'binaryData: {store.jks: AAAA}').replace(
      'shop}',
      `shop${annotations}}`,
    ),
  );

/** On a ConfigMap or Secret: whether Flagger copies it. */
const TRACKING = 'flagger.app/config-tracking';

export const configLost: Rule = {
  id: 'FLAGGER_CONFIG_LOST',
  severity: 'error',
  kinds: [CANARY],
  docs: {
    says: 'a ConfigMap with `binaryData` that the target of a Canary uses',
    why: 'Flagger copies the ConfigMaps and Secrets of the target for the primary, with their `data` alone: files of `binaryData` are missing in the pods that serve, and a change of them starts no release.',
    fix: 'Annotate it with `flagger.app/config-tracking: disabled`, so that both share it, or write the content into `data`.',
    symptoms: ['no such file or directory', 'the primary does not start', 'CrashLoopBackOff'],
    see: 'https://docs.flagger.app/usage/how-it-works#canary-target',
    wrong: example(''),
    right: example(', annotations: {flagger.app/config-tracking: disabled}'),
  },

  check(mesh, report) {
    const { given } = mesh;
    if (flaggerInstallation(given)?.configTracking === false) return;
    for (const { entity, target, namespace } of releasesOf(mesh)) {
      if (target?.workload.pod === undefined) continue;
      for (const { kind, name } of configReferences(target.workload.pod as Parameters<typeof configReferences>[0])) {
        const id = { ...(kind === 'Secret' ? SECRET : CONFIG_MAP), namespace, name };
        for (const config of given.alternatives(id)) {
          const { binaryData } = config.object;
          if (!isMap(binaryData) || config.annotations[TRACKING]?.startsWith('disable')) continue;
          const [key, ...others] = Object.keys(binaryData);
          if (key === undefined || !given.together(entity, config)) continue;
          report(config, ['binaryData'], {
            message: `the copy that Flagger makes for the pods of ${target.entity.id.name}-primary lacks ${key}${others.length === 0 ? '' : ` and ${others.length} more`}`,
            fix: `annotate it with ${TRACKING}: disabled`,
            related: [
              {
                entity,
                path: ['spec', 'targetRef', 'name'],
                message: `makes Flagger copy what ${describeId(target.entity.id)} uses`,
              },
            ],
          });
        }
      }
    }
  },
};
