import { dnsLabel, dnsSubdomain } from '../../kube/names';
import {
  attributeName,
  checkAttribute,
  checkConstraint,
  checkCount,
  checkDevice,
  checkDeviceClaim,
  checkDeviceRequest,
  checkOpaque,
  checkPoolNodes,
  checkRequestTemplate,
  checkTolerated,
  deviceExpression,
  poolName,
} from '../checks/devices';
import {
  type Constraint,
  eachKey,
  format,
  given,
  maxItems,
  minimum,
  orEmpty,
  positive,
  required,
} from '../walk/constraints';
import type { Table, Tables } from '../walk/table';
import { driverName } from './volume-sources';

const rule = 'K8S_DEVICE';
const MAX_ENTRIES = 32;
const MAX_DEVICES = 128;

const nodeName: Constraint = (value, place) => {
  if (value === '') return place.invalid(value, 'must be either unset or set to a non-empty string');
  return format(dnsSubdomain)(value, place);
};

const requested = {
  deviceClassName: [required(), format(dnsSubdomain)],
  selectors: [maxItems(MAX_ENTRIES)],
};

/** Who is served what is opaque to all but the driver. */
const configuration: Table = { rule, fields: { opaque: [given()] } };

/** @see https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/ */
export const DEVICES: Tables = {
  'resource.v1.CELDeviceSelector': { rule, fields: { expression: [deviceExpression] } },
  'resource.v1.Device': {
    rule,
    fields: {
      name: [orEmpty(format(dnsLabel))],
      attributes: [eachKey(attributeName)],
      capacity: [eachKey(attributeName)],
    },
    check: checkDevice,
  },
  'resource.v1.DeviceAttribute': { rule, check: checkAttribute },
  'resource.v1.DeviceClaim': {
    rule,
    fields: {
      requests: [maxItems(MAX_ENTRIES)],
      constraints: [maxItems(MAX_ENTRIES)],
      config: [maxItems(MAX_ENTRIES)],
    },
    check: checkDeviceClaim,
  },
  'resource.v1.DeviceClaimConfiguration': configuration,
  'resource.v1.DeviceClassConfiguration': configuration,
  'resource.v1.DeviceClassSpec': {
    rule,
    fields: { selectors: [maxItems(MAX_ENTRIES)], config: [maxItems(MAX_ENTRIES)] },
  },
  'resource.v1.DeviceConstraint': { rule, check: checkConstraint },
  'resource.v1.DeviceRequest': {
    rule,
    fields: { name: [orEmpty(format(dnsLabel))], firstAvailable: [maxItems(8)] },
    check: checkDeviceRequest,
  },
  'resource.v1.DeviceSelector': { rule, fields: { cel: [given()] } },
  'resource.v1.DeviceSubRequest': {
    rule,
    fields: { name: [orEmpty(format(dnsLabel))], ...requested },
    check: checkCount,
  },
  'resource.v1.DeviceToleration': { rule, check: checkTolerated },
  'resource.v1.ExactDeviceRequest': { rule, fields: requested, check: checkCount },
  'resource.v1.OpaqueDeviceConfiguration': { rule, fields: { driver: [driverName] }, check: checkOpaque },
  'resource.v1.ResourceClaimTemplateSpec': { rule, skip: ['metadata'], check: checkRequestTemplate },
  'resource.v1.ResourcePool': {
    rule,
    fields: {
      name: [required(), poolName],
      resourceSliceCount: [positive()],
      generation: [minimum(0, 'must be greater than or equal to zero')],
    },
  },
  'resource.v1.ResourceSliceSpec': {
    rule,
    fields: { driver: [driverName], nodeName: [nodeName], devices: [maxItems(MAX_DEVICES)] },
    check: checkPoolNodes,
  },
};
