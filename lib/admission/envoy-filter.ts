import { quote } from '../kube/go';
import { didYouMean } from '../kube/suggestion';
import type { Field } from './field';
import type { Context } from './kinds';
import { once } from './once';
import { Decoder } from './protobuf/decode';
import { envoyMessages } from './protobuf/tables';
import type { Report } from './report';
import { whyNoRegex } from './string-matches';
import { checkTargets, checkWorkloadSelector } from './workload-selectors';

const MANAGER = 'envoy.filters.network.http_connection_manager';
const OLD_MANAGER = 'envoy.http_connection_manager';

/** What a patch is applied to: the message that its value is, and the class of what it may match. */
const TARGETS: ReadonlyMap<string, { readonly message: string; readonly match?: string }> = new Map([
  ['LISTENER', { message: 'envoy.config.listener.v3.Listener', match: 'listener' }],
  ['FILTER_CHAIN', { message: 'envoy.config.listener.v3.FilterChain', match: 'listener' }],
  ['NETWORK_FILTER', { message: 'envoy.config.listener.v3.Filter', match: 'listener' }],
  [
    'HTTP_FILTER',
    { message: 'envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter', match: 'listener' },
  ],
  ['LISTENER_FILTER', { message: 'envoy.config.listener.v3.ListenerFilter', match: 'listener' }],
  ['ROUTE_CONFIGURATION', { message: 'envoy.config.route.v3.RouteConfiguration', match: 'routeConfiguration' }],
  ['VIRTUAL_HOST', { message: 'envoy.config.route.v3.VirtualHost', match: 'routeConfiguration' }],
  ['HTTP_ROUTE', { message: 'envoy.config.route.v3.Route', match: 'routeConfiguration' }],
  ['CLUSTER', { message: 'envoy.config.cluster.v3.Cluster', match: 'cluster' }],
  ['EXTENSION_CONFIG', { message: 'envoy.config.core.v3.TypedExtensionConfig' }],
  ['BOOTSTRAP', { message: 'envoy.config.bootstrap.v3.Bootstrap' }],
]);

/** @see https://istio.io/latest/docs/reference/config/networking/envoy-filter/ */
export function checkEnvoyFilter(spec: Field, { object }: Context, report: Report): void {
  const what = 'an EnvoyFilter changes what istiod makes for Envoy, which may be another with the next version';
  report.warn(object.get('kind'), what, 'use another kind where one does it, and look at it before each upgrade');
  checkWorkloadSelector(spec.get('workloadSelector'), report);
  checkTargets(spec.get('targetRefs'), report);
  for (const patch of spec.get('configPatches').items()) checkPatch(patch, report);
}

const checkPatch = once((patch, report) => {
  const applyTo = patch.get('applyTo');
  const change = patch.get('patch');
  const operation = change.get('operation');
  const value = change.get('value');
  const target = TARGETS.get(applyTo.text);
  const match = patch.get('match');
  if (applyTo.text === '' || applyTo.text === 'INVALID') {
    report.refuse(applyTo, 'it is not said what is changed', `write one of ${[...TARGETS.keys()].join(', ')}`);
  } else if (!change.present) report.refuse(change, 'there is no change', 'write patch with operation and value');
  else if (operation.text === '' || operation.text === 'INVALID') {
    report.refuse(operation, 'it is not said how it is changed', 'write MERGE, ADD, REMOVE, INSERT_BEFORE, …');
  } else if (operation.text !== 'REMOVE' && !value.present) {
    report.refuse(value, `operation ${operation.text} needs a value`, 'write what is added or merged');
  } else if (checkMatch(match, applyTo.text, target?.match, report) && target !== undefined && value.present) {
    decode(value, target.message, report);
  }
});

const MATCHES = ['listener', 'routeConfiguration', 'cluster', 'waypoint'];

/** @returns whether what follows is looked at */
function checkMatch(match: Field, applyTo: string, expected: string | undefined, report: Report): boolean {
  const version = match.get('proxy').get('proxyVersion');
  const why = version.text === '' ? undefined : whyNoRegex(version.text);
  if (why !== undefined) {
    report.refuse(version, `${quote(version.text)} is not a regular expression of RE2: ${why}`, 'correct it');
    return false;
  }
  const given = MATCHES.find((name) => match.get(name).present);
  if (expected === undefined || given === undefined) return true;
  if (given !== expected && given !== 'waypoint') {
    const what = `what is changed with applyTo ${applyTo} is not found by ${given}`;
    report.refuse(match.get(given), what, `write ${expected}`);
    return expected !== 'listener';
  }
  return (
    given !== 'listener' || checkFilterMatch(match.get('listener').get('filterChain').get('filter'), applyTo, report)
  );
}

/** @returns whether what follows is looked at */
function checkFilterMatch(filter: Field, applyTo: string, report: Report): boolean {
  if (!filter.present || applyTo === 'LISTENER_FILTER') return true;
  if (applyTo === 'LISTENER' || applyTo === 'FILTER_CHAIN') {
    report.warn(filter, `with applyTo ${applyTo} no filter is looked for, so this has no effect`, 'remove it');
  }
  const name = filter.get('name');
  const inner = filter.get('subFilter');
  if (name.text === '') {
    report.refuse(name, 'the filter has no name to find it by', `write its name, such as ${MANAGER}`);
    return false;
  }
  if (!inner.present) return true;
  if (applyTo !== 'HTTP_FILTER') {
    report.refuse(inner, `subFilter is for applyTo HTTP_FILTER, not for ${applyTo}`, 'remove it');
    return false;
  }
  if (name.text !== MANAGER && name.text !== OLD_MANAGER) {
    const what = `${quote(name.text)} has no filters inside; only that of HTTP has`;
    report.refuse(name, what, `write ${MANAGER}`);
    return false;
  }
  if (inner.get('name').text !== '') return true;
  report.refuse(inner.get('name'), 'the filter has no name to find it by', 'write its name');
  return false;
}

/** That the value is one of Envoy's messages. Fields that are not known are skipped by istiod. */
function decode(value: Field, message: string, report: Report): void {
  const decoder = new Decoder(envoyMessages(), {
    mismatch: (at, what, fix) => report.refuse(at, what, fix),
    repeated: (at, other) => report.warn(at, `${other} is written as well, and only that counts`, 'keep one of them'),
    unknown: (at, name, known) => {
      const what = `Envoy has no field ${quote(name)} here, so it is skipped`;
      report.warn(at, what, didYouMean(name, known) ?? 'remove it, or put it where it belongs');
    },
  });
  decoder.decode(message, value);
}
