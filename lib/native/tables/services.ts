import { dnsLabel, dnsSubdomain, labelValue, portName, qualifiedName } from '../../kube/names';
import { endpointAddress, reachable } from '../checks/addresses';
import { checkEndpoint, checkSubset, uniqueNames } from '../checks/endpoints';
import { checkAffinity, checkAllocation, checkClusterIps, checkService, checkServiceSpec } from '../checks/services';
import { listOf } from '../values/decoded';
import {
  address,
  type Constraint,
  each,
  format,
  labels,
  maxEntries,
  maxItems,
  oneOf,
  optional,
  orEmpty,
  orZero,
  port,
  required,
} from '../walk/constraints';
import { ruled, type Tables } from '../walk/table';
import { warnOfEndpoints, warnOfService, warnOfSlice } from '../warnings/objects';

const protocol = [oneOf('SCTP', 'TCP', 'UDP')];
const appProtocol = [format(qualifiedName)];
const policy = oneOf('Cluster', 'Local');

/** A number or a name. */
const numberOrName: Constraint = (value, place) =>
  typeof value === 'string' ? place.invalidEach(value, portName(value)) : port(value, place);

/** Addresses of endpoints, ports and nodes: no more than these are looked at. */
const MAX_ENDPOINTS = 1000;
const MAX_PORTS = 20_000;

/** How traffic finds pods. */
export const SERVICES: Tables = {
  'core.v1.EndpointAddress': {
    rule: 'K8S_ENDPOINTS',
    fields: { ip: [endpointAddress], hostname: [optional, format(dnsLabel)], nodeName: [format(dnsSubdomain)] },
  },
  'core.v1.EndpointPort': {
    rule: 'K8S_ENDPOINTS',
    fields: { name: [optional, format(dnsLabel)], port: [orZero(port)], protocol, appProtocol },
  },
  'core.v1.EndpointSubset': { rule: 'K8S_ENDPOINTS', check: checkSubset },
  'core.v1.Endpoints': { rule: 'K8S_ENDPOINTS', warn: warnOfEndpoints },
  'core.v1.Service': { rule: 'K8S_SERVICE', check: checkService, warn: warnOfService },
  'core.v1.ServicePort': {
    rule: 'K8S_PORT',
    fields: {
      name: [optional, format(dnsLabel)],
      port: [orZero(port)],
      protocol,
      targetPort: [numberOrName],
      appProtocol,
    },
  },
  'core.v1.ServiceSpec': {
    rule: 'K8S_SERVICE',
    fields: {
      type: [oneOf('ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort')],
      selector: ruled('K8S_SELECTOR', labels),
      sessionAffinity: [oneOf('ClientIP', 'None')],
      externalIPs: [each(address, reachable)],
      internalTrafficPolicy: [policy],
      trafficDistribution: [oneOf('PreferClose', 'PreferSameZone', 'PreferSameNode')],
    },
    check: (spec, at, context) => {
      checkServiceSpec(spec, at, context);
      checkClusterIps(spec, at, context);
      checkAffinity(spec, at, context);
    },
    done: (spec, at, { report }, isRight) => {
      if (isRight) checkAllocation(spec, at, report);
    },
  },
  'discovery.v1.Endpoint': {
    rule: 'K8S_ENDPOINTS',
    fields: {
      addresses: [required('must contain at least 1 address'), maxItems(100)],
      deprecatedTopology: [maxEntries(16), labels],
      hostname: [format(dnsLabel)],
      nodeName: [format(dnsSubdomain)],
    },
    check: checkEndpoint,
  },
  'discovery.v1.EndpointHints': {
    rule: 'K8S_ENDPOINTS',
    fields: { forZones: [maxItems(8), uniqueNames], forNodes: [maxItems(8), uniqueNames] },
  },
  'discovery.v1.EndpointPort': {
    rule: 'K8S_ENDPOINTS',
    fields: { name: [optional, format(dnsLabel)], protocol, appProtocol },
  },
  'discovery.v1.EndpointSlice': {
    rule: 'K8S_ENDPOINTS',
    fields: {
      addressType: [required(), oneOf('FQDN', 'IPv4', 'IPv6')],
      endpoints: [maxItems(MAX_ENDPOINTS)],
      ports: [maxItems(MAX_PORTS), uniqueNames],
    },
    warn: warnOfSlice,
    ignores: ({ endpoints, ports }) => [
      ...(listOf(endpoints).length > MAX_ENDPOINTS ? ['endpoints'] : []),
      ...(listOf(ports).length > MAX_PORTS ? ['ports'] : []),
    ],
  },
  'discovery.v1.ForNode': { rule: 'K8S_ENDPOINTS', fields: { name: [orEmpty(format(dnsSubdomain))] } },
  'discovery.v1.ForZone': { rule: 'K8S_ENDPOINTS', fields: { name: [format(labelValue)] } },
};
