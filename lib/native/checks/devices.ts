import { isMap, type JsonMap } from '../../kube/json';
import { cIdentifier, dnsLabel, dnsSubdomain, labelValue, qualifiedName } from '../../kube/names';
import type { Path } from '../../violation/path';
import type { Report } from '../rules';
import { isSet, listOf, numberOf, structOf, structsOf, textOf, textsOf } from '../values/decoded';
import { annotations, applyAt, type Constraint, labels } from '../walk/constraints';
import type { Check } from '../walk/table';

const rule = 'K8S_DEVICE';

const MAX_EXPRESSION = 10 * 1024;

/** What a device must be like, in CEL. */
export const deviceExpression: Constraint = (value, place) => {
  const expression = textOf(value);
  if (Buffer.byteLength(expression) > MAX_EXPRESSION) return place.tooLong(MAX_EXPRESSION);
  // Loaded with the first of them: hardly any object selects devices.
  const { checkSelector } = require('./device-selectors') as typeof import('./device-selectors');
  return checkSelector(expression, place);
};

/** What is asked for; constraints and configurations name requests. */
export const checkDeviceClaim: Check = ({ requests, constraints, config }, at, { report }) => {
  const names = new Map<string, ReadonlySet<string>>();
  for (const request of structsOf(requests)) {
    names.set(textOf(request.name), new Set(structsOf(request.firstAvailable).map(({ name }) => textOf(name))));
  }
  unique(at.child('requests'), structsOf(requests), report);
  for (const [list, entries] of [
    ['constraints', structsOf(constraints)],
    ['config', structsOf(config)],
  ] as const) {
    for (const [index, entry] of entries.entries()) {
      checkNames(at.child(list).child(index, 'requests'), textsOf(entry.requests), names, report);
    }
  }
};

function checkNames(
  at: Path,
  named: readonly string[],
  known: ReadonlyMap<string, ReadonlySet<string>>,
  report: Report,
): void {
  const seen = new Set<string>();
  for (const [index, name] of named.entries()) {
    const place = at.child(index);
    const segments = name.split('/');
    if (segments.length <= 2) {
      for (const segment of segments) report.invalidEach(rule, place, segment, dnsLabel(segment));
    }
    const [request = '', part] = segments;
    const isKnown = segments.length <= 2 && known.has(request) && (part === undefined || known.get(request)?.has(part));
    if (!isKnown) {
      const detail =
        "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";
      report.invalid(rule, place, name, detail);
    }
    if (seen.has(name)) report.duplicate(rule, place, name);
    seen.add(name);
  }
}

function unique(at: Path, entries: readonly JsonMap[], report: Report): void {
  const seen = new Set<string>();
  for (const [index, entry] of entries.entries()) {
    const name = textOf(entry.name);
    if (seen.has(name)) report.duplicate(rule, at.child(index, 'name'), name);
    seen.add(name);
  }
}

/** One thing, or the first of several that there is. */
export const checkDeviceRequest: Check = ({ exactly, firstAvailable }, at, { report }) => {
  const several = structsOf(firstAvailable);
  unique(at.child('firstAvailable'), several, report);
  const detail = 'exactly one of `exactly` or `firstAvailable` is required';
  if (!isSet(exactly) && several.length === 0) report.required(rule, at, detail);
  else if (isSet(exactly) && several.length > 0) {
    report.invalid(rule, at, undefined, `${detail}, but multiple fields are set`);
  }
};

/** All devices, or a number of them. */
export const checkCount: Check = ({ allocationMode: mode, count }, at, { report }) => {
  const number = numberOf(count);
  const place = at.child('count');
  if (mode === 'All') {
    if (number !== 0) report.invalid(rule, place, number, "must not be specified when allocationMode is 'All'");
  } else if (mode !== 'ExactCount') {
    report.unsupported(rule, at.child('allocationMode'), mode, ['All', 'ExactCount']);
  } else if (number <= 0) report.invalid(rule, place, number, 'must be greater than zero');
};

export const checkTolerated: Check = ({ key, operator, value, effect }, at, { report }) => {
  const [name, text] = [textOf(key), textOf(value)];
  if (name !== '') report.invalidEach(rule, at.child('key'), name, qualifiedName(name));
  switch (textOf(operator)) {
    case 'Exists':
      if (text !== '') report.invalid(rule, at.child('value'), text, 'must be empty for operator `Exists`');
      break;
    case 'Equal':
      report.invalidEach(rule, at.child('value'), text, labelValue(text));
      break;
    case '':
      report.required(rule, at.child('operator'));
      break;
    default:
      report.unsupported(rule, at.child('operator'), operator, ['Equal', 'Exists']);
  }
  const effects = ['NoExecute', 'NoSchedule'];
  if (textOf(effect) !== '' && !effects.includes(textOf(effect))) {
    report.unsupported(rule, at.child('effect'), effect, effects);
  }
};

