import { equalJson, isMap, type JsonMap } from '../../../kube/json';
import type { FieldPath } from '../../../model/finding';
import { create, type Entry, type Expression, list, literal, THIS } from '../../code/expression';
import { cannot } from '../inexpressible';
import { trafficPolicy } from '../istio/traffic-policy';
import { pathOf, specOf } from '../metadata';
import type { Scope } from '../scope';
import { field, fields, json, listOf, mapOf, mapsOf, maybe, microservice, textOf } from '../values';
import { autoscaling, disruptionBudget } from './bound';
import { containerEntries, exactPorts, otherContainer } from './container';
import { hardening, podEntries, podLabelsOf, podSpecOf } from './pod';
import { metadataEntries, portEntries, reachEntries, type ServicePort, servicePorts } from './service';
import { disksOf, workloadEntries } from './workload';

/** The objects that one Microservice is. */
export interface MicroserviceParts {
  /** What it is called, and the value of the label `app` if that is what the pods are selected by. */
  readonly app: string;
  readonly service: JsonMap | undefined;
  readonly serviceAccount: JsonMap | undefined;
  /** By version, in order. */
  readonly workloads: ReadonlyMap<string, JsonMap>;
  readonly destinationRule: JsonMap | undefined;
  /** By the name of the workload that it scales. */
  readonly autoscalers: ReadonlyMap<string, JsonMap>;
  /** By the name of the workload that it is for. */
  readonly budgets: ReadonlyMap<string, JsonMap>;
  /** The names of workloads whose number of pods somebody else says: an autoscaler, or Flagger. */
  readonly scaled: ReadonlySet<string>;
}

/** What objects select by: the labels of every Microservice, or those that they do; and whether they have these labels. */
export type Labelling = 'usual' | 'selected' | 'given';

/** `new Microservice(this, 'reviews', { port: Port.http(9080), versions: { v1: { … } } })` */
export function microserviceOf(parts: MicroserviceParts, labelling: Labelling, scope: Scope): Expression {
  const { app, service, serviceAccount, workloads, destinationRule } = parts;
  const ports = servicePorts(service, [...workloads.values()].map(podSpecOf));
  const versions = [...workloads].map(([version, workload]) => ({
    version,
    // What is said of an only version as a whole is said of the app.
    ...(workloads.size > 1 && { of: pathOf(workload) }),
    entries: versionEntries(parts, version, workload, { ports, labelling, scope }),
  }));
  const shared = sharedEntries(versions.map(({ entries }) => entries));
  return create(
    microservice('Microservice'),
    THIS,
    literal(app),
    fields([
      ...(service === undefined ? [] : serviceEntries(app, service, ports, labelling)),
      ...accountEntries(app, serviceAccount, workloads),
      labelling === 'usual' ? undefined : field('existing', existing(parts, labelling)),
      shared.length === 0 ? undefined : field('defaults', fields(shared)),
      service === undefined ? undefined : field('destinationRule', ruleProps(service, destinationRule, workloads.size)),
      field(
        'versions',
        fields(
          versions.map(({ version, entries, of }) =>
            field(version, fields(entries.filter((entry) => !shared.some(({ key }) => key === entry.key))), of),
          ),
        ),
      ),
    ]),
  );
}

/** What its objects select by, where that is not what a Microservice selects by. */
function existing({ app, service, workloads }: MicroserviceParts, labelling: Labelling): Expression {
  const [[version, workload] = ['', {}]] = workloads;
  const selector = selectorOf(workload) ?? {};
  const isUsual = workloads.size > 1 || equalJson(selector, { app, version });
  const selected = service && mapOf(specOf(service).selector);
  const usual = isUsual ? { app } : selector;
  return fields([
    isUsual ? undefined : field('selector', json(selector)),
    selected === undefined || equalJson(selected, usual) ? undefined : field('serviceSelector', json(selected)),
    labelling === 'given' ? field('labels', literal('given')) : undefined,
  ]);
}

/** What a workload selects its pods by. */
export function selectorOf(workload: JsonMap): JsonMap | undefined {
  const { selector } = specOf(workload);
  return isMap(selector) ? mapOf(selector.matchLabels) : undefined;
}

/** What says the same in all versions. */
function sharedEntries(all: readonly (readonly Entry[])[]): readonly Entry[] {
  const [first = [], ...others] = all;
  return first.filter(({ key, value }) => {
    if (others.length === 0) return AS_IT_IS.has(key);
    if (OF_ONE.has(key)) return false;
    return others.every((entries) =>
      entries.some((entry) => entry.key === key && saysOf(entry.value) === saysOf(value)),
    );
  });
}

