import { isMap } from '../kube/json';
import { configMapKey } from '../kube/names';
import { Path } from '../violation/path';
import { entries, fields, own, text, texts } from './json';
import type { Report } from './rules';

/** 1 MiB, for all values of an object. */
const MAX_BYTES = 1024 * 1024;

const WHOLE = /^[A-Za-z0-9+/]*={0,2}$/;
const DIGIT = /^[A-Za-z0-9+/]$/;
const PAD = 61;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * Checks a ConfigMap.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/configmap/
 */
export function checkConfigMap(object: Readonly<Record<string, unknown>>, report: Report): void {
  const { data, binaryData } = object;
  let size = 0;
  for (const [key, value] of texts(data)) {
    const place = Path.ROOT.child('data').key(key);
    report.invalidEach('K8S_CONFIG_MAP', place, key, configMapKey(key));
    if (own(binaryData, key) !== undefined) {
      report.invalid('K8S_CONFIG_MAP', place, key, 'duplicate of key present in binaryData');
    }
    size += Buffer.byteLength(value);
  }
  for (const [key, value] of texts(binaryData)) {
    const place = Path.ROOT.child('binaryData').key(key);
    report.invalidEach('K8S_CONFIG_MAP', place, key, configMapKey(key));
    size += decodedSize('K8S_CONFIG_MAP', place, value, report);
  }
  if (size > MAX_BYTES) report.tooLong('K8S_CONFIG_MAP', Path.ROOT, MAX_BYTES);
}

/**
 * Checks a Secret. What `stringData` has is written over `data`, before anything is checked.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/secret/#secret-types
 */
export function checkSecret(object: Readonly<Record<string, unknown>>, report: Report): void {
  const at = Path.ROOT.child('data');
  const contents = new Map<string, string | undefined>();
  let size = 0;
  for (const [key, value] of texts(object.stringData)) {
    const place = Path.ROOT.child('stringData').key(key).called(at.key(key).name);
    report.invalidEach('K8S_SECRET', place, key, configMapKey(key));
    contents.set(key, value);
    size += Buffer.byteLength(value);
  }
  for (const [key, value] of texts(object.data)) {
    report.invalidEach('K8S_SECRET', at.key(key), key, configMapKey(key));
    const bytes = decodedSize('K8S_SECRET', at.key(key), value, report);
    if (contents.has(key)) continue;
    contents.set(key, Buffer.from(value, 'base64').toString());
    size += bytes;
  }
  // Values of other types are there all the same.
  for (const [key] of [...entries(object.data), ...entries(object.stringData)]) {
    if (!contents.has(key)) contents.set(key, undefined);
  }
  if (size > MAX_BYTES) report.tooLong('K8S_SECRET', at, MAX_BYTES);
  checkType(at, object, contents, report);
}

function checkType(
  at: Path,
  { type, metadata }: Readonly<Record<string, unknown>>,
  contents: ReadonlyMap<string, string | undefined>,
  report: Report,
): void {
  const required = (...keys: readonly string[]): void => {
    for (const key of keys) if (!contents.has(key)) report.required('K8S_SECRET', at.key(key));
  };
  switch (type) {
    case 'kubernetes.io/service-account-token': {
      const key = 'kubernetes.io/service-account.name';
      if (text(own(fields(metadata).annotations, key)) === '') {
        report.required('K8S_SECRET', Path.ROOT.child('metadata', 'annotations').key(key));
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
}

/** Checks that credentials are an object in JSON, and does not show them. */
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

function decodedSize(rule: 'K8S_CONFIG_MAP' | 'K8S_SECRET', at: Path, value: string, report: Report): number {
  const position = corruptInput(value);
  if (position !== undefined) {
    const fix = rule === 'K8S_SECRET' ? 'encode it, or give it as `stringData`' : 'encode it, or give it as `data`';
    report.undecodable(rule, at, `illegal base64 data at input byte ${position}`, fix);
  }
  return Buffer.from(value, 'base64').length;
}

/** Where Go's decoder of base64 stops: it wants padding, and skips only ends of lines. */
function corruptInput(value: string): number | undefined {
  if (value.length % 4 === 0 && WHOLE.test(value)) return undefined;
  const bytes = Buffer.from(value);
  let position = 0;
  const skipLines = (): void => {
    while (bytes[position] === LINE_FEED || bytes[position] === CARRIAGE_RETURN) position += 1;
  };
  for (;;) {
    for (let digit = 0; digit < 4; digit += 1) {
      skipLines();
      if (position === bytes.length) return digit === 0 ? undefined : position - digit;
      const byte = bytes[position] as number;
      position += 1;
      if (byte < 128 && DIGIT.test(String.fromCharCode(byte))) continue;
      if (byte !== PAD || digit < 2) return position - 1;
      skipLines();
      if (digit === 2) {
        if (position === bytes.length) return bytes.length;
        if (bytes[position] !== PAD) return position - 1;
        position += 1;
        skipLines();
      }
      return position < bytes.length ? position : undefined;
    }
  }
}
