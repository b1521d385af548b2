import type { JudgedBy } from '../check/judged-by';
import { oneLine } from '../kube/readable';
import type { EffectivePolicy } from '../mesh/effective-policy';
import type { MeshProxy } from '../mesh/proxies';
import type { Call, HeaderLine } from '../simulation/call';
import type { End, Outcome, Retries, Step } from '../simulation/outcome';
import type { Request } from '../simulation/request';
import type { Place } from '../world/entity';
import { judgedByLine } from './judged-by-text';
import { type Paint, painted, type TextOptions } from './paint';
import type { AnsweredRequest } from './request-json';

/** How answers are printed. */
export interface RequestTextOptions extends TextOptions {
  /** How a place is called; empty for one that is nowhere. @default - by file and line */
  readonly where?: (place: Place) => string;
  /** By which versions the manifests are judged. @default - it is not said */
  readonly judgedBy?: JudgedBy;
}

/** Where places begin, unless a line is longer. */
const PLACE_COLUMN = 76;

/** Answers for people: every decision with the place that made it, then each end with its share. */
export function printRequestText(
  answers: readonly AnsweredRequest[],
  options: RequestTextOptions = {},
): Iterable<string> {
  const { where = fileAndLine, judgedBy } = options;
  return painted(options, (paint) => lines(answers, { paint, where }, judgedBy));
}

function* lines(
  answers: readonly AnsweredRequest[],
  { paint, where }: Style,
  judgedBy: JudgedBy | undefined,
): Generator<string> {
  for (const [index, { from, request, answer }] of answers.entries()) {
    if (index > 0) yield '\n';
    if ('error' in answer) yield `${paint('bold', request)}  from ${from}\n  ${answer.error}\n`;
    else yield* printOutcome(request, answer, { paint, where });
  }
  if (judgedBy !== undefined) yield judgedByLine(judgedBy, paint);
}

interface Style {
  readonly paint: Paint;
  readonly where: (place: Place) => string;
}

function* printOutcome(request: string, outcome: Outcome, style: Style): Generator<string> {
  const { paint } = style;
  const { steps, ends, reservations, call } = outcome;
  yield `${paint('bold', request)}  from ${describeClient(call.from)}\n`;
  for (const step of steps) yield line(step.kind === 'route' ? 4 : 2, step.text, step.place, style);
  const unknown = reservations.filter(({ certainty }) => certainty === 'unknown');
  for (const { text } of unknown) yield `  ${paint('bold', 'unknown')}: ${text}\n`;
  // What comes next is no verdict then.
  if (unknown.length > 0) yield '  apart from that:\n';
  for (const end of ends) yield* printEnd(end, call, style);
  for (const { certainty, text } of reservations) {
    if (certainty !== 'unknown') yield `  ${paint('bold', certainty)}: ${text}\n`;
  }
}

function describeClient({ namespace, name, kind, workload }: MeshProxy): string {
  if (workload === undefined) return name;
  const what = { sidecar: 'sidecar', gateway: 'gateway', ambient: 'ambient', none: 'no sidecar' }[kind];
  return `${namespace}/${name} (${what})`;
}

function* printEnd(end: End, call: Call, style: Style): Generator<string> {
  const share = `${Number((end.probability * 100).toFixed(2))} %`.padStart(5);
  const indent = share.length + 4;
  yield `  ${style.paint('bold', share)}  ${describeEnd(end)}\n`;
  for (const step of stepsBelow(end)) yield line(indent, step.text, step.place, style);
  for (const each of detailsOf(end, call)) yield `${' '.repeat(indent)}${each}\n`;
}

function describeEnd({ kind, status, grpcStatus, flag, why, destination, redirect }: End): string {
  if (redirect !== undefined) return `${redirect.status} to ${redirect.location}`;
  if (kind === 'failed') return `no answer: ${why}`;
  if (kind === 'answered') {
    const code = grpcStatus === undefined ? `${status}` : `${status}, gRPC ${grpcStatus}`;
    return `${code}${flag === undefined ? '' : ` ${flag}`}: ${why}`;
  }
  if (destination === undefined) return why;
  const { host, port, subset } = destination;
  return `${host}:${port}${subset === undefined ? '' : `, subset ${subset}`}: ${why}`;
}

/** What is said of the end already is left out. */
function stepsBelow(end: End): readonly Step[] {
  const { destination, steps, why } = end;
  return steps.filter(
    ({ kind, text }) =>
      text !== why && !(kind === 'destination' && destination !== undefined && text.startsWith(`${destination.host}:`)),
  );
}

