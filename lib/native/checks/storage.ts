import { isMap, type JsonMap } from '../../kube/json';
import { signOf } from '../../kube/quantities';
import type { Path } from '../../violation/path';
import type { Report } from '../rules';
import { isSet, structOf, structsOf, textOf, textsOf } from '../values/decoded';
import { quantity } from '../values/quantities';
import { annotations, applyAt, labels } from '../walk/constraints';
import { type Check, enclosing } from '../walk/table';

const rule = 'K8S_STORAGE';
const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

/** How a volume is used. The API server does not say which of the modes it means. */
function checkAccessModes(at: Path, modes: unknown, report: Report): void {
  const names = textsOf(modes);
  for (const [index, mode] of names.entries()) {
    if (!ACCESS_MODES.includes(mode)) report.unsupported(rule, at.inside(index), mode, ACCESS_MODES);
  }
  const others = names.filter((mode) => ACCESS_MODES.includes(mode) && mode !== 'ReadWriteOncePod');
  if (names.includes('ReadWriteOncePod') && others.length > 0) {
    report.forbidden(rule, at, 'may not use ReadWriteOncePod with other access modes');
  }
}

/** @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#persistentvolumeclaims */
export const checkClaim: Check = (spec, at, { report }) => {
  checkAccessModes(at.child('accessModes'), spec.accessModes, report);
  const size = structOf(structOf(spec.resources).requests).storage;
  const place = at.child('resources', 'requests', 'storage').called(`${at.child('resources').name}[storage]`);
  if (!isSet(size)) report.required(rule, place);
  else if (signOf(quantity(size)) <= 0) {
    report.invalid(rule, place, quantity(size).canonical, 'must be greater than zero');
  }
  const { dataSource, dataSourceRef } = spec;
  const there = at.child('dataSource').called(at.name);
  if (!isSet(dataSource) || !isSet(dataSourceRef)) return;
  const [source, ref] = [structOf(dataSource), structOf(dataSourceRef)];
  if (textOf(ref.namespace) !== '') {
    report.invalid(rule, there, 'spec.dataSource', 'may not be specified when dataSourceRef.namespace is specified');
  } else if (['apiGroup', 'kind', 'name'].some((field) => source[field] !== ref[field])) {
    report.invalid(rule, there, 'spec.dataSource', 'must match dataSourceRef');
  }
};

/** A claim that is made for each pod has labels and annotations, and nothing else of its metadata. */
export const checkEphemeralClaim: Check = ({ metadata }, at, { report }) => {
  const { labels: given, annotations: notes, ...others } = structOf(metadata);
  const place = at.child('metadata');
  applyAt(report, 'K8S_LABEL', place.child('labels'), given, labels);
  applyAt(report, 'K8S_ANNOTATION', place.child('annotations'), notes, annotations);
  for (const [field, value] of Object.entries(others)) {
    if (isSet(value) && value !== '') report.forbidden(rule, place.child(field), 'cannot be set');
  }
};