/** What an expression says, wherever that stands. */
function saysOf(value: Expression): string {
  return JSON.stringify(value, (key, inner: unknown) => (key === 'of' && Array.isArray(inner) ? undefined : inner));
}

/** What is said of an app as a whole, even if it has one version only. */
const AS_IT_IS = new Set(['hardening', 'resources', 'containerPorts']);

/** What is each version's own. */
const OF_ONE = new Set(['image', 'serviceAccount', 'deploymentName', 'autoscaling', 'disruptionBudget']);

function serviceEntries(
  app: string,
  service: JsonMap,
  ports: readonly ServicePort[],
  labelling: Labelling,
): readonly (Entry | undefined)[] {
  const { name } = mapOf(service.metadata) ?? {};
  const names = { labels: 'serviceLabels', annotations: 'serviceAnnotations' };
  return [
    ...portEntries(ports, [...pathOf(service), 'spec', 'ports']),
    name === app ? undefined : field('serviceName', maybe(textOf(name))),
    ...reachEntries(service),
    ...metadataEntries(service, names, labelling === 'given' ? {} : (mapOf(specOf(service).selector) ?? {})),
  ];
}

function accountEntries(
  app: string,
  account: JsonMap | undefined,
  workloads: ReadonlyMap<string, JsonMap>,
): readonly (Entry | undefined)[] {
  const used = new Set([...workloads.values()].map((workload) => podSpecOf(workload).serviceAccountName));
  const [name] = used;
  if (account === undefined) {
    const elsewhere = name === undefined ? literal('default') : fields([field('name', maybe(textOf(name)))]);
    return [field('serviceAccount', elsewhere)];
  }
  const { metadata, apiVersion: _, kind: __, ...others } = account;
  const [other] = Object.keys(others);
  if (other !== undefined) cannot(`the account of the construct has no ${other}`);
  const names = { labels: 'serviceAccountLabels', annotations: 'serviceAccountAnnotations' };
  return [
    mapOf(metadata)?.name === app ? undefined : field('serviceAccountName', maybe(textOf(name))),
    ...metadataEntries(account, names),
  ];
}

function ruleProps(service: JsonMap, rule: JsonMap | undefined, versions: number): Expression | undefined {
  if (rule === undefined) return versions > 1 ? literal('none') : undefined;
  const { name, labels, annotations } = mapOf(rule.metadata) ?? {};
  const { trafficPolicy: policy, exportTo, subsets } = specOf(rule);
  const own = (mapsOf(subsets) ?? []).flatMap(({ name: subset, trafficPolicy: of }, index) =>
    of === undefined ? [] : [field(String(subset), trafficPolicy(of, ['spec', 'subsets', index, 'trafficPolicy']))],
  );
  const written = fields([
    name === mapOf(service.metadata)?.name ? undefined : field('name', maybe(textOf(name))),
    field('labels', maybe(labels)),
    field('annotations', maybe(annotations)),
    field('trafficPolicy', trafficPolicy(policy, ['spec', 'trafficPolicy'])),
    own.length === 0 ? undefined : field('trafficPolicyByVersion', fields(own)),
    field('exportTo', maybe(exportTo)),
  ]);
  return written.entries.length === 0 && versions > 1 ? undefined : written;
}

/** What a version needs to know of what is around it. */
interface AroundVersion {
  readonly ports: readonly ServicePort[];
  readonly labelling: Labelling;
  readonly scope: Scope;
}

const INJECT = 'sidecar.istio.io/inject';

