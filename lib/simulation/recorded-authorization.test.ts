import { expect, test } from '@jest/globals';
import { parseCall } from './call';
import { readRecorded, recordedMesh } from './recorded.testing';
import { simulate } from './simulate';

/** A request to `cart`, and what a real Envoy answered that had istiod's policies. */
interface RecordedCase {
  readonly request: {
    /** The identity of a client that speaks mutual TLS; empty for the pod without a sidecar. */
    readonly source: string;
    readonly method: string;
    readonly path: string;
    readonly host: string;
    readonly headers: Readonly<Record<string, string>>;
  };
  readonly status: string;
}

test.each(readRecorded<RecordedCase>('recorded-authorization').map((each, index) => [index, each] as const))(
  'GIVEN random policies %i THEN each request is let in or turned away as by a real Envoy',
  (_index, { objects, cases }) => {
    const mesh = recordedMesh(objects);
    for (const { request, status } of cases) {
      const { source, method, path, host, headers } = request;
      const from = mesh.proxies.find(({ namespace, name, serviceAccount }) =>
        source === '' ? name === 'plain' : `${namespace}/${serviceAccount}` === source,
      );
      if (from === undefined) throw new Error(`no client ${source}`);
      const call = parseCall(from, `${method} http://cart.shop${path}`, {
        headers: { ...headers, host },
        sourceAddress: '127.0.0.1',
        ...(source === '' ? {} : { tls: 'mtls' }),
      });
      const { ends, certainty } = simulate(mesh, call);
      const got = ends.map((end) => (end.kind === 'reached' ? '200' : String(end.status)));
      expect([request, got, certainty]).toEqual([request, [status], 'exact']);
    }
  },
);
