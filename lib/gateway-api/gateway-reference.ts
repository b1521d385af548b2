import type { AllowedNamespaces, ListenerProtocol } from './listener';

/** A listener, as far as it matters which routes it takes. */
export interface ListenerFacts {
  readonly name: string;
  readonly port: number;
  readonly protocol: ListenerProtocol;
  /** @default - any host */
  readonly hostname?: string;
  readonly allowed: AllowedNamespaces;
}

/** A Gateway of the Gateway API: a `Gateway`, a `Waypoint`, or one that somebody else has made. */
export interface GatewayReference {
  /** The Gateway, as routes and policies name it. */
  readonly parentGateway: ParentGateway;
}

/** What is known of a Gateway that routes are attached to. */
export interface ParentGateway {
  readonly name: string;
  /** Undefined in charts without a namespace. */
  readonly namespace: string | undefined;
  /** Undefined where they are not known. */
  readonly listeners: readonly ListenerFacts[] | undefined;
}

/** One listener of a Gateway, for routes that are for it alone. */
export interface ListenerReference<out Protocol extends ListenerProtocol = ListenerProtocol> extends GatewayReference {
  readonly sectionName: string;
  readonly protocol: Protocol;
}
