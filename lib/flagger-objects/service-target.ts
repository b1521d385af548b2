import type { ManifestObject } from '../model/manifest';
import type { CanaryObject, CanarySurroundings, FlaggerSettings } from './canary';
import { INCLUDED_LABELS } from './config-references';
import { labelsWithPrefix, ownerReferences, type StringMap } from './flagger-metadata';
import { Blocked, mapOf, type ServiceTarget } from './target';

/**
 * The Services beside one that is a target: `-canary` is like it, `-primary` as it was when it was promoted last.
 * Somebody else looks after what they select.
 *
 * Flagger copies the target's addresses as well, which the API server refuses: only a name of elsewhere can be copied,
 * and Services without an address if both are there.
 *
 * @throws Blocked when the API server refuses the copies
 */
export function serviceCopies(
  canary: CanaryObject,
  { name, service }: ServiceTarget,
  { find, complete = false }: CanarySurroundings,
  promoted: boolean,
  { includeLabelPrefixes = INCLUDED_LABELS }: FlaggerSettings,
): readonly ManifestObject[] {
  const [canaryName, primaryName] = [`${name}-canary`, `${name}-primary`];
  const existing = find('Service', primaryName);
  checkCopies(canary, service, canaryName, { isThere: !complete || find('Service', canaryName) !== undefined });
  if (existing === undefined && complete) checkCopies(canary, service, primaryName, { isThere: false });
  const { apiVersion, kind, metadata, spec } = service;
  const copy = (copyName: string): ManifestObject => ({
    apiVersion,
    kind,
    metadata: { ...mapOf(metadata), name: copyName, ...ownerReferences(canary) },
    spec,
  });
  if (!promoted) return [copy(canaryName), existing ?? copy(primaryName)];
  const { namespace, labels, annotations } = mapOf(metadata) as {
    namespace?: string;
    labels?: StringMap;
    annotations?: StringMap;
  };
  const promotedMetadata = {
    name: primaryName,
    ...(namespace === undefined ? {} : { namespace }),
    ...some('labels', labelsWithPrefix(labels, includeLabelPrefixes)),
    ...some('annotations', labelsWithPrefix(annotations, includeLabelPrefixes)),
  };
  return [copy(canaryName), { apiVersion, kind, metadata: promotedMetadata, spec }];
}

function some(field: string, map: StringMap): ManifestObject {
  return Object.keys(map).length === 0 ? {} : { [field]: map };
}

/** What the API server, which gives addresses, says of a copy with the same. */
function checkCopies(
  { metadata }: CanaryObject,
  service: ManifestObject,
  name: string,
  { isThere }: { readonly isThere: boolean },
): void {
  const { type = 'ClusterIP', clusterIP } = mapOf(service.spec);
  if (type === 'ExternalName') return;
  const headless = clusterIP === 'None';
  if (headless && isThere) return;
  const { namespace = 'default' } = metadata;
  const failed = isThere
    ? `updating service ${name}.${namespace} failed`
    : `creating service ${metadata.name}.${namespace} query error`;
  throw new Blocked(
    `reconcileCanaryService failed: ${failed}: Service "${name}" is invalid: ${refusal(String(type), headless, isThere)}`,
  );
}

function refusal(type: string, headless: boolean, isThere: boolean): string {
  const addresses = `spec.clusterIPs: Invalid value: ["${headless ? 'None' : '…'}"]`;
  if (type === 'ClusterIP') {
    return isThere
      ? `${addresses}: first value must match \`clusterIP\``
      : `${addresses}: must be empty when \`clusterIP\` is not specified`;
  }
  return isThere
    ? 'spec.ports[0].nodePort: Invalid value: …: provided port is already allocated'
    : `${addresses}: failed to allocate IP …: provided IP is already allocated`;
}
