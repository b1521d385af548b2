import { closest, isSlip } from '../../../../kube/suggestion';
import type { Mesh } from '../../../../mesh/mesh';
import type { FieldPath } from '../../../../model/finding';
import type { Entity, Labels } from '../../../../world/entity';
import { GATEWAY, SIDECAR, TELEMETRY } from '../../../../world/kinds';
import { knowsPodsOf } from '../../../../world/known-pods';
import type { Workload } from '../../../../world/workload';
import type { Report } from '../../../rule';
import { isSureOfPods, missed } from '../../../selection';
import { isAssumed, podsOf } from '../../../traffic/gateways';

/** Selectors of Sidecars, Telemetries and Gateways that select no pod. */
export function reportSelectors(mesh: Mesh, report: Report): void {
  const { given } = mesh;
  for (const entity of given.all(SIDECAR)) {
    const labels = entity.spec.workloadSelector?.labels;
    reportNothing(mesh, report, entity, labels, ['spec', 'workloadSelector', 'labels'], 'the Sidecar is for nobody');
  }
  for (const entity of given.all(TELEMETRY)) {
    const labels = entity.spec.selector?.matchLabels;
    reportNothing(mesh, report, entity, labels, ['spec', 'selector', 'matchLabels'], 'the Telemetry is for nobody');
  }
  reportGatewaySelectors(mesh, report);
}

function reportNothing(
  mesh: Mesh,
  report: Report,
  entity: Entity,
  labels: Labels | undefined,
  path: FieldPath,
  consequence: string,
): void {
  if (labels === undefined || Object.keys(labels).length === 0) return;
  const { world } = mesh;
  const { namespace } = entity.id;
  if (world.selectedByAny(namespace, { matchLabels: labels }).length > 0) return;
  const text = textOf(labels);
  if (!knowsPodsOf(world, namespace)) {
    report(entity, path, {
      severity: 'note',
      message: `no pod of namespace ${namespace} that is among the files has the labels ${text}`,
    });
    return;
  }
  report(entity, path, {
    ...(isSureOfPods(world, namespace, { matchLabels: labels }) ? {} : { severity: 'warning' }),
    message: `no pod of namespace ${namespace} has the labels ${text}: ${consequence}`,
    ...missed(world, namespace, { matchLabels: labels }),
  });
}

function reportGatewaySelectors(mesh: Mesh, report: Report): void {
  const { given } = mesh;
  for (const entity of given.all(GATEWAY)) {
    const { selector = {} } = entity.spec;
    if (Object.keys(selector).length === 0 || podsOf(mesh, entity).proxies.length > 0) continue;
    if (given.everyWorkload.some(({ labels }) => hasAll(labels, selector))) continue;
    const [key = '', value = ''] = Object.entries(selector)[0] ?? [];
    const path = ['spec', 'selector', key];
    const message = `no pod has the labels ${textOf(selector)}`;
    const gateways = gatewaysIn(mesh);
    const names = [...new Set(gateways.map(({ labels }) => labels[key] ?? ''))].filter((each) => each !== '').sort();
    const near = closest(value, gateways.length > 0 ? names : USUAL);
    const meant = gateways.find(({ labels }) => labels[key] === near && near !== undefined);
    const isKnown = given.settings.complete === true;
    const seemsWrong = near !== undefined && (isSlip(value, near) || gateways.length > 0);
    report(entity, path, {
      severity:
        isKnown || (near !== undefined && isSlip(value, near) && gateways.length > 0)
          ? 'error'
          : seemsWrong || gateways.length > 0
            ? 'warning'
            : 'note',
      message: isKnown
        ? `${message}: nobody serves the Gateway`
        : `${message} among those given: unless one does, nobody serves the Gateway`,
      ...(near === undefined ? {} : { fix: `did you mean ${near}?` }),
      related:
        meant === undefined
          ? []
          : [
              {
                entity: meant.entity,
                path: [...meant.template, 'metadata', 'labels'],
                message: 'the pods of a gateway',
              },
            ],
    });
  }
}

/** The labels `istio` of the gateways that an installation brings. */
const USUAL = ['ingressgateway', 'egressgateway'];

/** Gateways of which it is said that they are there. */
function gatewaysIn(mesh: Mesh): readonly Workload[] {
  return mesh.proxies.flatMap((proxy) =>
    proxy.kind === 'gateway' && proxy.workload !== undefined && !isAssumed(proxy) ? proxy.workload : [],
  );
}

function hasAll(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}

function textOf(labels: Labels): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',');
}
