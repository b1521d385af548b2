import type { EnvoyJson } from '../configuration';
import type { Connection } from '../filter-chains';

/** Which chain of filters a connection reaches: TLS routes and servers of gateways rest on it. */
export interface ChainFact {
  readonly id: string;
  readonly question: string;
  readonly chains: Readonly<Record<string, EnvoyJson>>;
  readonly connections: readonly Connection[];
  readonly expected: readonly (string | undefined)[];
}

const sni = (...names: string[]): EnvoyJson => ({ server_names: names });
const called = (...names: string[]): Connection[] => names.map((name) => ({ sni: name }));

export const chainFacts: readonly ChainFact[] = [
  {
    id: 'sni',
    question: 'Server names: case, wildcards, which wins, and what takes a name that no chain has?',
    chains: {
      exact: sni('a.b.com'),
      '*.b.com': sni('*.b.com'),
      '*.c.b.com': sni('*.c.b.com'),
      tls: { transport_protocol: 'tls' },
    },
    connections: called('a.b.com', 'A.B.com', 'x.b.com', 'x.c.b.com', 'x.y.b.com', 'b.com', 'zzz.org'),
    expected: ['exact', 'exact', '*.b.com', '*.c.b.com', '*.b.com', 'tls', 'tls'],
  },
  {
    id: 'sni-unmatched',
    question: 'What becomes of a server name, and of plain text, when no chain takes it?',
    chains: { exact: sni('a.b.com') },
    connections: [...called('a.b.com', 'b.com'), {}],
    expected: ['exact', undefined, undefined],
  },
  {
    id: 'alpn',
    question: 'Protocols of the client (ALPN): any of its list, and a chain without any?',
    chains: { h2: { server_names: ['a.com'], application_protocols: ['h2'] }, any: sni('a.com') },
    connections: [
      { sni: 'a.com', alpn: ['h2'] },
      { sni: 'a.com', alpn: ['http/1.1', 'h2'] },
      { sni: 'a.com', alpn: ['http/1.1'] },
      { sni: 'a.com' },
    ],
    expected: ['h2', 'h2', 'any', 'any'],
  },
  {
    id: 'transport-before-protocol',
    question: 'Plain text and TLS on one port: which chain?',
    chains: { plain: { transport_protocol: 'raw_buffer' }, tls: { transport_protocol: 'tls' } },
    connections: [{}, { sni: 'a.com' }],
    expected: ['plain', 'tls'],
  },
  {
    id: 'address-before-name',
    question: 'An address that matches against a server name that matches: which wins?',
    chains: {
      address: { prefix_ranges: [{ address_prefix: '127.0.0.1', prefix_len: 32 }] },
      name: sni('a.com'),
    },
    connections: called('a.com', 'b.com'),
    expected: ['address', 'address'],
  },
];
