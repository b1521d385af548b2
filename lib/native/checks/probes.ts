import type { JsonMap } from '../../kube/json';
import { httpHeaderName, portName, portNumber } from '../../kube/names';
import type { Path } from '../../violation/path';
import type { Report } from '../rules';
import { isSet, listOf, numberOf, structOf, structsOf, textOf } from '../values/decoded';

const rule = 'K8S_PROBE';

/** The probes of a container, in the order in which the API server looks at them. */
export const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;

const HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'] as const;
const COUNTS = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'];

/** @see https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-probes */
export function checkProbe(at: Path, name: (typeof PROBES)[number], probe: JsonMap, report: Report): void {
  checkHandler(at, probe, undefined, report);
  for (const field of COUNTS) {
    const count = numberOf(probe[field]);
    if (count < 0) report.invalid(rule, at.child(field), count, 'must be greater than or equal to 0');
  }
  const grace = probe.terminationGracePeriodSeconds;
  const place = at.child('terminationGracePeriodSeconds');
  if (isSet(grace) && numberOf(grace) <= 0) report.invalid(rule, place, grace, 'must be greater than 0');
  if (name === 'readinessProbe') {
    if (isSet(grace)) report.invalid(rule, place, grace, 'must not be set for readinessProbes');
  } else if (probe.successThreshold !== 1) {
    report.invalid(rule, at.child('successThreshold'), probe.successThreshold, 'must be 1');
  }
}

/** @see https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/ */
export function checkLifecycle(at: Path, lifecycle: JsonMap, grace: number, report: Report): void {
  for (const hook of ['postStart', 'preStop']) {
    if (isSet(lifecycle[hook])) checkHandler(at.child(hook), structOf(lifecycle[hook]), grace, report);
  }
}

/** One way of asking or acting; of several, the first is looked at. */
function checkHandler(at: Path, handler: JsonMap, grace: number | undefined, report: Report): void {
  const [first, ...others] = HANDLERS.filter((name) => isSet(handler[name]));
  if (first === undefined) {
    report.required(rule, at, 'must specify a handler type');
    return;
  }
  for (const name of others) report.forbidden(rule, at.child(name), 'may not specify more than 1 handler type');
  const place = at.child(first);
  const action = structOf(handler[first]);
  switch (first) {
    case 'exec':
      if (listOf(action.command).length === 0) report.required(rule, place.child('command'));
      break;
    case 'httpGet':
      checkHttpGet(place, action, report);
      break;
    case 'tcpSocket':
    case 'grpc':
      checkPort(place.child('port'), action.port ?? 0, report);
      break;
    case 'sleep': {
      const seconds = numberOf(action.seconds);
      if (grace === undefined || (seconds >= 0 && seconds <= grace)) return;
      const detail = `must be non-negative and less than terminationGracePeriodSeconds (${grace})`;
      report.invalid(rule, place, seconds, detail);
    }
  }
}

function checkHttpGet(at: Path, { port, scheme, httpHeaders }: JsonMap, report: Report): void {
  checkPort(at.child('port'), port ?? 0, report);
  if (scheme !== 'HTTP' && scheme !== 'HTTPS') report.unsupported(rule, at.child('scheme'), scheme, ['HTTP', 'HTTPS']);
  for (const [index, header] of structsOf(httpHeaders).entries()) {
    const name = textOf(header.name);
    report.invalidEach(rule, at.child('httpHeaders').inside(index), name, httpHeaderName(name));
  }
}

function checkPort(at: Path, port: unknown, report: Report): void {
  const problems = typeof port === 'string' ? portName(port) : portNumber(numberOf(port));
  report.invalidEach(rule, at, port, problems);
}
