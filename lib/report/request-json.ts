import type { JudgedBy } from '../check/judged-by';
import { formatPath } from '../model/finding';
import type { HeaderLine } from '../simulation/call';
import type { End, EndDestination, Outcome, Reservation, RouteDecision, Step } from '../simulation/outcome';
import { describeId, type Place } from '../world/entity';

/** A request that was asked about, and what becomes of it; or why there is no answer. */
export interface AnsweredRequest {
  readonly from: string;
  readonly request: string;
  readonly answer: Outcome | { readonly error: string };
}

/** Answers for programs: one is an object, several are a list of them, in the order of the requests. */
export function* printRequestJson(
  answers: readonly AnsweredRequest[],
  several: boolean,
  judgedBy?: JudgedBy,
): Generator<string> {
  const [first] = answers;
  if (!several && first !== undefined) {
    yield `${JSON.stringify(requestJson(first, judgedBy), undefined, 2)}\n`;
    return;
  }
  yield '[';
  for (const [index, answer] of answers.entries()) {
    yield `${index === 0 ? '' : ','}\n${JSON.stringify(requestJson(answer, judgedBy))}`;
  }
  yield `${answers.length === 0 ? '' : '\n'}]\n`;
}

/** The stable form of an answer; what is not there has no field. */
export function requestJson({ from, request, answer }: AnsweredRequest, judgedBy?: JudgedBy) {
  if ('error' in answer) return { from, request, error: answer.error };
  const { certainty, reservations, steps, ends } = answer;
  return {
    from,
    request,
    certainty,
    assumptions: reservations.map(assumptionJson),
    steps: steps.map(stepJson),
    outcomes: ends.map(outcomeJson),
    ...(judgedBy === undefined ? {} : { judgedBy }),
  };
}

function assumptionJson({ certainty, text, places }: Reservation) {
  return { certainty, text, places: places.map(placeJson) };
}

function stepJson({ kind, text, verdict, place }: Step) {
  return { kind, text, verdict, ...(place === undefined ? {} : placeJson(place)) };
}

/** An object with a field of it, and where that is written. */
function placeJson({ entity, path }: Place) {
  const field = formatPath(path);
  const { file } = entity.manifest;
  return {
    object: describeId(entity.id),
    ...(field === '' ? {} : { field }),
    ...(file === '' ? {} : { file, line: entity.manifest.locate(path).line }),
    ...(entity.derived === undefined ? {} : { madeBy: entity.derived.by }),
  };
}

function outcomeJson(end: End) {
  const { probability, kind, status, grpcStatus, flag, why, destination, redirect, body, request, decision } = end;
  const { delay, mirrors, via, steps } = end;
  return {
    probability: rounded(probability),
    kind,
    status: redirect?.status ?? status,
    grpcStatus,
    flag,
    why,
    destination: destination && destinationJson(destination),
    request: {
      method: request.method || undefined,
      scheme: request.scheme,
      authority: request.authority,
      path: request.method === '' ? undefined : request.path,
      headers: headersJson(request.headers),
    },
    route: decision && routeJson(decision),
    timeout: decision?.timeout,
    retries: decision?.retries,
    cors: decision?.cors,
    delay,
    mirrors: mirrors.map(({ host, port, subset, probability: share, missing }) => ({
      ...{ host, port, subset, missing },
      probability: rounded(share),
    })),
    policy: destination && policyJson(destination),
    redirect,
    body,
    responseHeaders:
      decision === undefined || decision.responseHeaders.length === 0 ? undefined : decision.responseHeaders,
    via: via.length === 0 ? undefined : via.map(({ namespace, name }) => `${namespace}/${name}`),
    steps: steps.map(stepJson),
  };
}

function destinationJson(destination: EndDestination) {
  const { host, port, subset, cluster, workloads, addresses, targetPort, tls, stickiness } = destination;
  return {
    ...{ host, port, subset, cluster: cluster || undefined, targetPort },
    workloads: workloads.map(({ workload, pods, share }) => ({
      kind: workload.entity.id.kind,
      namespace: workload.namespace,
      name: workload.name,
      pods,
      share: rounded(share),
    })),
    addresses: addresses.length === 0 ? undefined : addresses,
    tls: { mode: tls.mode, by: tls.by, ...(tls.place === undefined ? {} : placeJson(tls.place)) },
    stickiness,
  };
}

function routeJson({ name, virtualService, place }: RouteDecision) {
  const rule = place?.path.slice(1, 3);
  const isRule = virtualService !== undefined && rule !== undefined;
  return {
    name: name || undefined,
    virtualService: virtualService && `${virtualService.namespace}/${virtualService.name}`,
    rule: isRule ? formatPath(rule) : undefined,
    match: isRule && place !== undefined && place.path.length > 3 ? formatPath(place.path.slice(1)) : undefined,
    ...(place === undefined ? {} : placeJson(place)),
  };
}

function policyJson({ policy: { rule, ...fields } }: EndDestination) {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) =>
      field === undefined ? [] : [[name, { value: field.value, ...placeJson(field.place) }]],
    ),
  );
}

function headersJson(headers: readonly HeaderLine[]) {
  const found: Record<string, string | string[]> = {};
  for (const [name, value] of headers) {
    const known = Object.hasOwn(found, name) ? found[name] : undefined;
    found[name] = known === undefined ? value : [...(Array.isArray(known) ? known : [known]), value];
  }
  return found;
}

/** Without what floating point adds. */
function rounded(value: number): number {
  return Number(value.toFixed(9));
}
