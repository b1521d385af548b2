import type { HttpRoute } from '../../mesh/http-routes';
import type { Mesh } from '../../mesh/mesh';
import type { Call } from '../../simulation/call';
import type { Outcome } from '../../simulation/outcome';
import { routesOn } from '../remedies';
import { callForRoute } from '../request-for-route';
import type { TestRequest } from '../request-test';
import { routesForAnyone } from '../rule-for-anyone';
import { ask, isRefusal } from '../run-tests';
import { type Difference, differenceOf, type Fingerprint, fingerprintOf } from './fingerprint';

/** A request that becomes something else in one mesh than in another. */
export interface TellingRequest {
  readonly request: TestRequest;
  readonly difference: Difference;
}

/** How many requests are tried. */
const MAX_TRIED = 600;

/**
 * A request that tells two meshes apart: one of some requests, or one of them changed so that it is for another route.
 *
 * @returns undefined where none was found, which says nothing of whether there is one
 */
export function tellApart(before: Mesh, after: Mesh, requests: readonly TestRequest[]): TellingRequest | undefined {
  const tried = new Set<string>();
  const tell = (request: TestRequest): TellingRequest | undefined => {
    const key = JSON.stringify(request);
    if (tried.has(key) || tried.size >= MAX_TRIED) return undefined;
    tried.add(key);
    const [a, b] = [rememberedPrint(before, request, key), printOf(answer(after, request))];
    if (a === undefined || b === undefined) return undefined;
    const difference = differenceOf(a, b);
    return difference === undefined ? undefined : { request, difference };
  };
  // As they are first: a test that nearly notices is the easiest to change.
  for (const request of requests) {
    const found = tell(request);
    if (found !== undefined) return found;
  }
  for (const request of requests) {
    for (const mesh of [before, after]) {
      const asked = answer(mesh, request);
      if (asked === undefined) continue;
      for (const route of routesFor(mesh, request, asked.outcome)) {
        const call = callForRoute(asked.outcome.call, route)?.call;
        const found = call === undefined ? undefined : tell(requestFor(request, call));
        if (found !== undefined) return found;
      }
    }
  }
  return undefined;
}

/** What is asked of the mesh as it is written, for each of its mutants once more. */
const prints = new WeakMap<Mesh, Map<string, Fingerprint | undefined>>();

function rememberedPrint(mesh: Mesh, request: TestRequest, key: string): Fingerprint | undefined {
  const known = prints.get(mesh) ?? new Map<string, Fingerprint | undefined>();
  prints.set(mesh, known);
  if (!known.has(key)) known.set(key, printOf(answer(mesh, request)));
  return known.get(key);
}

function printOf(asked: ReturnType<typeof answer>): Fingerprint | undefined {
  return asked && fingerprintOf(asked.outcome, asked.route);
}

function answer(mesh: Mesh, request: TestRequest): ReturnType<typeof ask> | undefined {
  try {
    return ask(mesh, request);
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

function routesFor(mesh: Mesh, { source, saysPort }: TestRequest, outcome: Outcome): readonly HttpRoute[] {
  return source === undefined ? routesForAnyone(mesh, outcome.call, saysPort) : routesOn(outcome);
}

/** A request as a changed call is. */
function requestFor({ source, text, options, saysPort }: TestRequest, call: Call): TestRequest {
  const { url } = partsOf(text);
  const start = /^(?:\w+:\/\/)?[^/?#]*/.exec(url)?.[0] ?? '';
  const host = /^(?:\w+:\/\/)?([^/?#]*)$/.exec(start)?.[1] ?? '';
  const isOwn = call.authority === host || call.authority === host.replace(/:\d+$/, '');
  return {
    source,
    text: `${call.grpc ? '' : `${call.method} `}${start}${call.path}`.trim(),
    options: {
      ...options,
      headers: [...(isOwn ? [] : [['host', call.authority] as const]), ...call.headers],
      ...(call.claims === undefined ? {} : { claims: call.claims }),
    },
    saysPort,
  };
}

/** The method, if it is said, and the URL. */
export function partsOf(text: string): { readonly method: string | undefined; readonly url: string } {
  const [, method, url = text] = /^([A-Za-z]+)\s+(.*)$/.exec(text) ?? [];
  return { method, url };
}
