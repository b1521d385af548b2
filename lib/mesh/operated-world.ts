import { canaryObjects } from '../flagger-objects/canary-objects';
import { canaryOf, surroundingsOf } from '../flagger-objects/in-world';
import { flaggerInstallation } from '../flagger-objects/installation';
import { AT_REST } from '../flagger-objects/route-state';
import { hasLabels } from '../kube/label-selector';
import { groupOf, referenceOf } from '../kube/object-reference';
import type { ManifestObject } from '../model/manifest';
import { derivedManifest } from '../world/derived';
import type { Derivation, Entity, Labels } from '../world/entity';
import { CANARY, GATEWAY, SERVICE } from '../world/kinds';
import type { JudgedManifest, World } from '../world/world';
import { apiGatewayObjects } from './api-listeners';
import { type InstalledGateway, installationsOf } from './installation';

/** Makes the objects that a controller makes of a world. */
export type Operator = (world: World) => readonly JudgedManifest[];

/**
 * Everything that makes objects which stand in no file, in the order in which it works: each sees what those before it
 * have made.
 */
const OPERATORS: readonly Operator[] = [flagger, installedGateways, assumedGateways, apiGatewayObjects];

/**
 * A world with what controllers make of it: Flagger's primaries, the gateways that an installation brings, the pods of
 * Gateways of the Gateway API.
 */
export function operatedWorld(world: World): World {
  return OPERATORS.reduce((current, operator) => {
    const made = operator(current);
    return made.length === 0 ? current : current.withMade(made);
  }, world);
}

/** What Flagger makes of Canaries between releases. */
function flagger(world: World): readonly JudgedManifest[] {
  return world.current(CANARY).flatMap((canary) => {
    // The definition accepts a Canary without a spec.
    if (canary.object.spec === undefined) return [];
    const { namespace } = canary.id;
    const { objects } = canaryObjects(
      canaryOf(canary, world),
      surroundingsOf(world, namespace),
      AT_REST,
      flaggerInstallation(world),
    );
    return objects.flatMap((object) => {
      const { apiVersion, kind, name } = referenceOf(object);
      const given = world.get({ group: groupOf(apiVersion), kind }, { namespace, name });
      // In a world in the middle of a release they are there.
      if (given?.derived?.by === 'Flagger') return [];
      return [derivedManifest(object, { by: 'Flagger', from: canary.id }, (given ?? canary).manifest)];
    });
  });
}

/** The gateways of an IstioOperator or of the chart `gateway`. */
function installedGateways(world: World): readonly JudgedManifest[] {
  return installationsOf(world)
    .flatMap(({ gateways }) => gateways)
    .filter(({ name, namespace }) => world.get(SERVICE, { namespace, name }) === undefined)
    .flatMap(gatewayObjects);
}

const ASSUMED_PORTS: readonly ManifestObject[] = [
  { name: 'status-port', port: 15021, targetPort: 15021 },
  { name: 'http2', port: 80, targetPort: 8080 },
  { name: 'https', port: 443, targetPort: 8443 },
  { name: 'tcp', port: 31400, targetPort: 31400 },
  { name: 'tls', port: 15443, targetPort: 15443 },
];

/**
 * The gateways that `istioctl install` brings, where Gateways ask for them and no pod is given that could serve them.
 * Where everything that exists has a manifest, there are none.
 */
function assumedGateways(world: World): readonly JudgedManifest[] {
  if (world.settings.complete === true) return [];
  return ['ingressgateway', 'egressgateway'].flatMap((istio) => {
    const name = `istio-${istio}`;
    const labels: Labels = { app: name, istio };
    const isWanted = world
      .current(GATEWAY)
      .some(
        ({ spec: { selector = {} } }) =>
          (selector.istio === istio || selector.app === name) &&
          hasLabels(labels, selector) &&
          !world.workloads.some((workload) => hasLabels(workload.labels, selector)),
      );
    const namespace = 'istio-system';
    return isWanted
      ? gatewayObjects({ name, namespace, labels, ports: ASSUMED_PORTS, serviceType: 'LoadBalancer' })
      : [];
  });
}

function gatewayObjects(
  gateway: Omit<InstalledGateway, 'from'> & { readonly from?: Entity },
): readonly JudgedManifest[] {
  const { name, namespace, labels, ports, serviceType, from } = gateway;
  const derived: Derivation = { by: 'istioctl', ...(from === undefined ? {} : { from: from.id }) };
  const selector = { app: labels.app, istio: labels.istio };
  const objects: readonly ManifestObject[] = [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace, labels },
      spec: { type: serviceType, selector, ports },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace, labels },
      spec: {
        selector: { matchLabels: selector },
        template: {
          metadata: { labels: { ...labels, 'sidecar.istio.io/inject': 'true' }, annotations: GATEWAY_TEMPLATE },
          spec: {
            serviceAccountName: `${name}-service-account`,
            containers: [{ name: 'istio-proxy', image: 'auto', args: ['proxy', 'router'] }],
          },
        },
      },
    },
  ];
  return objects.map((object) => derivedManifest(object, derived, from?.manifest));
}

const GATEWAY_TEMPLATE: Labels = { 'inject.istio.io/templates': 'gateway' };
