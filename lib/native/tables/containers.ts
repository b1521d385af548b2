import { configMapKey, dnsLabel, dnsSubdomain, environmentVariable, portName } from '../../kube/names';
import { checkContainer } from '../checks/containers';
import { checkVariable, checkVariableSource } from '../checks/environment';
import { format, oneOf, optional, orEmpty, port, required, within } from '../walk/constraints';
import type { Table, Tables } from '../walk/table';

const rule = 'K8S_CONTAINER';

const container: Table = {
  rule,
  fields: {
    name: [required(), format(dnsLabel)],
    image: [required()],
    imagePullPolicy: [optional, oneOf('Always', 'IfNotPresent', 'Never')],
    terminationMessagePolicy: [optional, oneOf('File', 'FallbackToLogsOnError')],
  },
  check: checkContainer,
};

/** A key of a ConfigMap or of a Secret. Without a name, the name is empty, and that is none. */
const keySelector = within({ name: [orEmpty(format(dnsSubdomain))], key: [required(), format(configMapKey)] });
const reference = within({ name: [required(), format(dnsSubdomain)] });

/** What runs in pods. */
export const CONTAINERS: Tables = {
  'core.v1.Container': container,
  'core.v1.EphemeralContainer': container,
  'core.v1.ContainerPort': {
    rule: 'K8S_PORT',
    fields: {
      name: [optional, format(portName)],
      containerPort: [required(), port],
      hostPort: [optional, port],
      protocol: [required(), oneOf('SCTP', 'TCP', 'UDP')],
    },
  },
  'core.v1.EnvVar': {
    rule: 'K8S_ENV',
    fields: {
      name: [required(), format(environmentVariable)],
      valueFrom: [within({ configMapKeyRef: [keySelector], secretKeyRef: [keySelector] })],
    },
    check: checkVariable,
  },
  'core.v1.EnvFromSource': {
    rule: 'K8S_ENV',
    fields: {
      prefix: [optional, format(environmentVariable)],
      configMapRef: [reference],
      secretRef: [reference],
    },
    check: checkVariableSource,
  },
};
