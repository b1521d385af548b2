import { isMap } from '../../kube/json';
import { configMapKey } from '../../kube/names';
import type { Path } from '../../violation/path';
import type { Report } from '../rules';
import { decodedLength } from '../values/base64';
import { entriesOf, structOf, textOf } from '../values/decoded';
import type { Check } from '../walk/table';

/** 1 MiB, for all values of an object. */
const MAX_BYTES = 1024 * 1024;

/** Keys become names of files, so none is both text and bytes. */
export const checkConfigMap: Check = ({ data, binaryData }, at, { report }) => {
  const rule = 'K8S_CONFIG_MAP';
  let size = 0;
  for (const [key, value] of entriesOf(data)) {
    const place = at.child('data').key(key);
    report.invalidEach(rule, place, key, configMapKey(key));
    if (Object.hasOwn(structOf(binaryData), key)) {
      report.invalid(rule, place, key, 'duplicate of key present in binaryData');
    }
    size += Buffer.byteLength(value);
  }
  for (const [key, value] of entriesOf(binaryData)) {
    report.invalidEach(rule, at.child('binaryData').key(key), key, configMapKey(key));
    size += decodedLength(value);
  }
  if (size > MAX_BYTES) report.tooLong(rule, at, MAX_BYTES);
};

/** What `stringData` has is written over `data`, before anything is checked. */
export const checkSecret: Check = (secret, around, { report }) => {
  const at = around.child('data');
  const contents = new Map<string, string>();
  let size = 0;
  for (const [key, value] of entriesOf(secret.stringData)) {
    const place = around.child('stringData').key(key).called(at.key(key).name);
    report.invalidEach('K8S_SECRET', place, key, configMapKey(key));
    contents.set(key, value);
    size += Buffer.byteLength(value);
  }
  for (const [key, value] of entriesOf(secret.data)) {
    if (contents.has(key)) continue;
    report.invalidEach('K8S_SECRET', at.key(key), key, configMapKey(key));
    contents.set(key, Buffer.from(value, 'base64').toString());
    size += decodedLength(value);
  }
  if (size > MAX_BYTES) report.tooLong('K8S_SECRET', at, MAX_BYTES);
  const required = (...keys: readonly string[]): void => {
    for (const key of keys) if (!contents.has(key)) report.required('K8S_SECRET', at.key(key));
  };
  switch (secret.type) {
    case 'kubernetes.io/service-account-token': {
      const key = 'kubernetes.io/service-account.name';
      if (textOf(structOf(structOf(secret.metadata).annotations)[key]) === '') {
        report.required('K8S_SECRET', around.child('metadata', 'annotations').key(key));
      }
      break;
    }
    case 'kubernetes.io/dockercfg':
      required('.dockercfg');
      checkJson(at.key('.dockercfg'), contents.get('.dockercfg'), report);
      break;
    case 'kubernetes.io/dockerconfigjson':
      required('.dockerconfigjson');
      checkJson(at.key('.dockerconfigjson'), contents.get('.dockerconfigjson'), report);
      break;
    case 'kubernetes.io/basic-auth':
      if (!contents.has('username') && !contents.has('password')) required('username', 'password');
      break;
    case 'kubernetes.io/ssh-auth':
      required('ssh-privatekey');
      if (contents.get('ssh-privatekey') === '') report.required('K8S_SECRET', at.key('ssh-privatekey'));
      break;
    case 'kubernetes.io/tls':
      required('tls.crt', 'tls.key');
      break;
    default:
  }
};

/** Credentials are an object in JSON, and are not shown. */
function checkJson(at: Path, content: string | undefined, report: Report): void {
  if (content === undefined) return;
  let problem = '';
  try {
    const value: unknown = JSON.parse(content);
    if (value === null || isMap(value)) return;
    const type = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
    problem = `json: cannot unmarshal ${type} into Go value of type map[string]interface {}`;
  } catch {
    problem = content.trim() === '' ? 'unexpected end of JSON input' : 'invalid character in JSON';
  }
  report.invalid('K8S_SECRET', at, '<secret contents redacted>', problem);
}
