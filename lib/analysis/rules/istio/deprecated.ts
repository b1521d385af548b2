import type { FieldPath } from '../../../model/finding';
import {
  CUSTOM_RESOURCE_DEFINITION,
  DESTINATION_RULE,
  SIDECAR,
  TELEMETRY,
  VIRTUAL_SERVICE,
} from '../../../world/kinds';
import { at } from '../../../world/workload';
import { documents, istio, shop } from '../../examples';
import type { Rule } from '../../rule';
import { type PolicyAt, policiesWith } from '../../traffic/policies';
import { type HttpRuleAt, httpRulesWith } from '../../traffic/routes';

const example = (delay: string) =>
  documents(
    shop('reviews'),
    istio(
      'VirtualService',
      'reviews',
      `hosts: [reviews]\nhttp:\n- fault: {delay: {${delay}, fixedDelay: 3s}}\n  route: [{destination: {host: reviews}}]`,
    ),
  );

/** What is deprecated at a path, and what takes its place. */
type Deprecated = readonly [path: FieldPath, what: string, instead: string];

export const deprecated: Rule = {
  id: 'IST0002',
  severity: 'warning',
  kinds: [VIRTUAL_SERVICE, DESTINATION_RULE, SIDECAR, TELEMETRY, CUSTOM_RESOURCE_DEFINITION],
  docs: {
    says: 'a field, or a kind, that Istio has replaced with another',
    why: 'It does what it says for now, unless the message says otherwise, and will not after an upgrade.',
    fix: 'Write what takes its place.',
    symptoms: ['Warning: '],
    see: 'https://istio.io/latest/docs/reference/config/analysis/ist0002/',
    wrong: example('percent: 50'),
    right: example('percentage: {value: 50}'),
  },

  check({ given, config }, report) {
    const tell = (entity: Parameters<typeof report>[0], all: Iterable<Deprecated>): void => {
      for (const [path, what, instead] of all) report(entity, path, { message: `${what} is deprecated`, fix: instead });
    };
    const routes = new Set([...httpRulesWith(given, 'fault'), ...httpRulesWith(given, 'corsPolicy')]);
    for (const route of routes) tell(route.entity, ofRoute(route));
    for (const place of policiesWith(given, 'loadBalancer')) tell(place.entity, ofBalancer(place));
    for (const entity of given.all(SIDECAR)) {
      if (entity.spec.outboundTrafficPolicy?.egressProxy === undefined) continue;
      tell(entity, [[['spec', 'outboundTrafficPolicy', 'egressProxy'], 'egressProxy', 'route to an egress gateway']]);
    }
    for (const entity of given.entitiesOf(CUSTOM_RESOURCE_DEFINITION)) {
      if (at(entity.object, ['spec', 'group']) !== 'rbac.istio.io') continue;
      tell(entity, [
        [
          ['spec', 'group'],
          'group rbac.istio.io, of which Istio reads nothing any more,',
          'write AuthorizationPolicies',
        ],
      ]);
    }
    for (const entity of given.all(TELEMETRY)) {
      for (const [index, { providers = [] }] of (entity.spec.tracing ?? []).entries()) {
        for (const [position, { name }] of providers.entries()) {
          if (config.extensionProviders.get(name) !== 'lightstep') continue;
          tell(entity, [
            [
              ['spec', 'tracing', index, 'providers', position, 'name'],
              `provider ${name} of kind lightstep`,
              'use the provider opentelemetry',
            ],
          ]);
        }
      }
    }
  },
};

function* ofRoute({ rule: { fault, corsPolicy }, path }: HttpRuleAt): Generator<Deprecated> {
  if ((fault?.delay?.percent ?? 0) > 0)
    yield [[...path, 'fault', 'delay', 'percent'], 'percent', 'write percentage: {value: …}'];
  if ((corsPolicy?.allowOrigin ?? []).length > 0)
    yield [[...path, 'corsPolicy', 'allowOrigin'], 'allowOrigin', 'write allowOrigins'];
}

function* ofBalancer({ policy: { loadBalancer }, path }: PolicyAt): Generator<Deprecated> {
  if (loadBalancer?.simple === 'LEAST_CONN')
    yield [[...path, 'loadBalancer', 'simple'], 'LEAST_CONN', 'write LEAST_REQUEST'];
  if (loadBalancer?.warmupDurationSecs !== undefined)
    yield [[...path, 'loadBalancer', 'warmupDurationSecs'], 'warmupDurationSecs', 'write warmup: {duration: …}'];
}
