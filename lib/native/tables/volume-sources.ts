import { dnsLabel, dnsSubdomain } from '../../kube/names';
import { signOf } from '../../kube/quantities';
import { checkPersistentIscsi } from '../checks/storage';
import {
  checkAzureDisk,
  checkChap,
  checkDownwardFile,
  checkDriverOptions,
  checkFibreChannel,
  checkFlocker,
  checkProjected,
  checkQuobyte,
} from '../checks/volume-sources';
import { structOf, textOf } from '../values/decoded';
import { absolute, descending, localFile, noBacksteps } from '../values/file-paths';
import { iscsiName } from '../values/iscsi-names';
import { quantity } from '../values/quantities';
import {
  between,
  type Constraint,
  format,
  given,
  notEmpty,
  oneOf,
  optional,
  required,
  valid,
  within,
} from '../walk/constraints';
import type { Table, Tables } from '../walk/table';

const rule = 'K8S_VOLUME';

/** The permissions of a file. */
const fileMode: Constraint = valid<number>((mode) =>
  mode < 0 || mode > 0o777 ? 'must be a number between 0 and 0777 (octal), both inclusive' : undefined,
);

/** A partition of a disk; 0 is none. */
const partition: Constraint = valid<number>((number) =>
  number < 0 || number > 255 ? 'must be between 1 and 255, inclusive' : undefined,
);

/** The name of a CSI driver, in which upper-case letters are accepted. What is missing is no name either. */
export const driverName: Constraint = (value, place) => {
  const name = String(value ?? '');
  if (name === '') place.required();
  if (name.length > 63) place.tooLong(63);
  return place.invalidEach(name, dnsSubdomain(name.toLowerCase()));
};

/** How long a token is valid, in seconds. */
export const tokenLifetime: Constraint = valid<number>((seconds) => {
  if (seconds < 600) return 'may not specify a duration less than 10 minutes';
  return seconds > 2 ** 32 ? 'may not specify a duration larger than 2^32 seconds' : undefined;
});

/** The API server forgets whose name it is when it is malformed. */
const secretName: Constraint = (value, place) => {
  if (value === undefined) return true;
  const name = textOf(structOf(value).name);
  const inner = place.inside((path) => path.child('name'));
  if (name === '') return inner.required();
  const source = place.path.name.replace(/\.[^.]*$/, '');
  return place.inside((path) => path.inside('name').called(`${source}.name`)).invalidEach(name, dnsSubdomain(name));
};

const sizeLimit: Constraint = (value, place) =>
  value === undefined ||
  signOf(quantity(value)) >= 0 ||
  place.forbidden('SizeLimit field must be a valid resource quantity');

const NO_NAMESPACE = 'if the endpointnamespace is set, it must be a valid namespace name';

const named = within({ name: [required()] });
const namedInNamespace = within({ name: [required()], namespace: [required()] });

const azureFile = { secretName: [required()], shareName: [required()] };
const ceph: Table = { rule, fields: { monitors: [required()] } };
const cephImage: Table = { rule, fields: { monitors: [required()], image: [required()] } };
const flexVolume: Table = { rule, fields: { driver: [required()] }, check: checkDriverOptions };
const glusterfs = { endpoints: [required()], path: [required()] };
const iscsi: Table = {
  rule,
  fields: {
    targetPortal: [required()],
    iqn: [required(), format(iscsiName)],
    lun: [between(0, 255)],
    initiatorName: [format(iscsiName)],
  },
  names: { initiatorName: 'initiatorname' },
  check: checkChap,
};
const scaleIo: Table = { rule, fields: { gateway: [required()], system: [required()], volumeName: [required()] } };
const storageOs = { volumeName: [required(), format(dnsLabel)], volumeNamespace: [optional, format(dnsLabel)] };

