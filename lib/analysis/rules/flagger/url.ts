import type { Mesh } from '../../../mesh/mesh';
import { describeId, type Entity, type ObjectId } from '../../../world/entity';
import { CANARY, METRIC_TEMPLATE, SERVICE } from '../../../world/kinds';
import type { ServiceSpec } from '../../../world/native-specs';
import { absenceOf, absent, isMeant, isSure, nearest } from '../../missing';
import { type CalledUrl, calledUrls } from '../../release/cluster-urls';
import { objectExample, releaseExample } from '../../release/example';
import type { Observation, RelatedObservation, Rule } from '../../rule';

const example = (host: string) =>
  releaseExample(
    { also: [`webhooks: [{name: smoke-test, type: pre-rollout, url: 'http://${host}:8080/check', timeout: 30s}]`] },
    objectExample('v1', 'Service', 'tester', 'spec: {selector: {app: tester}, ports: [{name: http, port: 8080}]}'),
    objectExample(
      'v1',
      'Pod',
      'tester',
      'spec: {containers: [{name: tester, image: example.com/tester:1.0.0, ports: [{containerPort: 8080}]}]}',
    ).replace('shop}', 'shop, labels: {app: tester}}'),
  );

export const url: Rule = {
  id: 'FLAGGER_URL',
  severity: 'error',
  kinds: [CANARY, METRIC_TEMPLATE],
  docs: {
    says: 'a URL that Flagger calls, of a Service or a port that does not exist',
    why: 'Flagger resolves names from its own namespace: a Service of another one needs it behind a dot. A call that nobody answers is a check that fails, or a gate that never opens.',
    fix: 'Write `http://name.namespace:port/`, with a port of the Service; without one it is 80.',
    symptoms: [
      'no such host',
      'connection refused',
      'context deadline exceeded',
      'webhook failed',
      'every release is rolled back',
    ],
    see: 'https://docs.flagger.app/usage/webhooks',
    wrong: example('testr.shop'),
    right: example('tester.shop'),
  },

  check(mesh, report) {
    for (const called of calledUrls(mesh)) {
      const observation = observe(mesh, called);
      if (observation === undefined) continue;
      report(called.entity, called.path, {
        ...(called.harmless && observation.severity === undefined ? { severity: 'warning' } : {}),
        ...observation,
      });
    }
  },
};

function observe({ given, world }: Mesh, { to, fails, text }: CalledUrl): Observation | undefined {
  if (to === undefined) return undefined;
  const id: ObjectId = { ...SERVICE, ...to.service };
  const services = world.alternatives(id);
  if (services.length > 0) return observePort(services, to.port, fails);
  if (world.exists(id) === 'yes') return undefined;
  const near = nearest(given, id);
  const isSlip = isMeant(id, near);
  // A load tester or a server of metrics often comes with a chart of Helm, beside what is described.
  const absence = given.settings.complete === true || absenceOf(world, id) === 'open' ? absenceOf(world, id) : 'likely';
  if (absence === 'open' && !isSlip) return undefined;
  const isKnown = isSure(absence, isSlip);
  const related: readonly RelatedObservation[] =
    near === undefined ? [] : [{ entity: near, path: ['metadata', 'name'], message: `is ${describeId(near.id)}` }];
  return {
    ...(isKnown ? {} : { severity: 'warning' }),
    message: absent(`${describeId(id)} of ${text}`, isKnown, fails),
    fix:
      near === undefined
        ? 'write http://name.namespace:port/ of a Service'
        : `write ${near.id.name} in place of ${id.name}`,
    related,
  };
}

function observePort(services: readonly Entity[], port: number, fails: string): Observation | undefined {
  const specs = services.map(({ spec }) => spec as ServiceSpec | undefined);
  const ports = specs.flatMap((spec) => spec?.ports ?? []);
  if (specs.some((spec) => spec === undefined || spec.type === 'ExternalName')) return undefined;
  if (specs.some((spec) => spec?.clusterIP === 'None') || ports.some((each) => each.port === port)) return undefined;
  const [service] = services;
  if (service === undefined) return undefined;
  return {
    message: `${describeId(service.id)} has no port ${port}: ${fails}`,
    fix: `it has ${ports.map((each) => each.port).join(', ') || 'none'}`,
    related: [{ entity: service, path: ['spec', 'ports'], message: 'its ports' }],
  };
}
