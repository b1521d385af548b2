import { parseAddress } from '../../../kube/addresses';
import { type LabelSelector, matchesSelector } from '../../../kube/label-selector';
import type { FieldPath } from '../../../model/finding';
import type { Entity, Labels, Sound } from '../../../world/entity';
import { MUTATING_WEBHOOK, VALIDATING_WEBHOOK } from '../../../world/kinds';
import type { WebhookConfigurationFields } from '../../../world/native-specs';
import type { World } from '../../../world/world';
import { documents } from '../../examples';
import type { Rule } from '../../rule';

type Webhook = NonNullable<WebhookConfigurationFields['webhooks']>[number];

const SEE = 'https://istio.io/latest/docs/reference/config/analysis';
const ISTIOD = `apiVersion: v1
kind: Namespace
metadata: {name: istio-system}
---
apiVersion: v1
kind: Service
metadata: {name: istiod, namespace: istio-system}
spec: {selector: {app: istiod}, ports: [{name: https-webhook, port: 443, targetPort: 15017}]}
---
apiVersion: v1
kind: Pod
metadata: {name: istiod, namespace: istio-system, labels: {app: istiod}}
spec: {containers: [{name: discovery, image: example.com/pilot:1.0.0, ports: [{containerPort: 15017}]}]}`;
const configuration = (
  name: string,
  selector: string,
  client = 'service: {name: istiod, namespace: istio-system, path: /inject}',
  kind = 'Mutating',
) => `apiVersion: admissionregistration.k8s.io/v1
kind: ${kind}WebhookConfiguration
metadata: {name: ${name}}
webhooks:
- name: ${kind === 'Mutating' ? 'namespace.sidecar-injector' : 'rev.validation'}.istio.io
  clientConfig: {${client}}
  namespaceSelector: ${selector}
  rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
  sideEffects: None
  admissionReviewVersions: [v1]`;
const label = (value: string) => `{matchLabels: {istio-injection: ${value}}}`;

/** A webhook of an injector. */
interface Injector {
  readonly entity: Sound<WebhookConfigurationFields>;
  readonly webhook: Webhook;
  readonly path: FieldPath;
}

export const overlappingInjectors: Rule = {
  id: 'IST0139',
  severity: 'error',
  kinds: [MUTATING_WEBHOOK],
  docs: {
    says: 'webhooks of several injectors that are asked for the same pods',
    why: 'Each adds its sidecar, or the second fails on that of the first; which revision a pod belongs to depends on the order of the webhooks.',
    fix: 'Give each injector labels of its own: one default, and `istio.io/rev` for the others.',
    symptoms: ['two istio-proxy containers', 'sidecar of the wrong revision', 'FailedCreate'],
    see: `${SEE}/ist0139/`,
    wrong: documents(
      ISTIOD,
      configuration('istio-sidecar-injector', label('enabled')),
      configuration('istio-sidecar-injector-canary', label('enabled')),
    ),
    right: documents(
      ISTIOD,
      configuration('istio-sidecar-injector', label('enabled')),
      configuration(
        'istio-sidecar-injector-canary',
        '{matchExpressions: [{key: istio.io/rev, operator: In, values: [canary]}, {key: istio-injection, operator: DoesNotExist}]}',
      ),
    ),
  },

  check({ given }, report) {
    const injectors = given
      .all(MUTATING_WEBHOOK)
      .flatMap((entity): readonly Injector[] =>
        (entity.spec.webhooks ?? []).flatMap((webhook, index) =>
          webhook.name.endsWith('istio.io') ? [{ entity, webhook, path: ['webhooks', index] }] : [],
        ),
      );
    const revisions = [...new Set(injectors.flatMap(({ entity, webhook }) => revisionsOf(entity, webhook)))].sort();
    const situations = situationsOf(revisions);
    for (const [index, injector] of injectors.entries()) {
      for (const other of injectors.slice(0, index)) {
        if (!given.together(injector.entity, other.entity)) continue;
        const both = situations.find((each) => isAsked(injector.webhook, each) && isAsked(other.webhook, each));
        if (both === undefined) continue;
        report(injector.entity, [...injector.path, 'namespaceSelector'], {
          message: `${other.webhook.name} of ${other.entity.id.name} is asked, too, for ${textOf(both)}: two sidecars are added, or none`,
          fix: 'give each injector labels of its own',
          related: [{ entity: other.entity, path: other.path, message: 'is asked, too' }],
        });
        break;
      }
    }
  },
};

/** Labels of a namespace and of a pod in it. */
interface Situation {
  readonly namespace: Labels;
  readonly pod: Labels;
}