function versionEntries(
  { app, autoscalers, budgets, scaled, workloads }: MicroserviceParts,
  version: string,
  workload: JsonMap,
  { ports, labelling, scope }: AroundVersion,
): readonly Entry[] {
  const { name } = mapOf(workload.metadata) ?? {};
  const { replicas, template } = specOf(workload);
  const podMetadata = mapOf(mapOf(template)?.metadata) ?? {};
  const pod = podSpecOf(workload);
  const selector = selectorOf(workload) ?? cannot('it selects by more than labels');
  const [container = cannot('its pods have no container'), ...sidecars] = mapsOf(pod.containers) ?? [];
  const disks = disksOf(workload, container);
  const at = [...pathOf(workload), 'spec', 'template', 'spec'];
  const around = { volumes: pod.volumes, disks, port: ports[0]?.targetPort, scope, at: [...at, 'containers', 0] };
  const others = (value: unknown, key: 'initContainers' | 'containers', from: number) =>
    listOf(value) &&
    list(
      (mapsOf(value) ?? []).map((each, index) => {
        const own = { ...around, disks: [], port: undefined, at: [...at, key, from + index] };
        return otherContainer(each, own, key === 'initContainers');
      }),
    );
  const { [INJECT]: inject, ...podLabels } = podLabelsOf(workload);
  const ownLabels = Object.fromEntries(Object.entries(podLabels).filter(([key]) => !(key in selector)));
  const [account] = [...workloads.values()].map((each) => podSpecOf(each).serviceAccountName);
  const annotationsAt = [...pathOf(workload), 'spec', 'template', 'metadata', 'annotations'];
  const scaler = autoscalers.get(String(name));
  const budget = budgets.get(String(name));
  const isUsual = equalJson(selector, { app, version });
  const selected = labelling === 'given' ? {} : selector;
  if (labelling === 'usual' && !isUsual) cannot('it selects by other labels than app and version');
  const [image, ...settings] = containerEntries(container, around);
  const usualName = isUsual ? `${app}-${version}` : app;
  return [
    image,
    pod.serviceAccountName === account
      ? undefined
      : field('serviceAccount', fields([field('name', maybe(textOf(pod.serviceAccountName)))])),
    name === usualName ? undefined : field('deploymentName', maybe(textOf(name))),
    container.name === app ? undefined : field('containerName', maybe(textOf(container.name))),
    ...settings,
    ...metadataEntries(workload, { labels: 'workloadLabels', annotations: 'workloadAnnotations' }, selected),
    replicasEntry(replicas, scaler, scaled.has(String(name)), String(name), [...pathOf(workload), 'spec', 'replicas']),
    field('disruptionBudget', budget && disruptionBudget(budget, String(name), selected)),
    ...workloadEntries(workload, disks),
    field('initContainers', others(pod.initContainers, 'initContainers', 0), [...at, 'initContainers']),
    sidecars.length === 0 ? undefined : field('sidecars', others(sidecars, 'containers', 1)),
    field('hardening', hardening(pod)),
    field('containerPorts', containerPorts(container.ports, ports)),
    ...podEntries(pod),
    inject === undefined ? undefined : field('inject', literal(inject === 'true')),
    Object.keys(ownLabels).length === 0 ? undefined : field('podLabels', json(ownLabels)),
    field('podAnnotations', maybe(mapOf(podMetadata.annotations), [...annotationsAt]), annotationsAt),
  ].filter((entry) => entry !== undefined);
}

/** `replicas`, or who says how many pods there are. */
function replicasEntry(
  replicas: unknown,
  scaler: JsonMap | undefined,
  isScaled: boolean,
  name: string,
  at: FieldPath,
): Entry | undefined {
  if (scaler !== undefined) {
    if (replicas !== undefined) cannot('it is scaled, and says how many pods there are');
    return field('autoscaling', autoscaling(scaler, name));
  }
  if (replicas === undefined) return isScaled ? field('replicas', literal('autoscaled')) : undefined;
  return replicas === 1 ? undefined : field('replicas', json(replicas), at);
}

/** How the container lists its ports: as a Microservice would, or exactly. */
function containerPorts(value: unknown, ports: readonly ServicePort[]): Expression | undefined {
  const listed = mapsOf(value);
  if (listed === undefined) return ports.length === 0 ? undefined : literal('none');
  const first = ports.filter(
    (port, index) =>
      ports.findIndex((other) => other.targetPort === port.targetPort && other.isUdp === port.isUdp) === index,
  );
  const asListed = (isNamed: boolean) =>
    first.map(({ name, targetPort, targetPortName, isUdp }) => ({
      ...(isNamed && (targetPortName ?? name) !== undefined && { name: targetPortName ?? name }),
      containerPort: targetPort,
      ...(isUdp && { protocol: 'UDP' }),
    }));
  const plain = listed.map(({ protocol, ...port }) =>
    protocol === undefined || protocol === 'TCP' ? port : { ...port, protocol },
  );
  if (equalJson(plain, asListed(true))) return undefined;
  return equalJson(plain, asListed(false)) ? literal('unnamed') : exactPorts(value);
}
