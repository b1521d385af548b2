import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import * as wire from '../../imports/flagger.app';
import { MeshwrightError } from '../core/errors';
import { type ObjectProps, objectMetadata } from '../istio/object-props';
import type { NamedObject } from '../kubernetes/mount';
import { checkUrl } from './checks';

/** A provider that alerts of canaries can name: an {@link AlertProvider}, or one that somebody else has made. */
export interface AlertProviderReference {
  /** Its `metadata.name`. */
  readonly providerName: string;
  /** Its namespace; undefined in charts without one. */
  readonly providerNamespace: string | undefined;
}

/** @see https://docs.flagger.app/usage/alerting */
export interface AlertProviderProps extends ObjectProps {
  /** Whose API the messages are for; `slack` is also what Mattermost speaks, `discord` wants its Slack-compatible URL. */
  readonly type: 'slack' | 'msteams' | 'discord' | 'rocket' | 'gchat';
  /**
   * A Secret in the same namespace, with the URL of the hook under the key `address`, and for bots a `token`. The URL
   * lets everyone who has it write, so it cannot be given in the manifest.
   */
  readonly secret: NamedObject;
  /** Where the messages appear. @default - as the hook is configured */
  readonly channel?: string;
  /** Whose messages they seem to be. @default - as Flagger is configured */
  readonly username?: string;
  /** A proxy for HTTP, by its URL. @default - none */
  readonly proxy?: string;
}

/**
 * Where Flagger says how roll-outs go.
 *
 * @see https://docs.flagger.app/usage/alerting#canary-configuration
 */
export class AlertProvider extends Construct implements AlertProviderReference {
  readonly providerName: string;
  readonly providerNamespace: string | undefined;

  constructor(scope: Construct, id: string, props: AlertProviderProps) {
    super(scope, id);
    const { type, secret, channel, username, proxy } = props;
    if (secret.name === '') throw new MeshwrightError(this, 'the name of the Secret is empty: give one');
    if (proxy !== undefined) checkUrl(this, 'proxy', proxy);
    const metadata = objectMetadata(this, props);
    this.providerName = metadata.name;
    this.providerNamespace = Chart.of(this).namespace;
    new wire.AlertProvider(this, 'Resource', {
      metadata,
      spec: { type, channel, username, proxy, secretRef: { name: secret.name } },
    });
  }
}

/** An alert of a canary. With one, the alerts that Flagger itself is configured with are no longer sent for it. */
export interface CanaryAlert {
  readonly provider: AlertProviderReference;
  /**
   * What is told: `info` everything; `warn` what went wrong; `error` only roll-backs. Always written, because nothing
   * at all would be told without it.
   */
  readonly severity: 'info' | 'warn' | 'error';
  /** What Flagger's log calls it. @default - the provider's name */
  readonly name?: string;
}

/** As the API server reads it, for a canary in `namespace`. */
export function alertToWire(
  { provider, severity, name }: CanaryAlert,
  namespace: string | undefined,
): wire.CanaryAlert {
  const { providerName, providerNamespace } = provider;
  return {
    name: name ?? providerName,
    severity,
    providerRef: {
      name: providerName,
      namespace: providerNamespace === namespace ? undefined : providerNamespace,
    },
  };
}
