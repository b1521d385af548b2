import { referenceOf } from '../kube/object-reference';
import type { Manifest, ManifestObject } from '../model/manifest';
import type { Derivation } from './entity';
import type { JudgedManifest } from './world';

/** An object that stands in no file; its places are those of what it is made from. */
export function derivedManifest(object: ManifestObject, derived: Derivation, from?: Manifest): JudgedManifest {
  const nowhere = { line: 1, column: 1 };
  return {
    manifest: {
      object,
      resource: referenceOf(object),
      file: from?.file ?? '',
      locate: () => from?.locate([]) ?? nowhere,
    },
    sound: true,
    scope: 'Namespaced',
    derived,
  };
}
