import { isMap } from '../kube/json';
import type { Entity } from './entity';
import { kind, kindKey } from './kind';
import { APPLICATION } from './kinds';
import { at } from './workload';

/** Where an object says into which namespace others are installed: the first that says something counts. */
type Places = readonly (readonly string[])[];

const OWN: Places = [['metadata', 'namespace']];

/** What installs objects that no manifest has, by kind. */
const INSTALLERS: ReadonlyMap<string, Places> = new Map<string, Places>([
  [kindKey(kind('helm.toolkit.fluxcd.io', 'HelmRelease')), [['spec', 'targetNamespace'], ...OWN]],
  [kindKey(kind('helm.cattle.io', 'HelmChart')), [['spec', 'targetNamespace'], ...OWN]],
  [kindKey(kind('kustomize.toolkit.fluxcd.io', 'Kustomization')), [['spec', 'targetNamespace']]],
  [kindKey(kind('install.istio.io', 'IstioOperator')), [['spec', 'namespace'], ...OWN]],
  [kindKey(APPLICATION), [['spec', 'destination', 'namespace']]],
]);

/**
 * The namespace into which an object has others installed that no manifest has, such as a chart of Helm; undefined when
 * it does nothing of the kind.
 */
export function installsInto(entity: Entity): string | undefined {
  const places = INSTALLERS.get(entity.kindKey);
  if (places === undefined || (entity.kindKey === kindKey(APPLICATION) && !rendersManifests(entity))) return undefined;
  for (const place of places) {
    const namespace = at(entity.object, place);
    if (typeof namespace === 'string' && namespace !== '') return namespace;
  }
  return undefined;
}

/** Whether Argo CD makes manifests for an Application, instead of taking them from a folder. */
function rendersManifests({ object }: Entity): boolean {
  const sources = [at(object, ['spec', 'source']), at(object, ['spec', 'sources'])].flat();
  return sources.some(
    (source) => isMap(source) && ['chart', 'helm', 'kustomize', 'plugin'].some((each) => source[each] !== undefined),
  );
}
