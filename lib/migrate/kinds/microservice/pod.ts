import type { JsonMap } from '../../../kube/json';
import { type Entry, type Expression, literal } from '../../code/expression';
import { cannot } from '../inexpressible';
import { specOf } from '../metadata';
import { ofClasses } from '../native-values';
import { field, fields, listOf, mapOf, mapsOf, maybe, numberOf, seconds } from '../values';

/** The pods that a workload makes. */
export function podSpecOf(workload: JsonMap): JsonMap {
  return mapOf(mapOf(specOf(workload).template)?.spec) ?? {};
}

/** The labels of the pods that a workload makes. */
export function podLabelsOf(workload: JsonMap): JsonMap {
  return mapOf(mapOf(mapOf(specOf(workload).template)?.metadata)?.labels) ?? {};
}

/** Fields of a pod that have settings, or that say what is so anyway. */
const POD_SETTINGS = new Set([
  ...['containers', 'initContainers', 'volumes', 'serviceAccountName', 'serviceAccount', 'securityContext'],
  ...['terminationGracePeriodSeconds', 'imagePullSecrets', 'hostAliases', 'nodeSelector', 'tolerations', 'affinity'],
  ...['priorityClassName', 'restartPolicy', 'automountServiceAccountToken', 'hostNetwork', 'hostPID', 'hostIPC'],
]);

/** Fields that the prop `pod` takes. */
const POD_OTHERS = new Set([
  ...['dnsConfig', 'dnsPolicy', 'enableServiceLinks', 'hostUsers', 'hostname', 'nodeName', 'os', 'overhead'],
  ...['preemptionPolicy', 'readinessGates', 'resourceClaims', 'runtimeClassName', 'schedulerName', 'schedulingGates'],
  ...['setHostnameAsFQDN', 'shareProcessNamespace', 'subdomain'],
]);

const POD = ['spec', 'template', 'spec'];

/** What all pods can have, beside their containers and who runs them. */
export function podEntries(pod: JsonMap): readonly (Entry | undefined)[] {
  const scheduling = fields([
    field('nodeSelector', maybe(mapOf(pod.nodeSelector))),
    field(
      'tolerations',
      pod.tolerations === undefined ? undefined : ofClasses(pod.tolerations, [...POD, 'tolerations']),
    ),
    field('affinity', pod.affinity === undefined ? undefined : ofClasses(pod.affinity, [...POD, 'affinity'])),
    field('priorityClassName', maybe(pod.priorityClassName)),
  ]);
  const others = Object.entries(pod).filter(([key]) => !POD_SETTINGS.has(key));
  const [unknown] = others.find(([key]) => !POD_OTHERS.has(key)) ?? [];
  if (unknown !== undefined) cannot(`pods of the construct have no ${unknown}`);
  const aliases = mapsOf(pod.hostAliases);
  const grace = numberOf(pod.terminationGracePeriodSeconds);
  return [
    ...userEntries(pod),
    grace === undefined ? undefined : field('terminationGracePeriod', seconds(grace)),
    field('imagePullSecrets', maybe(listOf(pod.imagePullSecrets))),
    scheduling.entries.length === 0 ? undefined : field('scheduling', scheduling),
    aliases === undefined
      ? undefined
      : field('hostAliases', fields(aliases.map(({ ip, hostnames }) => field(String(ip), maybe(hostnames))))),
    others.length === 0 ? undefined : field('pod', ofClasses(Object.fromEntries(others), POD)),
  ];
}

/** What the pods say of security beside who runs them; `'none'` for nothing. */
export function hardening(pod: JsonMap): Expression {
  const { securityContext, automountServiceAccountToken, hostNetwork, hostPID, hostIPC } = pod;
  const containers = [...(mapsOf(pod.initContainers) ?? []), ...(mapsOf(pod.containers) ?? [])].flatMap((container) =>
    container.securityContext === undefined
      ? []
      : [
          field(
            String(container.name),
            ofClasses(container.securityContext, [...POD, 'containers', 0, 'securityContext']),
          ),
        ],
  );
  const context = mapOf(securityContext) ?? {};
  const said = fields([
    isOnlyUser(context) ? undefined : field('pod', ofClasses(context, [...POD, 'securityContext'])),
    containers.length === 0 ? undefined : field('containers', fields(containers)),
    field('automountServiceAccountToken', maybe(automountServiceAccountToken)),
    field('hostNetwork', maybe(hostNetwork)),
    field('hostPid', maybe(hostPID)),
    field('hostIpc', maybe(hostIPC)),
  ]);
  return said.entries.length === 0 ? literal('none') : said;
}

/** Whether no more is said than what `runAsUser` and `runAsGroup` say. */
function isOnlyUser(context: JsonMap): boolean {
  return Object.keys(context).every((key) => key === 'runAsUser' || key === 'runAsGroup');
}

function userEntries(pod: JsonMap): readonly (Entry | undefined)[] {
  const context = mapOf(pod.securityContext) ?? {};
  if (!isOnlyUser(context)) return [];
  return [field('runAsUser', maybe(context.runAsUser)), field('runAsGroup', maybe(context.runAsGroup))];
}
