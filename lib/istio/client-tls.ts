import type * as wire from '../../imports/networking.istio.io';
import { type Named, nameOf } from '../core/named';
import type { NonEmpty } from './non-empty';

/** How the client names the server. */
export interface ServerNameOptions {
  /** The name that the client asks for. @default - the `Host` header of the request */
  readonly sni?: string;
}

/** Whether the server's certificate is checked: it is, unless that is turned off, and then there is nothing to check by. */
export type ServerVerification =
  | {
      /** Accept any certificate. @default false */
      readonly insecureSkipVerify?: false;
      /** Names of which the server's certificate must have one. @default - the `Host` header of the request */
      readonly subjectAltNames?: NonEmpty<string>;
    }
  | {
      /** Accept any certificate. */
      readonly insecureSkipVerify: true;
      readonly subjectAltNames?: never;
      readonly caCertificates?: never;
      readonly caCrl?: never;
    };

/** Files in the proxy by which the server's certificate is checked. */
interface AuthorityFiles {
  /** A file with the certificates of authorities. @default - the system's authorities */
  readonly caCertificates?: string;
  /** A file with revoked certificates. @default - none is revoked */
  readonly caCrl?: string;
}

/** Nothing beside a secret: it holds the certificates of authorities, and those that are revoked, as well. */
interface NoFiles {
  readonly caCertificates?: never;
  readonly caCrl?: never;
  readonly clientCertificate?: never;
  readonly privateKey?: never;
}

/** A secret in the proxy's namespace. Only gateways, and pods that the rule's `workloadSelector` selects, read it. */
interface SecretName {
  readonly credentialName: string | Named;
}

/** Certificates of authorities: files in the proxy, or a secret. */
export type Authorities =
  | (AuthorityFiles & ServerVerification & { readonly credentialName?: never })
  | (SecretName & NoFiles & Extract<ServerVerification, { readonly insecureSkipVerify?: false }>);

/** A certificate of the client: files in the proxy, or a secret. */
export type ClientCertificate =
  | (SecretName & NoFiles)
  | (AuthorityFiles & {
      readonly credentialName?: never;
      /** A file. */
      readonly clientCertificate: string;
      /** A file. */
      readonly privateKey: string;
    });

type Settings = Omit<wire.ClientTLSSettings, 'credentialName'> & { readonly credentialName?: string | Named };

/**
 * TLS of the connections to a host, seen from the client.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings
 */
export class ClientTls {
  /** No TLS. */
  static disable(): ClientTls {
    return new ClientTls({ mode: 'DISABLE' });
  }

  /** TLS; the client shows no certificate. */
  static simple(options: Authorities & ServerNameOptions = {}): ClientTls {
    return new ClientTls({ mode: 'SIMPLE', ...options });
  }

  /** Mutual TLS with a certificate of one's own. */
  static mutual(options: ClientCertificate & ServerVerification & ServerNameOptions): ClientTls {
    return new ClientTls({ mode: 'MUTUAL', ...options });
  }

  /** Mutual TLS with the certificates that Istio issues to workloads. */
  static istioMutual(options: ServerNameOptions & { readonly subjectAltNames?: NonEmpty<string> } = {}): ClientTls {
    return new ClientTls({ mode: 'ISTIO_MUTUAL', ...options });
  }

  private readonly settings: wire.ClientTLSSettings;

  private constructor({ credentialName, ...others }: Settings) {
    this.settings = { ...others, credentialName: credentialName && nameOf(credentialName) };
  }

  /** As the API server reads it. @internal */
  _toWire(): wire.ClientTLSSettings {
    return this.settings;
  }
}