function situationsOf(revisions: readonly string[]): readonly Situation[] {
  const label = (key: string, values: readonly string[]): readonly Labels[] =>
    values.map((value) => ({ [key]: value }));
  const ofRevisions = label('istio.io/rev', revisions);
  const injection = label('istio-injection', ['enabled', 'disabled']);
  const inject = label('sidecar.istio.io/inject', ['true', 'false']);
  const crossed = (one: readonly Labels[], other: readonly Labels[]) =>
    one.flatMap((a) => other.map((b) => ({ ...a, ...b })));
  const namespaces = [{}, ...injection, ...ofRevisions, ...crossed(injection, ofRevisions)];
  const pods = [{}, ...inject, ...ofRevisions, ...crossed(inject, ofRevisions)];
  return namespaces.flatMap((namespace) => pods.map((pod) => ({ namespace, pod })));
}

function isAsked({ namespaceSelector = {}, objectSelector = {} }: Webhook, { namespace, pod }: Situation): boolean {
  return matchesSelector(namespace, namespaceSelector) && matchesSelector(pod, objectSelector);
}

function revisionsOf({ labels }: Entity, { namespaceSelector, objectSelector }: Webhook): readonly string[] {
  const own = labels['istio.io/rev'];
  return [...(own === undefined ? [] : [own]), ...[namespaceSelector, objectSelector].flatMap(revisionsIn)];
}

function revisionsIn({ matchLabels = {}, matchExpressions = [] }: LabelSelector = {}): readonly string[] {
  const written = matchLabels['istio.io/rev'];
  const values = matchExpressions.flatMap(({ key, values: listed = [] }) => (key === 'istio.io/rev' ? listed : []));
  return [...(written === undefined ? [] : [written]), ...values];
}

function textOf({ namespace, pod }: Situation): string {
  const text = (labels: Labels) =>
    Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(',') || 'no label';
  return `pods with ${text(pod)} in namespaces with ${text(namespace)}`;
}

/** Webhooks of a control plane that is outside of the cluster, or is to be. */
function* webhooksByUrl(world: World): Generator<Injector> {
  for (const kind of [VALIDATING_WEBHOOK, MUTATING_WEBHOOK]) {
    for (const entity of world.all(kind)) {
      const { name } = entity.id;
      if (!/^(?:istiod-default-validator$|istio-validator|istio-sidecar-injector)/.test(name)) continue;
      for (const [index, webhook] of (entity.spec.webhooks ?? []).entries())
        yield { entity, webhook, path: ['webhooks', index, 'clientConfig'] };
    }
  }
}

const external = (url: string) => configuration('istio-sidecar-injector', label('enabled'), `url: "${url}"`);

export const invalidUrl: Rule = {
  id: 'IST0163',
  severity: 'warning',
  kinds: [VALIDATING_WEBHOOK, MUTATING_WEBHOOK],
  docs: {
    says: 'a webhook of a control plane outside of the cluster whose URL nobody can call',
    why: 'The API server cannot ask it: pods get no sidecars, or are not created at all, and objects of Istio are not validated.',
    fix: 'Write the URL of the control plane: `https://HOST:15017/inject`.',
    symptoms: ['failed calling webhook', 'no sidecar'],
    see: `${SEE}/ist0163/`,
    wrong: external('https://:15017/inject'),
    right: external('https://istiod.example.com:15017/inject'),
  },

  check({ given }, report) {
    for (const { entity, webhook, path } of webhooksByUrl(given)) {
      const { url, service } = webhook.clientConfig;
      if (service !== undefined || hostOf(url ?? '') !== undefined) continue;
      report(entity, url === undefined ? path : [...path, 'url'], {
        message: `${url === undefined || url === '' ? 'neither a URL nor a Service' : JSON.stringify(url)} is what webhook ${webhook.name} is called by: the API server cannot ask it`,
        fix: 'write https://HOST:15017/inject',
      });
    }
  },
};

export const urlWithAddress: Rule = {
  id: 'IST0164',
  severity: 'note',
  kinds: [VALIDATING_WEBHOOK, MUTATING_WEBHOOK],
  docs: {
    says: 'a webhook of a control plane outside of the cluster that is called by an address',
    why: 'The certificate of the control plane has to name the address; where it changes, pods get no sidecars any more.',
    fix: 'Write a name of DNS.',
    see: `${SEE}/ist0164/`,
    wrong: external('https://192.0.2.1:15017/inject'),
    right: external('https://istiod.example.com:15017/inject'),
  },

  check({ given }, report) {
    for (const { entity, webhook, path } of webhooksByUrl(given)) {
      const host = hostOf(webhook.clientConfig.url ?? '');
      if (host === undefined || parseAddress(host.replace(/^\[|\]$/g, '')) === undefined) continue;
      report(entity, [...path, 'url'], {
        message: `webhook ${webhook.name} is called by the address ${host}, which its certificate has to name`,
        fix: 'write a name of DNS',
      });
    }
  },
};

function hostOf(url: string): string | undefined {
  try {
    const { hostname } = new URL(url);
    return hostname === '' ? undefined : hostname;
  } catch {
    return undefined;
  }
}
