import type { Request } from './request';
import type { Claims } from './route-matching';

/** Who is at the other end of a connection, as its certificate says. */
export interface Identity {
  readonly trustDomain: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** What a server knows of a request, or of a connection, that policies ask for. */
export interface Attributes {
  /** None without mutual TLS; unknown where a client outside shows a certificate. */
  readonly identity: Identity | 'none' | 'unknown';
  /** Of the connection; undefined where manifests do not say it, as for pods. */
  readonly sourceAddress: string | undefined;
  /** Of the client behind proxies, as `X-Forwarded-For` has it. */
  readonly remoteAddress: string | undefined;
  /** Of the pods. */
  readonly port: number;
  readonly sni: string | undefined;
  /** Undefined where only bytes are seen. */
  readonly request: Request | undefined;
  readonly claims: Claims;
}

/** `cluster.local/ns/web/sa/default` */
export function principalOf({ trustDomain, namespace, serviceAccount }: Identity): string {
  return `${trustDomain}/ns/${namespace}/sa/${serviceAccount}`;
}
