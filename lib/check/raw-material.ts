import type { Finding } from '../model/finding';
import type { Manifest } from '../model/manifest';
import { entityOf } from '../world/judged-manifest';
import { KUSTOMIZE, rawMaterial } from '../world/kustomize';
import type { Judged } from './judge';

/** What no build adds, takes away or fills in. */
const STAYS: ReadonlySet<string> = new Set([
  ...['SCHEMA_OBJECT', 'SCHEMA_TYPE', 'SCHEMA_UNKNOWN_FIELD', 'SCHEMA_UNKNOWN_KIND', 'SCHEMA_VERSION', 'K8S_VERSION'],
]);

/**
 * Finds manifests that Kustomize completes before anybody applies them: what they lack, it may add.
 *
 * @param judged all of them, the kustomizations included
 * @returns whether a manifest is one
 */
export function rawManifests(judged: readonly Judged[]): (of: Judged) => boolean {
  const kustomizations = judged.filter(({ manifest }) => isKustomization(manifest));
  const isRaw = rawMaterial(
    kustomizations.map((each) => entityOf(each)),
    judged.map(({ manifest }) => manifest.file),
  );
  return (of) => isRaw(entityOf(of));
}

function isKustomization({ resource }: Manifest): boolean {
  return resource.apiVersion.startsWith(`${KUSTOMIZE}/`);
}

/** A finding of raw material by itself: an error only where no build puts it right. */
export function ofRawMaterial(finding: Finding): Finding {
  // Directives of patches begin so.
  const isCured = !STAYS.has(finding.rule) || finding.message.includes('"$patch"');
  if (finding.severity !== 'error' || !isCured) return finding;
  const hint = 'check what `kustomize build` prints: this is raw material';
  return { ...finding, severity: 'note', fix: finding.fix === undefined ? hint : `${finding.fix}; ${hint}` };
}
