import { isMap } from '../../lib/kube/json';
import { at, beside, changed, containersOf, items, metadataOf, misspelt, ofKind, put, removed } from './edit';
import type { FaultKind, LabObject } from './fault';

const WITHOUT_PODS = ['K8S_SERVICE_WITHOUT_PODS'];

function labelsOf({ object }: LabObject): Readonly<Record<string, unknown>> {
  const labels = at(object, ['spec', 'template', 'metadata', 'labels']);
  return isMap(labels) ? labels : {};
}

/** The Services that select the pods of a workload and no others. */
function servicesOf(lab: readonly LabObject[], workload: LabObject): readonly LabObject[] {
  const { namespace } = metadataOf(workload.object);
  const around = beside(lab, workload);
  const selects = (service: LabObject, each: LabObject) => {
    const selector = at(service.object, ['spec', 'selector']);
    return isMap(selector) && Object.entries(selector).every(([key, value]) => labelsOf(each)[key] === value);
  };
  return ofKind(around, 'Service').filter(
    (service) =>
      metadataOf(service.object).namespace === namespace &&
      selects(service, workload) &&
      ofKind(around, 'Deployment', 'StatefulSet').filter(
        (each) => metadataOf(each.object).namespace === namespace && selects(service, each),
      ).length === 1,
  );
}

/** Pods, and what finds and feeds them. */
export const WORKLOAD_FAULTS: readonly FaultKind[] = [
  {
    name: 'a Service selects no pod',
    rules: WITHOUT_PODS,
    *changes(lab) {
      for (const service of ofKind(lab, 'Service')) {
        const selector = at(service.object, ['spec', 'selector']);
        for (const [key, value] of Object.entries(isMap(selector) ? selector : {}))
          yield changed(service, ['spec', 'selector', key], misspelt(String(value)));
      }
    },
  },
  {
    name: 'the only pods of a Service are gone',
    rules: WITHOUT_PODS,
    *changes(lab) {
      for (const workload of ofKind(lab, 'Deployment')) {
        if (servicesOf(lab, workload).length > 0 && !isReleased(lab, workload)) yield removed(workload);
      }
    },
  },
  {
    name: 'the label of pods is another than that of their selector',
    rules: ['K8S_SELECTOR'],
    *changes(lab) {
      for (const workload of ofKind(lab, 'Deployment', 'DaemonSet')) {
        const selector = at(workload.object, ['spec', 'selector', 'matchLabels']);
        const [key] = Object.keys(isMap(selector) ? selector : {});
        if (key === undefined) continue;
        yield changed(workload, ['spec', 'template', 'metadata', 'labels', key], 'other');
      }
    },
  },
  {
    name: 'a Service leads to a named port that the pods do not have',
    rules: ['K8S_TARGET_PORT'],
    *changes(lab) {
      for (const service of ofKind(lab, 'Service')) {
        if (at(service.object, ['spec', 'selector']) === undefined) continue;
        for (const { way } of items(service.object, ['spec', 'ports']))
          yield changed(service, [...way, 'targetPort'], 'no-such-port');
      }
    },
  },
  {
    name: 'a Service leads to a number that the pods do not have',
    rules: ['K8S_TARGET_PORT'],
    *changes(lab) {
      for (const service of ofKind(lab, 'Service')) {
        for (const { item, way } of items(service.object, ['spec', 'ports'])) {
          if (typeof item.targetPort === 'number') yield changed(service, [...way, 'targetPort'], item.targetPort + 1);
        }
      }
    },
  },
  {
    name: 'a probe asks for a named port that the container does not have',
    rules: ['K8S_PROBE_PORT'],
    *changes(lab) {
      for (const workload of ofKind(lab, 'Deployment')) {
        for (const { item, way } of containersOf(workload)) {
          for (const probe of ['readinessProbe', 'livenessProbe', 'startupProbe']) {
            for (const action of ['httpGet', 'tcpSocket']) {
              if (at(item, [probe, action, 'port']) !== undefined)
                yield changed(workload, [...way, probe, action, 'port'], 'other');
            }
          }
        }
      }
    },
  },
  {
    name: 'a Service to which requests are sent is gone',
    rules: ['IST0101', 'FLAGGER_URL', 'K8S_BACKEND_MISSING'],
    *changes(lab) {
      for (const service of ofKind(lab, 'Service')) {
        const { name, namespace } = metadataOf(service.object);
        const isRouted = ofKind(beside(lab, service), 'VirtualService').some(
          ({ object }) =>
            metadataOf(object).namespace === namespace && JSON.stringify(object).includes(`"host":"${name}"`),
        );
        if (isRouted) yield removed(service);
      }
    },
  },
  {
    name: 'a Service is put into another namespace',
    rules: ['K8S_SERVICE_WITHOUT_PODS', 'IST0101'],
    *changes(lab) {
      for (const service of ofKind(lab, 'Service')) {
        if (at(service.object, ['spec', 'selector']) !== undefined)
          yield changed(
            service,
            ['metadata', 'namespace'],
            metadataOf(service.object).namespace === 'test' ? 'default' : 'test',
          );
      }
    },
  },
  {
    name: 'a field is misspelt',
    rules: ['SCHEMA_UNKNOWN_FIELD'],
    *changes(lab) {
      for (const workload of ofKind(lab, 'Deployment')) {
        for (const { item, way } of containersOf(workload)) {
          if (item.ports === undefined) continue;
          const { ports, ...rest } = item;
          yield changed(workload, way, { ...rest, port: ports });
        }
      }
    },
  },
  {
    name: 'the only pods of a Service are scaled to none',
    rules: WITHOUT_PODS,
    *changes(lab) {
      for (const workload of ofKind(lab, 'Deployment')) {
        if (servicesOf(lab, workload).length > 0 && !isReleased(lab, workload))
          yield changed(workload, ['spec', 'replicas'], 0);
      }
    },
  },
  {
    name: 'pods get their label under another key',
    rules: ['K8S_SERVICE_WITHOUT_PODS', 'IST0173'],
    *changes(lab) {
      for (const workload of ofKind(lab, 'Deployment')) {
        const labels = at(workload.object, ['spec', 'selector', 'matchLabels']);
        if (
          !isMap(labels) ||
          labels.app === undefined ||
          servicesOf(lab, workload).length === 0 ||
          isReleased(lab, workload)
        )
          continue;
        const { app, ...rest } = labels;
        const renamed = { ...rest, 'app.kubernetes.io/name': app };
        const selecting = put(workload.object, ['spec', 'selector', 'matchLabels'], renamed);
        yield {
          of: workload,
          to: [put(selecting, ['spec', 'template', 'metadata', 'labels'], renamed)],
          says: `${metadataOf(workload.object).name}: label app is app.kubernetes.io/name`,
        };
      }
    },
  },
];

/** What a Canary releases is run by Flagger. */
function isReleased(lab: readonly LabObject[], workload: LabObject): boolean {
  const { name, namespace } = metadataOf(workload.object);
  return ofKind(lab, 'Canary').some(
    ({ object }) => metadataOf(object).namespace === namespace && at(object, ['spec', 'targetRef', 'name']) === name,
  );
}
