import type * as wire from '../../imports/networking.istio.io';
import { MeshwrightError } from '../core/errors';
import { type Named, nameOf } from '../core/named';
import type { NonEmpty } from './non-empty';

/** A version of TLS. */
export type TlsVersion = 'TLSV1_0' | 'TLSV1_1' | 'TLSV1_2' | 'TLSV1_3';

/** A cipher suite of TLS 1.2 and before that Istio knows, as OpenSSL calls it. */
export type CipherSuite =
  | 'ECDHE-ECDSA-AES128-GCM-SHA256'
  | 'ECDHE-RSA-AES128-GCM-SHA256'
  | 'ECDHE-ECDSA-AES256-GCM-SHA384'
  | 'ECDHE-RSA-AES256-GCM-SHA384'
  | 'ECDHE-ECDSA-CHACHA20-POLY1305'
  | 'ECDHE-RSA-CHACHA20-POLY1305'
  | 'ECDHE-ECDSA-AES128-SHA'
  | 'ECDHE-RSA-AES128-SHA'
  | 'ECDHE-ECDSA-AES256-SHA'
  | 'ECDHE-RSA-AES256-SHA'
  | 'AES128-GCM-SHA256'
  | 'AES256-GCM-SHA384'
  | 'AES128-SHA'
  | 'AES256-SHA'
  | 'DES-CBC3-SHA';

/** A file with a certificate and one with its key, in the gateway's pods. */
export interface CertificateFiles {
  readonly serverCertificate: string;
  readonly privateKey: string;
}

/** One thing, or two: for clients of different algorithms, RSA and ECDSA. */
type OneOrTwo<T> = readonly [T] | readonly [T, T];

/** A certificate from a secret in the gateway's namespace. */
type SecretCertificate = {
  readonly tlsCertificates?: never;
  readonly serverCertificate?: never;
  readonly privateKey?: never;
} & (
  | {
      /** The name of a secret. */
      readonly credentialName: string | Named;
      readonly credentialNames?: never;
    }
  | {
      readonly credentialName?: never;
      /** The names of secrets. */
      readonly credentialNames: OneOrTwo<string | Named>;
    }
);

/** A certificate from files in the gateway's pods. */
type FileCertificate = { readonly credentialName?: never; readonly credentialNames?: never } & (
  | (CertificateFiles & { readonly tlsCertificates?: never })
  | {
      /** The files of each certificate. */
      readonly tlsCertificates: OneOrTwo<CertificateFiles>;
      readonly serverCertificate?: never;
      readonly privateKey?: never;
    }
);

/**
 * The certificate that a server shows: from a secret in the gateway's namespace, or from files in its pods.
 * Two of them are for clients of different algorithms, RSA and ECDSA.
 */
export type ServerCertificate = SecretCertificate | FileCertificate;

/** The server's certificate, and the authorities that a client's may come from. */
export type ClientAuthorities =
  | (SecretCertificate & {
      /** A secret with the authorities. @default - `ca.crt` in the server's secret, or the secret `<credentialName>-cacert` */
      readonly caCertCredentialName?: string | Named;
      readonly caCertificates?: never;
      readonly caCrl?: never;
    })
  | (FileCertificate & {
      /** A file with the authorities, in the gateway's pods. */
      readonly caCertificates: string;
      /** A file with revoked certificates, in the gateway's pods. @default - none is revoked */
      readonly caCrl?: string;
      readonly caCertCredentialName?: never;
    });

/** What a server asks of a connection, whatever certificate it shows. */
export type ServerTlsOptions = {
  /** @default TLSV1_3 */
  readonly maxProtocolVersion?: TlsVersion;
} & (
  | {
      /** @default TLSV1_2 */
      readonly minProtocolVersion?: 'TLSV1_2' | 'TLSV1_3';
      /** The ciphers for TLS 1.2. @default - those of Envoy */
      readonly cipherSuites?: NonEmpty<CipherSuite>;
    }
  | {
      /** A version that Envoy's own list has no ciphers for. */
      readonly minProtocolVersion: 'TLSV1_0' | 'TLSV1_1';
      /** The ciphers, among them some for that version. */
      readonly cipherSuites: NonEmpty<CipherSuite>;
    }
);

/** What a client's certificate must be, beyond coming from the right authority. */
export interface ClientVerification {
  /** Names of which it must have one. @default - any */
  readonly subjectAltNames?: NonEmpty<string>;
  /** Base64 of the SHA-256 of its public key: one of these. @default - any */
  readonly verifyCertificateSpki?: NonEmpty<string>;
  /** Hexadecimal SHA-256 of the certificate: one of these. @default - any */
  readonly verifyCertificateHash?: NonEmpty<string>;
}

/**
 * TLS that a gateway terminates.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings
 */
export class ServerTls {
  /** The server shows a certificate. */
  static simple(options: ServerCertificate & ServerTlsOptions): ServerTls {
    return new ServerTls('SIMPLE', options);
  }

  /** The server shows a certificate and wants one of the client. */
  static mutual(options: ClientAuthorities & ServerTlsOptions & ClientVerification): ServerTls {
    return new ServerTls('MUTUAL', options);
  }

  /** The server shows a certificate and checks the client's, if there is one. */
  static optionalMutual(options: ClientAuthorities & ServerTlsOptions & ClientVerification): ServerTls {
    return new ServerTls('OPTIONAL_MUTUAL', options);
  }

  /** Mutual TLS with the certificates that Istio issues to workloads: for clients within meshes. */
  static istioMutual(options: ServerTlsOptions & Pick<ClientVerification, 'subjectAltNames'> = {}): ServerTls {
    return new ServerTls('ISTIO_MUTUAL', options);
  }

  private constructor(
    private readonly mode: NonNullable<wire.ServerTLSSettings['mode']>,
    private readonly options: ServerTlsOptions,
  ) {
    const { minProtocolVersion: minimum = 'TLSV1_2', maxProtocolVersion: maximum = 'TLSV1_3', cipherSuites } = options;
    if (minimum > maximum) {
      throw new MeshwrightError(
        'ServerTls',
        `no version of TLS is from ${minimum} to ${maximum}: give a lower minimum`,
      );
    }
    const twice = cipherSuites?.find((suite, index) => cipherSuites.indexOf(suite) !== index);
    if (twice !== undefined) throw new MeshwrightError('ServerTls', `cipherSuites has ${twice} twice: name it once`);
  }

  /** As the API server reads it. @internal */
  _toWire(): wire.ServerTLSSettings {
    return { mode: this.mode, ...this.options, ...secretNames(this.options) };
  }
}

/** The names of secrets that are given as objects. */
function secretNames(options: ServerTlsOptions): object {
  const given = options as Partial<Record<'credentialName' | 'caCertCredentialName', string | Named>> & {
    readonly credentialNames?: readonly (string | Named)[];
  };
  const { credentialName, credentialNames, caCertCredentialName } = given;
  return {
    ...(credentialName !== undefined && { credentialName: nameOf(credentialName) }),
    ...(credentialNames !== undefined && { credentialNames: credentialNames.map(nameOf) }),
    ...(caCertCredentialName !== undefined && { caCertCredentialName: nameOf(caCertCredentialName) }),
  };
}
