import type { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import * as wire from '../../imports/security.istio.io';
import { MeshwrightError } from '../core/errors';
import { positiveDuration } from './fault';
import type { NonEmpty } from './non-empty';
import { type ObjectProps, objectMetadata } from './object-props';
import { type PolicyScope, scopeToWire, selectedLabels } from './workload-selector';

/** Where the keys of an issuer are. */
type JwtKeys =
  | {
      /** Where istiod fetches them: a URL of HTTP. @default - what the issuer's OpenID configuration says */
      readonly jwksUri?: string;
      readonly jwks?: never;
    }
  | {
      readonly jwksUri?: never;
      /** The public keys themselves, as a JSON Web Key Set. */
      readonly jwks: { readonly keys: readonly object[] };
    };

/**
 * Tokens of one issuer.
 *
 * @see https://istio.io/latest/docs/reference/config/security/request_authentication/#JWTRule
 */
export type JwtRule = JwtKeys & {
  /** Who signed the token: the claim `iss`. */
  readonly issuer: string;
  /** Whom the token must be for, one of these: the claim `aud`. @default - anybody */
  readonly audiences?: NonEmpty<string>;
  /** Where the token is. @default - after `Bearer ` in the header `Authorization`, and in the parameter `access_token` */
  readonly fromHeaders?: NonEmpty<{ readonly name: string; readonly prefix?: string }>;
  readonly fromParams?: NonEmpty<string>;
  readonly fromCookies?: NonEmpty<string>;
  /** Whether the app gets the token too. @default false */
  readonly forwardOriginalToken?: boolean;
  /** A header for the app with the token's claims, in Base64. @default - none */
  readonly outputPayloadToHeader?: string;
  /** Headers for the app with single claims. @default - none */
  readonly outputClaimToHeaders?: NonEmpty<{ readonly header: string; readonly claim: string }>;
  /** Claims that are lists with blanks between, beside `scope` and `permission`. @default - none */
  readonly spaceDelimitedClaims?: NonEmpty<string>;
  /** How long fetching the keys may take. @default Duration.seconds(5) */
  readonly timeout?: Duration;
};

/** @see https://istio.io/latest/docs/reference/config/security/request_authentication/#RequestAuthentication */
export type RequestAuthenticationProps = ObjectProps &
  PolicyScope & {
    /** Tokens that are known. A request with any other token is answered with 401. */
    readonly jwtRules: NonEmpty<JwtRule>;
  };

/**
 * Which tokens requests may have. A request without a token passes: to ask for one, deny by an
 * {@link AuthorizationPolicy} what has no request principal.
 *
 * @see https://istio.io/latest/docs/reference/config/security/request_authentication/
 */
export class RequestAuthentication extends Construct {
  /** @internal */
  readonly _selectedLabels: Readonly<Record<string, string>> | undefined;
  /** @internal */
  readonly _whyNotInAmbient: string | undefined;

  constructor(scope: Construct, id: string, props: RequestAuthenticationProps) {
    super(scope, id);
    this._selectedLabels = props.selector && selectedLabels(this, props.selector);
    this._whyNotInAmbient =
      props.targetRefs === undefined
        ? 'ztunnels look at no tokens: give targetRefs, to a Service that has a waypoint or to the waypoint'
        : undefined;
    const { jwtRules } = props;
    const issuers = jwtRules.map(({ issuer }) => issuer);
    const twice = issuers.find((issuer, index) => issuers.indexOf(issuer) !== index);
    if (twice !== undefined) throw new MeshwrightError(this, `two rules for the issuer ${twice}: join them into one`);
    new wire.RequestAuthentication(this, 'Resource', {
      metadata: objectMetadata(this, props),
      spec: {
        ...scopeToWire(this, props),
        jwtRules: jwtRules.map((rule) => this.ruleToWire(rule)),
      },
    });
  }

  private ruleToWire({ issuer, jwks, jwksUri, timeout, ...others }: JwtRule): wire.JWTRule {
    if (issuer === '') throw new MeshwrightError(this, 'the issuer is empty: give the claim "iss" of its tokens');
    if (jwksUri !== undefined && !(/^https?:\/\//.test(jwksUri) && URL.canParse(jwksUri))) {
      throw new MeshwrightError(this, `jwksUri "${jwksUri}" is no URL: give one that begins with http:// or https://`);
    }
    const rest = { issuer, ...others, timeout: timeout && positiveDuration(this, 'timeout', timeout) };
    if (jwks !== undefined) return { ...rest, jwks: JSON.stringify(jwks) };
    return jwksUri === undefined ? rest : { ...rest, jwksUri };
  }
}
