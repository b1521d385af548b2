import { isIP } from 'node:net';
import type { CanaryWebhook } from '../../../imports/flagger.app';
import { flaggerInstallation } from '../../flagger-objects/installation';
import { perMesh } from '../../mesh/per-mesh';
import type { FieldPath } from '../../model/finding';
import type { Entity, NamespacedName } from '../../world/entity';
import { ALERT_PROVIDER, METRIC_TEMPLATE } from '../../world/kinds';
import type { World } from '../../world/world';
import { hookFailure, typeOf } from './hooks';
import { type Release, releasesOf } from './releases';

/** A URL that Flagger calls. */
export interface CalledUrl {
  readonly entity: Entity;
  readonly path: FieldPath;
  readonly text: string;
  /** What happens when the call fails. */
  readonly fails: string;
  /** Whether that is all that is lost. */
  readonly harmless: boolean;
  /** The Service of the cluster behind it; undefined for what is outside, or not known. */
  readonly to: ServiceAddress | undefined;
  /** The Canary that says it, if it is one. */
  readonly release?: Release;
}

/** A Service of the cluster, and its port. */
export interface ServiceAddress {
  readonly service: NamespacedName;
  readonly port: number;
}

const CHECKS = hookFailure('rollout').fails;

/** Every URL that Flagger calls for Canaries, templates and alerts. */
export const calledUrls = perMesh((mesh): readonly CalledUrl[] => {
  const { given } = mesh;
  const installation = flaggerInstallation(given);
  const found: Omit<CalledUrl, 'to'>[] = [];
  for (const release of releasesOf(mesh)) {
    const { entity, spec } = release;
    for (const [index, hook] of (spec.analysis.webhooks ?? []).entries()) {
      const { fails, isHarmless: harmless } = hookFailure(typeOf(hook));
      const path = ['spec', 'analysis', 'webhooks', index, 'url'];
      found.push({ ...{ entity, release, path, text: hook.url }, fails, harmless });
      found.push(...calledBy(release, hook, index));
    }
    if (spec.metricsServer) {
      found.push({
        ...{ entity, release, path: ['spec', 'metricsServer'], text: spec.metricsServer },
        ...{ fails: CHECKS, harmless: false },
      });
    }
  }
  for (const entity of given.all(METRIC_TEMPLATE)) {
    const { address } = entity.spec.provider;
    if (!address) continue;
    found.push({ entity, path: ['spec', 'provider', 'address'], text: address, fails: CHECKS, harmless: false });
  }
  for (const entity of given.all(ALERT_PROVIDER)) {
    const { address } = entity.spec;
    if (!address) continue;
    found.push({ entity, path: ['spec', 'address'], text: address, fails: 'alerts are lost', harmless: true });
  }
  if (installation?.metricsServer !== undefined && installation.workload !== undefined) {
    const { from, metricsServer: text } = installation;
    found.push({ entity: from, path: ['spec'], text, fails: CHECKS, harmless: false });
  }
  return found.map((each) => ({ ...each, to: addressOf(each.text, given, installation?.namespace) }));
});

/** What the command of a hook calls, in the load tester. */
function calledBy(release: Release, { name, metadata = {} }: CanaryWebhook, index: number) {
  return Object.entries(metadata).flatMap(([key, text]) =>
    (text.match(URLS) ?? []).map((url) => ({
      ...{ entity: release.entity, release },
      path: ['spec', 'analysis', 'webhooks', index, 'metadata', key],
      text: url,
      fails: `nobody answers the command of hook ${name}`,
      harmless: false,
    })),
  );
}

/** URLs in a command. */
const URLS = /https?:\/\/[^\s'"`|;&<>()]+/g;

/** Protocols, with the ports that they have where none is written. */
const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/**
 * The Service of the cluster that a URL means. `name.namespace` may also be a host outside: it is one of the cluster if
 * that is a namespace of the world, and it is called as nobody calls a host outside, in plain text.
 *
 * @param from the namespace of the caller, if it is known, for names alone
 */
function addressOf(text: string, given: World, from: string | undefined): ServiceAddress | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const standard = url && PORTS[url.protocol];
  if (url === undefined || standard === undefined || isIP(url.hostname) !== 0 || url.hostname.startsWith('['))
    return undefined;
  const port = url.port === '' ? standard : Number(url.port);
  const [name = '', namespace, svc, ...rest] = url.hostname.split('.');
  if (namespace === undefined) return from === undefined ? undefined : { service: { namespace: from, name }, port };
  if (svc === 'svc') return { service: { namespace, name }, port };
  if (svc !== undefined || rest.length > 0) return undefined;
  const isKnown = given.namespaceNames.includes(namespace) && url.protocol === 'http:';
  return isKnown ? { service: { namespace, name }, port } : undefined;
}
