import { meshOf, proxyNamed } from '../mesh/fixtures';
import type { Mesh } from '../mesh/mesh';
import type { MeshSettings } from '../mesh/mesh-config';
import { OUTSIDE } from '../mesh/proxies';
import type { WorldSettings } from '../world/settings';
import { type CallOptions, parseCall } from './call';
import type { End, Outcome } from './outcome';
import { simulate } from './simulate';

/** What becomes of a call in a mesh of YAML. */
export function outcomeOf(
  yaml: string | Mesh,
  from: string,
  text: string,
  options: CallOptions = {},
  settings: WorldSettings & MeshSettings = {},
): Outcome {
  const mesh = typeof yaml === 'string' ? meshOf(yaml, settings) : yaml;
  const client = from === 'outside' ? OUTSIDE : proxyNamed(mesh, from);
  return simulate(mesh, parseCall(client, text, options));
}

/** Each end in a line: its share, and who gets the request or what is answered. */
export function endsOf({ ends }: Outcome): readonly string[] {
  return ends.map((end) => `${Number((end.probability * 100).toFixed(2))}% ${describeEnd(end)}`);
}

function describeEnd({ kind, status, grpcStatus, flag, why, destination, redirect }: End): string {
  const answer = `${status ?? ''}${grpcStatus === undefined ? '' : ` ${grpcStatus}`}${flag === undefined ? '' : ` ${flag}`}`;
  if (redirect !== undefined) return `${redirect.status} ${redirect.location}`;
  if (kind === 'answered') return answer.trim();
  if (kind === 'failed') return `failed: ${why}`;
  if (destination === undefined) return kind;
  const { host, port, subset, workloads, addresses, tls } = destination;
  const pods = workloads.map(({ workload, share }) =>
    share === 1 ? workload.name : `${workload.name} ${Math.round(share * 100)}%`,
  );
  return `${host}:${port}${subset === undefined ? '' : `/${subset}`} [${[...pods, ...addresses].join(', ')}] ${tls.mode}`;
}

/** The routes that were tried, as the trace tells it. */
export function triedBy({ steps }: Outcome): readonly string[] {
  return steps.filter(({ kind }) => kind === 'route').map(({ text }) => text);
}