/** Where the content of volumes comes from: of those of pods, and of those that exist by themselves. */
export const VOLUME_SOURCES: Tables = {
  'core.v1.AWSElasticBlockStoreVolumeSource': { rule, fields: { volumeID: [required()], partition: [partition] } },
  'core.v1.AzureDiskVolumeSource': {
    rule,
    fields: {
      diskName: [required()],
      diskURI: [required()],
      cachingMode: [oneOf('None', 'ReadOnly', 'ReadWrite')],
      kind: [oneOf('Dedicated', 'Managed', 'Shared')],
    },
    check: checkAzureDisk,
  },
  'core.v1.AzureFilePersistentVolumeSource': { rule, fields: { ...azureFile, secretNamespace: [notEmpty()] } },
  'core.v1.AzureFileVolumeSource': { rule, fields: azureFile },
  'core.v1.CephFSPersistentVolumeSource': ceph,
  'core.v1.CephFSVolumeSource': ceph,
  'core.v1.CinderPersistentVolumeSource': { rule, fields: { volumeID: [required()], secretRef: [namedInNamespace] } },
  'core.v1.CinderVolumeSource': { rule, fields: { volumeID: [required()], secretRef: [named] } },
  'core.v1.ConfigMapVolumeSource': { rule, fields: { name: [required()], defaultMode: [fileMode] } },
  'core.v1.CSIVolumeSource': {
    rule,
    fields: {
      driver: [driverName],
      nodePublishSecretRef: [secretName],
    },
  },
  'core.v1.DownwardAPIVolumeFile': {
    rule,
    fields: { path: [required(), format(localFile)], mode: [fileMode] },
    check: checkDownwardFile,
  },
  'core.v1.DownwardAPIVolumeSource': { rule, fields: { defaultMode: [fileMode] }, names: { items: '' } },
  'core.v1.DownwardAPIProjection': { rule, names: { items: '' } },
  'core.v1.EmptyDirVolumeSource': { rule, fields: { sizeLimit: [sizeLimit] } },
  'core.v1.EphemeralVolumeSource': { rule, fields: { volumeClaimTemplate: [given()] } },
  'core.v1.FCVolumeSource': { rule, check: checkFibreChannel },
  'core.v1.FlexPersistentVolumeSource': flexVolume,
  'core.v1.FlexVolumeSource': flexVolume,
  'core.v1.FlockerVolumeSource': { rule, check: checkFlocker },
  'core.v1.GCEPersistentDiskVolumeSource': { rule, fields: { pdName: [required()], partition: [partition] } },
  'core.v1.GitRepoVolumeSource': { rule, fields: { repository: [required()], directory: [format(descending)] } },
  'core.v1.GlusterfsPersistentVolumeSource': {
    rule,
    fields: { ...glusterfs, endpointsNamespace: [format((name) => (name === '' ? [NO_NAMESPACE] : dnsLabel(name)))] },
  },
  'core.v1.GlusterfsVolumeSource': { rule, fields: glusterfs },
  'core.v1.HostPathVolumeSource': {
    rule,
    fields: {
      path: [required(), format(noBacksteps)],
      type: [
        oneOf('', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'),
      ],
    },
  },
  'core.v1.ISCSIPersistentVolumeSource': {
    ...iscsi,
    fields: { ...iscsi.fields, secretRef: [named] },
    check: (source, at, context) => {
      checkChap(source, at, context);
      checkPersistentIscsi(source, at, context);
    },
  },
  'core.v1.ISCSIVolumeSource': iscsi,
  'core.v1.KeyToPath': {
    rule,
    fields: { key: [required()], path: [required(), format(localFile)], mode: [fileMode] },
  },
  'core.v1.LocalVolumeSource': { rule, fields: { path: [required(), format(noBacksteps)] } },
  'core.v1.NFSVolumeSource': { rule, fields: { server: [required()], path: [required(), format(absolute)] } },
  'core.v1.PersistentVolumeClaimVolumeSource': { rule, fields: { claimName: [required()] } },
  'core.v1.PhotonPersistentDiskVolumeSource': { rule, fields: { pdID: [required()] } },
  'core.v1.PortworxVolumeSource': { rule, fields: { volumeID: [required()] } },
  'core.v1.ConfigMapProjection': { rule, fields: { name: [required()] } },
  'core.v1.SecretProjection': { rule, fields: { name: [required()] } },
  'core.v1.ServiceAccountTokenProjection': { rule, fields: { expirationSeconds: [tokenLifetime] } },
  'core.v1.ProjectedVolumeSource': { rule, fields: { defaultMode: [fileMode] }, check: checkProjected },
  'core.v1.QuobyteVolumeSource': { rule, fields: { volume: [required()] }, check: checkQuobyte },
  'core.v1.RBDPersistentVolumeSource': cephImage,
  'core.v1.RBDVolumeSource': cephImage,
  'core.v1.ScaleIOPersistentVolumeSource': scaleIo,
  'core.v1.ScaleIOVolumeSource': scaleIo,
  'core.v1.SecretVolumeSource': { rule, fields: { secretName: [required()], defaultMode: [fileMode] } },
  'core.v1.StorageOSPersistentVolumeSource': { rule, fields: { ...storageOs, secretRef: [namedInNamespace] } },
  'core.v1.StorageOSVolumeSource': { rule, fields: { ...storageOs, secretRef: [named] } },
  'core.v1.VsphereVirtualDiskVolumeSource': { rule, fields: { volumePath: [required()] } },
};