function detailsOf({ kind, destination, decision, delay, mirrors, request, via }: End, call: Call): readonly string[] {
  if (kind !== 'reached') return [];
  const details: string[] = [...changesOf(request, call)];
  if (via.length > 0)
    details.push(`through ${via.map(({ namespace, name }) => `gateway ${namespace}/${name}`).join(', ')}`);
  const limits = [
    describeTls(destination?.tls.mode, request),
    `timeout ${decision?.timeout ?? 'none'}`,
    describeRetries(decision?.retries),
  ];
  if (request.method !== '') details.push(limits.filter((each) => each !== '').join(', '));
  else details.push(limits[0] ?? '');
  if (delay !== undefined) details.push(`${Number((delay.probability * 100).toFixed(4))} % wait ${delay.duration}`);
  for (const { host, port, subset, probability, missing } of mirrors) {
    const to = `${host}:${port}${subset === undefined ? '' : `, subset ${subset}`}`;
    details.push(
      `${Number((probability * 100).toFixed(4))} % are copied to ${to}${missing === undefined ? '' : `, in vain: ${missing}`}`,
    );
  }
  if (destination?.stickiness !== undefined) {
    const { on, key } = destination.stickiness;
    details.push(key === undefined ? `any pod, as there is no ${on}` : `the same ${on} leads to the same pod`);
  }
  details.push(...describeLimits(destination?.policy ?? {}));
  return details.filter((each) => each !== '');
}

/** What the destination gets that is not what the client sent. */
function changesOf(request: Request, call: Call): readonly string[] {
  if (request.method === '') return [];
  const changes = [
    ...(request.path === call.path ? [] : [`path ${request.path}`]),
    ...(request.authority === call.authority ? [] : [`host ${request.authority}`]),
    ...differences(call.headers, request.headers),
  ];
  return changes.length === 0 ? [] : [`arrives with ${changes.join(', ')}`];
}

function differences(sent: readonly HeaderLine[], arrived: readonly HeaderLine[]): readonly string[] {
  const joined = (lines: readonly HeaderLine[], name: string) =>
    lines
      .filter(([own]) => own === name)
      .map(([, value]) => value)
      .join(', ');
  const names = [...new Set([...sent, ...arrived].map(([name]) => name))].sort();
  return names.flatMap((name) => {
    if (!arrived.some(([own]) => own === name)) return `no header ${name}`;
    const value = joined(arrived, name);
    return value === joined(sent, name) ? [] : `header ${name}: ${value}`;
  });
}

function describeTls(mode: string | undefined, { scheme }: Request): string {
  switch (mode) {
    case 'istio-mutual':
      return scheme === 'https' || scheme === 'tls' ? 'TLS of the client within mutual TLS' : 'mutual TLS';
    case 'simple':
      return 'TLS';
    case 'mutual':
      return 'TLS with a client certificate';
    case 'passthrough':
      return 'TLS of the client';
    default:
      return scheme === 'https' || scheme === 'tls' ? 'TLS of the client' : 'plain text';
  }
}

function describeRetries(retries: Retries | undefined): string {
  if (retries === undefined) return 'no retries';
  const { attempts, on, perTryTimeout, byDefault } = retries;
  const each = perTryTimeout === undefined ? '' : `, ${perTryTimeout} each`;
  return `${attempts} retries${byDefault ? ' by default' : ''} on ${on.replaceAll(',', ', ')}${each}`;
}

/** What a DestinationRule limits, in a word each. */
function describeLimits({ outlierDetection, connectionPool }: EffectivePolicy): readonly string[] {
  return [
    ...(outlierDetection === undefined ? [] : ['pods that fail are left out for a while']),
    ...(connectionPool === undefined ? [] : ['connections and requests are limited']),
  ];
}

function line(indent: number, text: string, place: Place | undefined, { paint, where }: Style): string {
  const start = `${' '.repeat(indent)}${oneLine(text)}`;
  const name = place === undefined ? '' : where(place);
  return name === '' ? `${start}\n` : `${start.padEnd(PLACE_COLUMN)}  ${paint('dim', name)}\n`;
}

/** Where a place is written: `dist/web.yaml:31`; empty for one that is nowhere. */
export function fileAndLine({ entity, path }: Place): string {
  const { manifest, derived } = entity;
  if (manifest.file === '') return derived === undefined ? '' : `made by ${derived.by}`;
  const where = `${manifest.file}:${manifest.locate(path).line}`;
  return derived === undefined ? where : `made by ${derived.by} of ${where}`;
}
