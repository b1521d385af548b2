import { dnsSubdomain, pathSegment } from '../../kube/names';
import { blockOfEachFamily } from '../checks/addresses';
import {
  checkIngress,
  checkIngressBackend,
  checkIngressPath,
  checkIngressSpec,
  ingressHost,
  noAddress,
} from '../checks/ingress';
import { checkIpBlock, checkPeer, checkPolicyPort, checkPolicyTypes } from '../checks/network-policies';
import { each, format, given, oneOf, optional, required } from '../walk/constraints';
import type { Tables } from '../walk/table';
import { warnOfIngress, warnOfIpBlock } from '../warnings/objects';

const rule = 'K8S_INGRESS';
const segment = format(pathSegment);

/** How traffic comes in, and what traffic there may be. */
export const NETWORKING: Tables = {
  'networking.v1.HTTPIngressPath': {
    rule,
    fields: { pathType: [given('pathType must be specified'), oneOf('Exact', 'ImplementationSpecific', 'Prefix')] },
    check: checkIngressPath,
    ignores: ({ pathType }) => (pathType === undefined ? ['backend'] : []),
  },
  'networking.v1.HTTPIngressRuleValue': { rule, fields: { paths: [required()] } },
  'networking.v1.Ingress': { rule, check: checkIngress, warn: warnOfIngress },
  'networking.v1.IngressBackend': { rule, check: checkIngressBackend },
  'networking.v1.IngressRule': { rule, fields: { host: [optional, noAddress, ingressHost] } },
  'networking.v1.IngressSpec': {
    rule,
    fields: { ingressClassName: [format(dnsSubdomain)] },
    check: checkIngressSpec,
  },
  'networking.v1.IngressTLS': {
    rule,
    fields: { hosts: [each(ingressHost)], secretName: [optional, format(dnsSubdomain)] },
  },
  'networking.v1.IPAddressSpec': { rule: 'K8S_SERVICE', fields: { parentRef: [given()] } },
  'networking.v1.IPBlock': { rule: 'K8S_NETWORK_POLICY', check: checkIpBlock, warn: warnOfIpBlock },
  'networking.v1.NetworkPolicyPeer': { rule: 'K8S_NETWORK_POLICY', check: checkPeer },
  'networking.v1.NetworkPolicyPort': {
    rule: 'K8S_NETWORK_POLICY',
    fields: { protocol: [oneOf('TCP', 'UDP', 'SCTP')] },
    check: checkPolicyPort,
  },
  'networking.v1.NetworkPolicySpec': { rule: 'K8S_NETWORK_POLICY', check: checkPolicyTypes },
  'networking.v1.ParentReference': {
    rule: 'K8S_SERVICE',
    fields: {
      group: [optional, format(dnsSubdomain)],
      resource: [required(), segment],
      name: [required(), segment],
      namespace: [optional, segment],
    },
  },
  'networking.v1.ServiceCIDRSpec': {
    rule: 'K8S_SERVICE',
    fields: { cidrs: [required('at least one CIDR required'), blockOfEachFamily] },
  },
};