/** Devices that are alike in an attribute. */
export const checkConstraint: Check = ({ matchAttribute }, at, { report }) => {
  const place = at.child('matchAttribute');
  if (!isSet(matchAttribute)) {
    report.required(rule, place);
    return;
  }
  const name = textOf(matchAttribute);
  applyAt(report, rule, place, name, attributeName);
  if (name !== '' && !name.includes('/')) report.invalid(rule, place, name, 'must include a domain');
};

const MAX_ID = 32;
const MAX_DOMAIN = 63;

/** A name, with the driver's in front of it where it is another one. */
export const attributeName: Constraint = (value, place) => {
  const name = textOf(value);
  if (name === '') return place.required('name required');
  const parts = name.split('/');
  if (parts.length > 2) return true;
  const id = parts.at(-1) as string;
  if (parts.length === 2) {
    const [domain = ''] = parts;
    if (domain === '') place.required('the domain must not be empty');
    else {
      if (domain.length > MAX_DOMAIN) place.tooLong(MAX_DOMAIN);
      place.invalidEach(domain, dnsSubdomain(domain.toLowerCase()));
    }
    if (id === '') return place.required('the name must not be empty');
  }
  if (id.length > MAX_ID) place.tooLong(MAX_ID);
  return place.invalidEach(id, cIdentifier(id));
};

const MAX_PARAMETERS = 10 * 1024;

/** What only the driver understands: an object. */
export const checkOpaque: Check = ({ parameters }, at, { report }) => {
  const place = at.child('parameters');
  if (!isSet(parameters) || parameters === null) report.required(rule, place);
  else if (Buffer.byteLength(JSON.stringify(parameters)) > MAX_PARAMETERS) report.tooLong(rule, place, MAX_PARAMETERS);
  else if (!isMap(parameters)) report.invalid(rule, place, '<value omitted>', 'must be a valid JSON object');
};

/** What claims are made from has labels and annotations, and nothing else of its metadata. */
export const checkRequestTemplate: Check = ({ metadata }, at, { report }) => {
  const { labels: given, annotations: notes } = structOf(metadata);
  applyAt(report, 'K8S_LABEL', at.child('metadata', 'labels'), given, labels);
  applyAt(report, 'K8S_ANNOTATION', at.child('metadata', 'annotations'), notes, annotations);
};

const MAX_POOL_NAME = 253;

/** DNS names, one in the other. */
export const poolName: Constraint = (value, place) => {
  const name = textOf(value);
  if (name.length > MAX_POOL_NAME) place.tooLong(MAX_POOL_NAME);
  for (const part of name.split('/')) place.invalidEach(part, dnsSubdomain(part));
  return true;
};

/** Where the devices are: at one node, at some, or at all. */
export const checkPoolNodes: Check = ({ nodeName, nodeSelector, allNodes, devices }, at, { report }) => {
  if (allNodes === false) {
    report.invalid(rule, at.child('allNodes'), allNodes, 'must be either unset or set to true');
  }
  const terms = listOf(structOf(nodeSelector).nodeSelectorTerms);
  if (isSet(nodeSelector) && terms.length !== 1) {
    const place = at.child('nodeSelector', 'nodeSelectorTerms');
    report.invalid(rule, place, terms, 'must have exactly one node selector term');
  }
  const given = [
    ...(textOf(nodeName) === '' ? [] : ['`nodeName`']),
    ...(isSet(nodeSelector) ? ['`nodeSelector`'] : []),
    ...(allNodes === true ? ['`allNodes`'] : []),
  ];
  const detail = 'exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required';
  if (given.length === 0) report.required(rule, at, detail);
  if (given.length > 1) {
    report.invalid(rule, at, `{${given.join(', ')}}`, `${detail}, but multiple fields are set`);
  }
  unique(at.child('devices'), structsOf(devices), report);
};

const MAX_VALUES = 32;

export const checkDevice: Check = ({ attributes, capacity }, at, { report }) => {
  const count = Object.keys(structOf(attributes)).length + Object.keys(structOf(capacity)).length;
  if (count <= MAX_VALUES) return;
  const detail = `the total number of attributes and capacities must not exceed ${MAX_VALUES}`;
  report.invalid(rule, at, count, detail);
};

const MAX_VALUE = 64;
const SEMANTIC_VERSION =
  /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?$/;

/** A value of one type. */
export const checkAttribute: Check = (attribute, at, { report }) => {
  const { string, version } = attribute;
  const given = ['bool', 'int', 'string', 'version'].filter((type) => isSet(attribute[type]));
  if (isSet(string) && Buffer.byteLength(textOf(string)) > MAX_VALUE)
    report.tooLong(rule, at.child('string'), MAX_VALUE);
  if (isSet(version)) {
    const place = at.child('version');
    if (!SEMANTIC_VERSION.test(textOf(version))) {
      report.invalid(rule, place, version, 'must be a string compatible with semver.org spec 2.0.0');
    }
    if (Buffer.byteLength(textOf(version)) > MAX_VALUE) report.tooLong(rule, place, MAX_VALUE);
  }
  if (given.length === 0) report.required(rule, at, 'exactly one value must be specified');
  if (given.length > 1) report.invalid(rule, at, attribute, 'exactly one value must be specified');
};
