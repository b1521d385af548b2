import { isMap } from '../kube/json';
import type { FieldPath } from '../model/finding';
import type { Entity, ObjectId } from '../world/entity';
import { isOfKind, kindKey } from '../world/kind';
import { ARGO_ROLLOUT, CANARY, DAEMON_SET, DEPLOYMENT, DESTINATION_RULE, VIRTUAL_SERVICE } from '../world/kinds';
import { isLive } from '../world/live';
import type { Reference } from '../world/references/reference';
import { at } from '../world/workload';
import type { World } from '../world/world';

/** A field of an object that a controller writes while the cluster runs, whatever a manifest says. */
export interface ControlledField {
  readonly object: ObjectId;
  /** As a JSON pointer, or an expression of jq where a pointer cannot say it. */
  readonly pointer?: string;
  readonly jq?: string;
  /** What makes the controller write it, and where that names the object. */
  readonly by: Reference;
  readonly controller: 'Flagger' | 'HorizontalPodAutoscaler' | 'KEDA' | 'Argo Rollouts';
  /** What it does: "scales it". */
  readonly does: string;
  /** Whether the two only fight where manifests are applied by the server: the map around it is one value for it. */
  readonly onlyServerSide?: true;
  /** The manifest that says something else of the field, and where; undefined when none of those that are given does. */
  readonly written: { readonly entity: Entity; readonly path: FieldPath } | undefined;
}

/**
 * The fields of objects that controllers write and that manifests say, too, or may say: where a tool applies the
 * manifests again and again, the two fight.
 *
 * @param world as manifests say it
 */
export function controlledFields(world: World): readonly ControlledField[] {
  return world.references.flatMap((by) => {
    if (by.from.refused === true || isLive(by.from) || !world.isCurrent(by.from)) return [];
    const fields = fieldsOf(by);
    const entities = world.alternatives(by.to).filter((entity) => !isLive(entity));
    return fields.flatMap(({ path, ifGiven, ...field }): readonly ControlledField[] => {
      const entity = entities.find(({ object }) => at(object, path) !== undefined);
      // What is not among the files may say it.
      if (entity === undefined && (ifGiven === true || entities.length > 0)) return [];
      return [{ object: by.to, by, ...field, written: entity === undefined ? undefined : { entity, path } }];
    });
  });
}

interface Field extends Pick<ControlledField, 'pointer' | 'jq' | 'controller' | 'does' | 'onlyServerSide'> {
  /** What the manifest has to have for the two to fight. */
  readonly path: FieldPath;
  /** Whether it is known only of an object that is given. */
  readonly ifGiven?: true;
}

const REPLICAS = { pointer: '/spec/replicas', path: ['spec', 'replicas'] } as const;

/** What a controller writes into the object that another one names. */
function fieldsOf({ from, to, role, keys, path }: Reference): readonly Field[] {
  switch (`${role} of ${from.kindKey}`) {
    case 'scale target of autoscaling/HorizontalPodAutoscaler':
      return [{ ...REPLICAS, controller: 'HorizontalPodAutoscaler', does: 'scales it' }];
    case 'scale target of keda.sh/ScaledObject':
      return [{ ...REPLICAS, controller: 'KEDA', does: 'scales it' }];
    case `release target of ${kindKey(CANARY)}`:
      return canaryTarget(to);
    case `release target of ${kindKey(ARGO_ROLLOUT)}`:
      return isOfKind(to, DEPLOYMENT)
        ? [{ ...REPLICAS, controller: 'Argo Rollouts', does: 'scales it to zero in favour of the Rollout' }]
        : [];
    case `release service of ${kindKey(ARGO_ROLLOUT)}`:
      return [
        {
          pointer: '/spec/selector/rollouts-pod-template-hash',
          path: ['spec', 'selector'],
          controller: 'Argo Rollouts',
          does: 'adds the hash of a version to its selector',
          ifGiven: true,
          onlyServerSide: true,
        },
      ];
    case `release route of ${kindKey(ARGO_ROLLOUT)}`:
      return rolloutRoute(
        from,
        to,
        keys.map(({ value }) => value),
        path,
      );
    default:
      return [];
  }
}

function canaryTarget(to: ObjectId): readonly Field[] {
  if (isOfKind(to, DEPLOYMENT)) {
    return [{ ...REPLICAS, controller: 'Flagger', does: 'scales it to zero between releases' }];
  }
  if (!isOfKind(to, DAEMON_SET)) return [];
  return [
    {
      pointer: '/spec/template/spec/nodeSelector/flagger.app~1scale-to-zero',
      path: ['spec', 'template', 'spec', 'nodeSelector'],
      controller: 'Flagger',
      does: 'stops its pods between releases by a label of nodes',
      onlyServerSide: true,
    },
  ];
}

/** @param names of routes or subsets that the Rollout names; all routes when there are none */
function rolloutRoute(rollout: Entity, to: ObjectId, names: readonly string[], path: FieldPath): readonly Field[] {
  const controller = 'Argo Rollouts';
  if (isOfKind(to, DESTINATION_RULE)) {
    return names.map((name) => ({
      jq: `.spec.subsets[]? | select(.name == ${JSON.stringify(name)}) | .labels["rollouts-pod-template-hash"]`,
      path: ['spec', 'subsets'],
      controller,
      does: 'adds the hash of a version to the labels of its subsets',
    }));
  }
  if (!isOfKind(to, VIRTUAL_SERVICE)) return [];
  const lists = ['http', ...['tls', 'tcp'].filter((each) => hasBeside(rollout, path, `${each}Routes`))];
  return lists.map((list) => {
    const isNamed = list === 'http' && names.length > 0;
    const select = names.map((name) => `.name == ${JSON.stringify(name)}`).join(' or ');
    return {
      jq: `.spec.${list}[]?${isNamed ? ` | select(${select})` : ''} | .route[]?.weight`,
      path: ['spec', list],
      controller,
      does: 'moves the weights of its routes',
    };
  });
}

function hasBeside({ object }: Entity, path: FieldPath, field: string): boolean {
  const around = at(object, path.slice(0, -1));
  return isMap(around) && Array.isArray(around[field]);
}
