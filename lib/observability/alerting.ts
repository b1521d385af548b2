import { Duration } from 'cdk8s';
import { goDuration } from '../core/duration';
import { MeshwrightError } from '../core/errors';
import type { AlertRuleGroup, Severity } from './alert-rule';
import type { Datasource } from './datasource';
import type { SecretKey } from './secret-key';

/** Where notifications are sent. */
export interface WebhookOptions {
  /** Where Grafana sends a POST request with the alerts as JSON. An address often is a secret, so it comes from one. */
  readonly url: SecretKey;
  /** Whether it is also told that an alert is over. @default true */
  readonly sendResolved?: boolean;
}

/**
 * Who is notified.
 *
 * @see https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/
 */
export class ContactPoint {
  /** @see https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/ */
  static webhook(name: string, options: WebhookOptions): ContactPoint {
    return new ContactPoint(name, 'webhook', options.url, options.sendResolved ?? true);
  }

  /** The environment variable of Grafana with the secret. @internal */
  readonly _variable: string;

  private constructor(
    readonly name: string,
    private readonly type: 'webhook',
    /** @internal */
    readonly _secret: SecretKey,
    private readonly sendResolved: boolean,
  ) {
    if (!/^[a-z][a-z0-9-]{0,39}$/.test(name)) {
      throw new MeshwrightError(
        'ContactPoint',
        `name "${name}" must be 1 to 40 lower-case letters, digits and "-", with a letter in front`,
      );
    }
    this._variable = `CONTACT_POINT_${name.toUpperCase().replaceAll('-', '_')}_URL`;
  }

  /** @internal */
  _toWire(): object {
    return {
      orgId: 1,
      name: this.name,
      receivers: [
        {
          uid: this.name,
          type: this.type,
          disableResolveMessage: !this.sendResolved,
          settings: { url: `$${this._variable}`, httpMethod: 'POST' },
        },
      ],
    };
  }
}

/** How alerts become notifications: those of the same labels become one. */
export interface NotificationTiming {
  /** How long the first notification waits for other alerts of its group. @default Duration.seconds(30) */
  readonly groupWait?: Duration;
  /** How long until the next one when alerts are added. @default Duration.minutes(5) */
  readonly groupInterval?: Duration;
  /** How long until the same is said again. @default Duration.hours(4) */
  readonly repeatInterval?: Duration;
}

/** An exception from the policy for all, by severity. */
export interface NotificationRoute extends NotificationTiming {
  readonly severity: Severity;
  /** @default - that of the policy for all */
  readonly contactPoint?: ContactPoint;
}

/**
 * Who hears of which alerts, and how often.
 *
 * @see https://grafana.com/docs/grafana/latest/alerting/fundamentals/notifications/notification-policies/
 */
export interface NotificationPolicy extends NotificationTiming {
  /** Who hears of all alerts that no route is for. */
  readonly contactPoint: ContactPoint;
  /** The labels that the alerts of one notification share. @default ['grafana_folder', 'alertname'] */
  readonly groupBy?: readonly [string, ...string[]];
  /** The first for an alert is taken. @default - none */
  readonly routes?: readonly NotificationRoute[];
}

/** Alerting as code: Grafana has these rules and this policy, and nobody edits them there. */
export interface AlertingProps {
  /** Where the rules' queries are asked. */
  readonly datasource: Datasource<'prometheus'>;
  readonly groups: readonly [AlertRuleGroup, ...AlertRuleGroup[]];
  readonly policy: NotificationPolicy;
}

/** All contact points that a policy names, each once. */
export function contactPointsOf(policy: NotificationPolicy): readonly ContactPoint[] {
  const points = [policy.contactPoint, ...(policy.routes ?? []).flatMap(({ contactPoint }) => contactPoint ?? [])];
  const unique = [...new Set(points)];
  const names = unique.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new MeshwrightError('NotificationPolicy', `two contact points are named "${twice}": rename one`);
  }
  return unique;
}

/**
 * What Grafana provisions.
 *
 * @throws MeshwrightError when two rules have the same uid, or an interval is no multiple of ten seconds
 */
export function provisionAlerting({ datasource, groups, policy }: AlertingProps): object {
  const uids = new Set<string>();
  for (const { uid } of groups.flatMap(({ rules }) => rules)) {
    if (uids.has(uid)) throw new MeshwrightError(`alert rule ${uid}`, 'there are two rules with this uid: change one');
    uids.add(uid);
  }
  return {
    apiVersion: 1,
    groups: groups.map((group) => ({
      orgId: 1,
      name: group.name,
      folder: group.folder,
      interval: goDuration(intervalOf(group)),
      rules: group.rules.map((rule) => rule._toWire(datasource)),
    })),
    contactPoints: contactPointsOf(policy).map((point) => point._toWire()),
    policies: [
      {
        orgId: 1,
        receiver: policy.contactPoint.name,
        group_by: [...(policy.groupBy ?? ['grafana_folder', 'alertname'])],
        ...timing({
          groupWait: policy.groupWait ?? Duration.seconds(30),
          groupInterval: policy.groupInterval ?? Duration.minutes(5),
          repeatInterval: policy.repeatInterval ?? Duration.hours(4),
        }),
        ...(policy.routes && {
          routes: policy.routes.map((route) => ({
            receiver: (route.contactPoint ?? policy.contactPoint).name,
            object_matchers: [['severity', '=', route.severity]],
            ...timing(route),
          })),
        }),
      },
    ],
  };
}

function timing({ groupWait, groupInterval, repeatInterval }: NotificationTiming): object {
  return {
    ...(groupWait && { group_wait: goDuration(groupWait) }),
    ...(groupInterval && { group_interval: goDuration(groupInterval) }),
    ...(repeatInterval && { repeat_interval: goDuration(repeatInterval) }),
  };
}

function intervalOf({ name, interval = Duration.minutes(1) }: AlertRuleGroup): Duration {
  const seconds = interval.toSeconds({ integral: false });
  if (!(seconds > 0 && seconds % 10 === 0)) {
    throw new MeshwrightError(
      `alert rules ${name}`,
      `the interval must be a multiple of ten seconds, in which Grafana counts, not ${seconds} s`,
    );
  }
  return interval;
}