/** @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#persistent-volumes */
export const checkPersistentVolume: Check = (spec, at, context) => {
  const { report } = context;
  checkAccessModes(at.child('accessModes'), spec.accessModes, report);
  if (enclosing(context, 'storage.v1.VolumeAttachmentSource') === undefined) {
    checkCapacity(at.child('capacity'), structOf(spec.capacity), report);
  }
  // Of several sources only the first is looked at.
  if (isSet(spec.local) && !isSet(spec.nodeAffinity) && !report.has(at.child('local'))) {
    report.required(rule, at.child('nodeAffinity'), 'Local volume requires node affinity');
  }
  if (isSet(spec.nodeAffinity) && !isSet(structOf(spec.nodeAffinity).required)) {
    report.required(rule, at.child('nodeAffinity', 'required'), 'must specify required node constraints');
  }
  const path = textOf(structOf(spec.hostPath).path);
  if (isSet(spec.hostPath) && /^\/+(?:\.?\/*)*$/.test(path) && spec.persistentVolumeReclaimPolicy === 'Recycle') {
    const place = at.child('persistentVolumeReclaimPolicy');
    report.forbidden(rule, place, "may not be 'recycle' for a hostPath mount of '/'");
  }
  if (isSet(spec.volumeAttributesClassName) && !isSet(spec.csi)) {
    report.required(rule, at.child('csi'), 'has to be specified when using volumeAttributesClassName');
  }
};

function checkCapacity(at: Path, capacity: JsonMap, report: Report): void {
  const names = Object.keys(capacity);
  if (names.length === 0) report.required(rule, at);
  if (!names.includes('storage') || names.length > 1)
    report.unsupported(rule, at, names.length === 0 ? undefined : capacity, ['storage']);
  for (const [name, value] of Object.entries(capacity)) {
    const size = quantity(value);
    if (signOf(size) < 0) report.invalid(rule, at.key(name), size.canonical, 'must be a valid resource quantity');
    if (signOf(size) <= 0) report.invalid(rule, at.key(name), size.canonical, 'must be greater than zero');
  }
}

const MAX_ISCSI_NAME = 64;

/** The name of the volume and that of the target together are a name of iSCSI. */
export const checkPersistentIscsi: Check = ({ initiatorName, targetPortal }, at, { report, object }) => {
  const name = textOf(structOf(object.metadata).name);
  if (!isSet(initiatorName) || `${name}:${textOf(targetPortal)}`.length <= MAX_ISCSI_NAME) return;
  const detail =
    'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.';
  report.invalid(rule, at.renamed('targetPortal', 'targetportal'), targetPortal, detail);
};

const MAX_PARAMETERS = 512;
const MAX_PARAMETER_BYTES = 256 * 1024;

/** What a provisioner is told. */
function checkParameters(at: Path, parameters: unknown, needed: boolean, report: Report): void {
  const entries = Object.entries(structOf(parameters));
  if (entries.length > MAX_PARAMETERS) {
    report.tooLong(rule, at, MAX_PARAMETERS);
    return;
  }
  let size = 0;
  for (const [key, value] of entries) {
    if (key === '') report.invalid(rule, at, key, 'field can not be empty.');
    size += Buffer.byteLength(key) + Buffer.byteLength(textOf(value));
  }
  if (size > MAX_PARAMETER_BYTES) report.tooLong(rule, at, MAX_PARAMETER_BYTES);
  if (needed && entries.length === 0) report.required(rule, at, 'must contain at least one key/value pair');
}

/** @see https://kubernetes.io/docs/concepts/storage/storage-classes/ */
export const checkStorageClass: Check = ({ parameters, allowedTopologies }, at, { report }) => {
  checkParameters(at.child('parameters'), parameters, false, report);
  const seen = new Set<string>();
  for (const [index, term] of structsOf(allowedTopologies).entries()) {
    const expressions = structsOf(term.matchLabelExpressions);
    const place = at.child('allowedTopologies').child(index, 'matchLabelExpressions');
    const keys = new Set<string>();
    for (const [position, { key }] of expressions.entries()) {
      if (keys.has(textOf(key))) report.duplicate(rule, place.child(position, 'key'), key);
      keys.add(textOf(key));
    }
    // What says the same of all keys is the same.
    const meaning = JSON.stringify(
      Object.fromEntries(
        expressions
          .map(({ key, values }) => [textOf(key), [...new Set(textsOf(values))].sort()] as const)
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      ),
    );
    // What says nothing is the same as what there was before the first.
    if (seen.has(meaning) || expressions.length === 0) report.duplicate(rule, place, '');
    seen.add(meaning);
  }
};

export const checkAttributesClass: Check = ({ parameters }, at, { report }) => {
  checkParameters(at.child('parameters'), parameters, true, report);
};

/** What is attached: a volume that exists, or one that is described. */
export const checkAttachmentSource: Check = ({ inlineVolumeSpec, persistentVolumeName }, at, { report }) => {
  const detail = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';
  if (!isSet(inlineVolumeSpec) && !isSet(persistentVolumeName)) report.required(rule, at, detail);
  else if (isSet(inlineVolumeSpec) && isSet(persistentVolumeName)) report.forbidden(rule, at, detail);
  else if (isMap(inlineVolumeSpec)) checkInline(at.child('inlineVolumeSpec'), inlineVolumeSpec, report);
};

function checkInline(at: Path, spec: JsonMap, report: Report): void {
  const inline = 'in the context of inline volumes';
  for (const field of ['claimRef', 'capacity', 'nodeAffinity', 'storageClassName']) {
    if (isSet(spec[field]) && spec[field] !== '')
      report.forbidden(rule, at.child(field), `may not be specified ${inline}`);
  }
  if (!isSet(spec.csi)) report.required(rule, at.child('csi'), `has to be specified ${inline}`);
  const reclaim = textOf(spec.persistentVolumeReclaimPolicy);
  if (reclaim !== '' && reclaim !== 'Retain') {
    report.forbidden(rule, at.child('persistentVolumeReclaimPolicy'), `may only be Retain ${inline}`);
  }
  if (isSet(spec.volumeMode) && spec.volumeMode !== 'Filesystem') {
    report.forbidden(rule, at.child('volumeMode'), `may not specify volumeMode other than Filesystem ${inline}`);
  }
}

/** The drivers of a node, by their names. */
export const checkNodeDrivers: Check = ({ drivers }, at, { report }) => {
  const names = new Set<string>();
  for (const [index, driver] of structsOf(drivers).entries()) {
    const name = textOf(driver.name);
    if (names.has(name)) report.duplicate(rule, at.child('drivers').child(index, 'name'), name);
    names.add(name);
  }
};

/** Each audience once. */
export const checkTokenRequests: Check = ({ tokenRequests }, at, { report }) => {
  const audiences = new Set<string>();
  for (const [index, request] of structsOf(tokenRequests).entries()) {
    const audience = textOf(request.audience);
    if (audiences.has(audience)) report.duplicate(rule, at.child('tokenRequests').child(index, 'audience'), audience);
    audiences.add(audience);
  }
};
