import { expect, test } from '@jest/globals';
import { requestJson } from '../report/request-json';
import { parseCall } from './call';
import { readRecorded, recordedMesh } from './recorded.testing';
import { simulate } from './simulate';

/** A request to a random mesh, and what the route tables that istiod 1.30.3 pushed for it do with it. */
interface RecordedCase {
  readonly request: RecordedRequest;
  readonly expect: Expectation;
}

interface RecordedRequest {
  readonly client: string;
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly authority?: string;
}

interface Expectation {
  readonly end: string;
  readonly why?: string;
  readonly route?: string;
  readonly virtualService?: string;
  readonly destinations?: readonly {
    readonly share: number;
    readonly cluster?: string;
    readonly host?: string;
    readonly port?: number;
    readonly subset?: string;
    readonly missing?: boolean;
  }[];
  readonly redirect?: Readonly<Record<string, string>>;
  readonly directResponse?: number;
  readonly abort?: { readonly status: number; readonly percent: number };
  readonly delay?: { readonly fixed: string; readonly percent: number };
  readonly timeout?: string;
  readonly retries?: number;
  readonly prefix_rewrite?: string;
  readonly host_rewrite_literal?: string;
  readonly mirrors?: readonly string[];
}

const recorded = readRecorded<RecordedCase>('recorded-meshes');

type Answer = Exclude<ReturnType<typeof requestJson>, { error: string }>;
type Outcome = Answer['outcomes'][number];

/** What an answer says, in the words of the record. */
function asRecorded({ outcomes }: Answer): Expectation {
  const aborted = outcomes.find(({ flag }) => flag === 'FI');
  const [first = aborted, ...others] = outcomes.filter((each) => each !== aborted);
  if (first === undefined) throw new Error('no outcome');
  const rest = 1 - (aborted?.probability ?? 0);
  const route =
    first.route?.virtualService === undefined
      ? { route: first.route?.name }
      : { virtualService: first.route.virtualService };
  const common = {
    ...route,
    ...(aborted === undefined ? {} : { abort: { status: aborted.status ?? 0, percent: aborted.probability * 100 } }),
    ...(first.delay === undefined
      ? {}
      : { delay: { fixed: first.delay.duration, percent: first.delay.probability * 100 } }),
  };
  if (first.kind === 'failed')
    return { end: first.why.startsWith('nothing listens') ? 'no listener' : 'no filter chain' };
  if (first.flag === 'NR')
    return { end: '404', why: first.why.startsWith('no virtual host') ? 'no virtual host' : 'no route' };
  if (first.why === 'httpsRedirect of the server') return { end: '301', why: 'httpsRedirect' };
  if (first.redirect !== undefined)
    return {
      end: 'action',
      ...common,
      redirect: { location: first.redirect.location, status: String(first.redirect.status) },
    };
  if (first.destination === undefined && first !== aborted)
    return { end: 'action', ...common, directResponse: first.status };
  return {
    end: 'action',
    ...common,
    destinations: [first, ...others].map((each) => destinationOf(each, rest)),
    timeout: seconds(first.timeout),
    retries: first.retries?.attempts ?? 0,
    mirrors: first.mirrors.map(({ host }) => host),
  };
}

function destinationOf({ destination, probability, flag }: Outcome, rest: number) {
  const share = Number((probability / rest).toFixed(3));
  if (destination?.cluster === 'PassthroughCluster') return { share, cluster: destination.cluster };
  const { host, port, subset } = destination ?? {};
  return { share, host, port, subset, ...(flag === 'NC' ? { missing: true } : {}) };
}

function seconds(duration: string | undefined): string | undefined {
  if (duration === undefined) return undefined;
  return String(Number.parseFloat(duration) / (duration.endsWith('ms') ? 1000 : 1));
}

const CODES: Readonly<Record<string, string>> = {
  MOVED_PERMANENTLY: '301',
  FOUND: '302',
  SEE_OTHER: '303',
  TEMPORARY_REDIRECT: '307',
  PERMANENT_REDIRECT: '308',
};

/** The record, with what it does not say as answers say it. */
function wanted({ prefix_rewrite, host_rewrite_literal, ...expected }: Expectation, got: Expectation): Expectation {
  const { redirect, destinations, timeout, abort } = expected;
  if (redirect !== undefined) {
    const location = got.redirect?.location ?? '';
    const parts = [redirect.host_redirect, redirect.path_redirect, redirect.scheme_redirect];
    const isThere = parts.every((part) => part === undefined || location.includes(part));
    return {
      ...expected,
      redirect: {
        location: isThere ? location : `with ${parts.join(' ')}`,
        status: CODES[redirect.response_code ?? ''] ?? '301',
      },
    };
  }
  if (destinations === undefined) return expected;
  const gone = abort?.percent === 100;
  return {
    ...expected,
    destinations: gone
      ? got.destinations
      : destinations.map((each) => ({ ...each, share: Number(each.share.toFixed(3)) })),
    timeout: seconds(timeout),
    retries: expected.retries,
    mirrors: gone ? got.mirrors : (expected.mirrors ?? []),
  };
}

test.each(recorded.map((each, index) => [index, each] as const))(
  'GIVEN random mesh %i THEN every request goes where istiod’s tables send it',
  (_index, { objects, cases }) => {
    const mesh = recordedMesh(objects);
    for (const { request, expect: expected } of cases) {
      const { client, scheme, host, port, method, path, headers, authority } = request;
      const from = mesh.proxies.find(({ namespace, name }) => `${namespace}/${name}` === client);
      if (from === undefined) throw new Error(`no ${client}`);
      const text = `${method} ${scheme}://${host}:${port}${path}`;
      const call = parseCall(from, text, {
        headers: { ...headers, ...(authority === undefined ? {} : { host: authority }) },
      });
      const answer = requestJson({ from: client, request: text, answer: simulate(mesh, call) }) as Answer;
      const got = asRecorded(answer);
      const rewritten = answer.outcomes.flatMap(({ flag, request: sent }) =>
        flag === 'FI' ? [] : [{ authority: sent.authority, path: sent.path ?? '' }],
      );
      const { host_rewrite_literal: newHost, prefix_rewrite: newPrefix } = expected;
      const sum = answer.outcomes.reduce((total, { probability }) => total + probability, 0);
      expect({
        ...{ request, got, sum: Number(sum.toFixed(6)) },
        otherwise: rewritten.filter(
          (sent) =>
            (newHost !== undefined && sent.authority !== newHost) ||
            (newPrefix !== undefined && !sent.path.startsWith(newPrefix)),
        ),
      }).toEqual({ request, got: wanted(expected, got), sum: 1, otherwise: [] });
    }
  },
);
