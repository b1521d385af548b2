import type { JsonMap } from '../../kube/json';
import { dnsSubdomain, qualifiedName } from '../../kube/names';
import { Path } from '../../violation/path';
import type { Report } from '../rules';
import { isSet, numberOf, structOf, textOf } from '../values/decoded';
import type { Check } from '../walk/table';

const rule = 'K8S_EVENT';

/** The names of fields in the older API; the API server uses them for both. */
const OF_CORE = { object: 'involvedObject', controller: 'reportingComponent', text: 'message' };
const OF_EVENTS = { object: 'regarding', controller: 'reportingController', text: 'note' };

/** An event of the older API: without a time, not much is asked of it. */
export const checkEvent: Check = (event, _at, { report }) => checkCommon(event, OF_CORE, report);

/** @see https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/ */
export const checkNewEvent: Check = (event, at, { report }) => {
  checkCommon(event, OF_EVENTS, report);
  const { metadata, series, type } = event;
  const name = textOf(structOf(metadata).name);
  if (name !== '') report.invalidEach('K8S_NAME', at.child('metadata', 'name'), name, dnsSubdomain(name));
  if (isSet(series)) {
    const { count, lastObservedTime } = structOf(series);
    if (numberOf(count) < 2) report.invalid(rule, at.child('series', 'count'), '', 'should be at least 2');
    if (!isSet(lastObservedTime)) report.required(rule, at.child('series', 'lastObservedTime'));
  }
  if (!isSet(event.eventTime)) report.required(rule, at.child('eventTime'));
  if (type !== 'Normal' && type !== 'Warning') {
    report.invalid(rule, at.child('type'), '', `has invalid value: ${textOf(type)}`);
  }
  for (const [field, shown, isGiven] of [
    ['deprecatedFirstTimestamp', 'firstTimestamp', isSet(event.deprecatedFirstTimestamp)],
    ['deprecatedLastTimestamp', 'lastTimestamp', isSet(event.deprecatedLastTimestamp)],
    ['deprecatedCount', 'count', numberOf(event.deprecatedCount) !== 0],
    ['deprecatedSource', 'source', Object.values(structOf(event.deprecatedSource)).some((one) => textOf(one) !== '')],
  ] as const) {
    if (isGiven) report.invalid(rule, at.renamed(field, shown), '', 'needs to be unset');
  }
};

type Fields = typeof OF_CORE | typeof OF_EVENTS;

function checkCommon(event: JsonMap, fields: Fields, report: Report): void {
  const at = Path.ROOT;
  const namespace = textOf(structOf(event.metadata).namespace);
  const hasTime = isSet(event.eventTime);
  if (hasTime) checkTold(event, fields, report);
  // Without a namespace it is in that of the request, of which nothing is known.
  if (namespace === '') return;
  const about = textOf(structOf(event[fields.object]).namespace);
  const place = at.child(fields.object, 'namespace').called('involvedObject.namespace');
  const isOfCluster = about === '' && (namespace === 'default' || (hasTime && namespace === 'kube-system'));
  if (!isOfCluster && (about === '' || (!hasTime && about !== namespace))) {
    report.invalid(rule, place, about, 'does not match event.namespace');
  }
  const there = at.child('metadata', 'namespace').called('namespace');
  report.invalidEach(rule, there, namespace, dnsSubdomain(namespace));
}

const MAX_CHARACTERS = 128;
const MAX_TEXT = 1024;

/** Who says what happened. */
function checkTold(event: JsonMap, fields: Fields, report: Report): void {
  const at = Path.ROOT;
  const controller = textOf(event[fields.controller]);
  const place = at.child(fields.controller);
  if (controller === '') report.required(rule, place);
  report.invalidEach(rule, place, controller, qualifiedName(controller));
  for (const field of ['reportingInstance', 'action', 'reason']) {
    const text = textOf(event[field]);
    if (text === '') report.required(rule, at.child(field));
    if (Buffer.byteLength(text) > MAX_CHARACTERS) tooLong(at.child(field), MAX_CHARACTERS, report);
  }
  if (Buffer.byteLength(textOf(event[fields.text])) > MAX_TEXT) {
    tooLong(at.renamed(fields.text, 'message'), MAX_TEXT, report);
  }
}

function tooLong(at: Path, most: number, report: Report): void {
  report.invalid(rule, at, '', `can have at most ${most} characters`);
}
