import type { JsonMap } from '../../kube/json';
import type { Path } from '../../violation/path';
import { entriesOf, isSet, listOf, numberOf, structOf, structsOf, textOf } from '../values/decoded';
import { localFile } from '../values/file-paths';
import type { Check, Context } from '../walk/table';
import { checkFieldRef, checkResourceFieldRef, IN_VOLUMES } from './field-references';

const rule = 'K8S_VOLUME';

export const checkAzureDisk: Check = ({ kind, diskURI }, at, { report }) => {
  if (!isSet(kind)) return;
  const [prefix, form] =
    kind === 'Managed'
      ? [
          '/subscriptions/',
          '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}',
        ]
      : ['https://', 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd'];
  if (!textOf(diskURI).startsWith(prefix)) report.unsupported(rule, at.child('diskURI'), diskURI ?? '', [form]);
};

/** Who proves who it is needs a secret for that. */
export const checkChap: Check = ({ chapAuthDiscovery, chapAuthSession, secretRef }, at, { report }) => {
  if ((chapAuthDiscovery === true || chapAuthSession === true) && !isSet(secretRef)) {
    report.required(rule, at.child('secretRef'));
  }
};

export const checkDriverOptions: Check = ({ options }, at, { report }) => {
  for (const [key] of entriesOf(options)) {
    const domain = `.${(key.split('/', 1)[0] ?? '').toLowerCase()}`;
    if (!domain.endsWith('.kubernetes.io') && !domain.endsWith('.k8s.io')) continue;
    report.invalid(rule, at.child('options').key(key), key, 'kubernetes.io and k8s.io namespaces are reserved');
  }
};

export const checkFibreChannel: Check = ({ targetWWNs, wwids, lun }, at, { report }) => {
  const [names, ids] = [listOf(targetWWNs).length, listOf(wwids).length];
  const place = at.child('targetWWNs');
  if (names === 0 && ids === 0) report.required(rule, place, 'must specify either targetWWNs or wwids, but not both');
  if (names > 0 && ids > 0)
    report.invalid(rule, place, targetWWNs, 'targetWWNs and wwids can not be specified simultaneously');
  if (names === 0) return;
  if (!isSet(lun)) report.required(rule, at.child('lun'), 'lun is required if targetWWNs is specified');
  else if (numberOf(lun) < 0 || numberOf(lun) > 255) {
    report.invalid(rule, at.child('lun'), lun, 'must be between 0 and 255, inclusive');
  }
};

export const checkFlocker: Check = (source, at, { report }) => {
  const [name, id] = [textOf(source.datasetName), textOf(source.datasetUUID)];
  if (name === '' && id === '') report.required(rule, at, 'one of datasetName and datasetUUID is required');
  if (name !== '' && id !== '') {
    report.invalid(rule, at, 'resource', 'datasetName and datasetUUID can not be specified simultaneously');
  }
  if (name.includes('/')) report.invalid(rule, at.child('datasetName'), name, "must not contain '/'");
};

const QUOBYTE = 'must be a host:port pair or multiple pairs separated by commas';

export const checkQuobyte: Check = ({ registry, tenant }, at, { report }) => {
  const pairs = textOf(registry);
  if (pairs === '') report.required(rule, at.child('registry'), QUOBYTE);
  else if (textOf(tenant).length >= 65) {
    report.required(rule, at.child('tenant'), 'must be a UUID and may not exceed a length of 64 characters');
  } else if (!pairs.split(',').every((pair) => /^(?:[^:[\]]*|\[[^[\]]*\]):[^:]*$/.test(pair))) {
    report.invalid(rule, at.child('registry'), pairs, QUOBYTE);
  }
};

/** A file that is made of the pod's own fields. */
export const checkDownwardFile: Check = ({ fieldRef, resourceFieldRef }, at, context) => {
  const { report } = context;
  if (isSet(fieldRef)) {
    checkFieldRef(at.child('fieldRef'), structOf(fieldRef), IN_VOLUMES, report);
    if (isSet(resourceFieldRef)) {
      report.invalid(rule, at, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously');
    }
  } else if (isSet(resourceFieldRef)) {
    checkResourceFieldRef(at.child('resourceFieldRef'), structOf(resourceFieldRef), true, report);
  } else report.required(rule, at, 'one of fieldRef and resourceFieldRef is required');
};

/** Several sources in one folder: no two files at one path. */
export const checkProjected: Check = (volume, at, context) => {
  const { report } = context;
  const taken = new Set<string>();
  const claim = (path: string, value: string): void => {
    if (path === '') return;
    if (taken.has(path)) report.invalid(rule, at, value, 'conflicting duplicate paths');
    taken.add(path);
  };
  for (const [index, source] of structsOf(volume.sources).entries()) {
    const place = at.child('sources').child(index);
    for (const name of ['secret', 'configMap']) {
      const files = structOf(source[name]);
      for (const { path } of structsOf(files.items)) claim(textOf(path), textOf(files.name));
    }
    for (const { path } of structsOf(structOf(source.downwardAPI).items)) claim(textOf(path), textOf(path));
    if (isSet(source.serviceAccountToken)) checkTokenPath(at, place, structOf(source.serviceAccountToken), context);
    if (Object.values(source).filter(isSet).length > 1) {
      report.forbidden(rule, place, 'may not specify more than 1 volume type per source');
    }
  }
};

/** The API server forgets which source it is. */
function checkTokenPath(volume: Path, at: Path, token: JsonMap, { report }: Context): void {
  const place = at.child('serviceAccountToken', 'path').called(`${volume.name}.path`);
  const path = textOf(token.path);
  if (path === '') report.required(rule, place);
  else report.invalidEach(rule, place, path, localFile(path));
}
