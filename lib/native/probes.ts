import { isMap } from '../kube/json';
import { httpHeaderName, portName, portNumber } from '../kube/names';
import type { Path } from '../violation/path';
import { fields, integer, integerOrZero, isEmptyList, isMissing, items, text } from './json';
import type { Report } from './rules';

const PROBE_HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'grpc'] as const;
const HOOK_HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'sleep'] as const;

/** The three probes of a container. */
export type ProbeKind = 'livenessProbe' | 'readinessProbe' | 'startupProbe';

/**
 * Checks a probe. Zero is the default of all of its numbers but the delay, so it is never too small.
 *
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
 */
export function checkProbe(at: Path, kind: ProbeKind, probe: unknown, report: Report): void {
  if (!isMap(probe)) return;
  checkHandler(at, probe, PROBE_HANDLERS, undefined, report);
  for (const name of [
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
  ]) {
    const value = integer(probe[name]);
    if (value !== undefined && value < 0) {
      report.invalid('K8S_PROBE', at.child(name), value, 'must be greater than or equal to 0');
    }
  }
  const grace = integer(probe.terminationGracePeriodSeconds);
  if (grace !== undefined && grace <= 0) {
    report.invalid('K8S_PROBE', at.child('terminationGracePeriodSeconds'), grace, 'must be greater than 0');
  }
  if (kind === 'readinessProbe') {
    if (grace !== undefined) {
      const detail = 'must not be set for readinessProbes';
      report.invalid('K8S_PROBE', at.child('terminationGracePeriodSeconds'), grace, detail);
    }
  } else {
    const successes = integerOrZero(probe.successThreshold);
    if (successes !== undefined && successes !== 0 && successes !== 1) {
      report.invalid('K8S_PROBE', at.child('successThreshold'), successes, 'must be 1');
    }
  }
}

/**
 * Checks what is run when a container starts and before it is stopped.
 *
 * @param grace the seconds that the pod has to stop
 * @see https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/
 */
export function checkLifecycle(at: Path, lifecycle: unknown, grace: number | undefined, report: Report): void {
  for (const hook of ['postStart', 'preStop']) {
    const handler = fields(lifecycle)[hook];
    if (isMap(handler)) checkHandler(at.child(hook), handler, HOOK_HANDLERS, grace, report);
  }
}

function checkHandler(
  at: Path,
  handler: Readonly<Record<string, unknown>>,
  kinds: readonly string[],
  grace: number | undefined,
  report: Report,
): void {
  const [first, ...more] = kinds.filter((kind) => !isMissing(handler[kind]));
  for (const kind of more) report.forbidden('K8S_PROBE', at.child(kind), 'may not specify more than 1 handler type');
  if (first === undefined) {
    report.required('K8S_PROBE', at, 'must specify a handler type');
    return;
  }

  const action = handler[first];
  if (!isMap(action)) return;
  const place = at.child(first);
  if (first === 'exec') {
    if (isEmptyList(action.command)) report.required('K8S_PROBE', place.child('command'));
  } else if (first === 'sleep') {
    const seconds = integerOrZero(action.seconds);
    if (grace !== undefined && seconds !== undefined && (seconds < 0 || seconds > grace)) {
      const detail = `must be non-negative and less than terminationGracePeriodSeconds (${grace})`;
      report.invalid('K8S_PROBE', place, seconds, detail);
    }
  } else {
    checkPort(place.child('port'), action.port, report);
    if (first === 'httpGet') checkHttp(place, action, report);
  }
}

function checkHttp(at: Path, { scheme, httpHeaders }: Readonly<Record<string, unknown>>, report: Report): void {
  if (typeof scheme === 'string' && !['', 'HTTP', 'HTTPS'].includes(scheme)) {
    report.unsupported('K8S_PROBE', at.child('scheme'), scheme, ['HTTP', 'HTTPS']);
  }
  for (const [index, header] of items(httpHeaders).entries()) {
    const name = isMap(header) ? text(header.name) : undefined;
    if (name !== undefined) {
      report.invalidEach('K8S_PROBE', at.child('httpHeaders').inside(index), name, httpHeaderName(name));
    }
  }
}

/** Checks the number or the name of a port; a missing one is the number 0. */
function checkPort(at: Path, port: unknown, report: Report): void {
  if (typeof port === 'string') {
    report.invalidEach('K8S_PROBE', at, port, portName(port));
    return;
  }
  const value = integerOrZero(port);
  if (value !== undefined) report.invalidEach('K8S_PROBE', at, value, portNumber(value));
}
