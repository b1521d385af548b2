import { describe, expect, test } from '@jest/globals';
import { altered, issuesOf, type Manifest, VALID } from '../fixtures';

interface Row {
  readonly when: string;
  readonly object: () => Manifest;
  readonly changes: Record<string, unknown>;
  readonly warnings: readonly string[];
}

const container = 'spec.containers[0]';
const required = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';

const ROWS: readonly Row[] = [
  {
    when: 'the name of a pod is no name of a host',
    object: VALID.pod,
    changes: { 'metadata.name': 'a.b' },
    warnings: [
      "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]",
    ],
  },
  {
    when: 'the name of a deployment is no name of a host',
    object: VALID.deployment,
    changes: { 'metadata.name': 'a.b' },
    warnings: [
      'metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]',
    ],
  },
  {
    when: 'labels of nodes are old',
    object: VALID.pod,
    changes: {
      'spec.nodeSelector': { 'beta.kubernetes.io/os': 'linux' },
      [`spec.affinity.nodeAffinity.${required}.nodeSelectorTerms`]: [
        { matchExpressions: [{ key: 'beta.kubernetes.io/arch', operator: 'Exists' }] },
      ],
    },
    warnings: [
      'spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead',
      `spec.affinity.nodeAffinity.${required}.nodeSelectorTerms[0].matchExpressions[0].key: deprecated since v1.14; use "kubernetes.io/arch" instead`,
    ],
  },
  {
    when: 'a preference is for a value that no label can have',
    object: VALID.pod,
    changes: {
      [`spec.affinity.nodeAffinity.${preferred}`]: [
        { weight: 1, preference: { matchExpressions: [{ key: 'a', operator: 'In', values: ['*'] }] } },
      ],
    },
    warnings: [
      `spec.affinity.nodeAffinity.${preferred}[0].preference.matchExpressions[0].values[0]: * is invalid, a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
    ],
  },
  {
    when: 'pods are near or far of no pods',
    object: VALID.pod,
    changes: {
      'spec.topologySpreadConstraints[0].labelSelector': undefined,
      [`spec.affinity.podAffinity.${required}`]: [{ topologyKey: 'zone' }],
    },
    warnings: [
      'spec.topologySpreadConstraints[0].labelSelector: a null labelSelector results in matching no pod',
      `spec.affinity.podAffinity.${required}[0].labelSelector: a null labelSelector results in matching no pod`,
    ],
  },
  {
    when: 'annotations are fields today',
    object: VALID.pod,
    changes: {
      'metadata.annotations': {
        'security.alpha.kubernetes.io/sysctls': 'a',
        'container.seccomp.security.alpha.kubernetes.io/reviews': 'runtime/default',
        'container.apparmor.security.beta.kubernetes.io/reviews': 'runtime/default',
      },
    },
    warnings: [
      'metadata.annotations[security.alpha.kubernetes.io/sysctls]: non-functional in v1.11+; use the "sysctls" field instead',
      'metadata.annotations[container.seccomp.security.alpha.kubernetes.io/reviews]: non-functional in v1.27+; use the "seccompProfile" field instead',
      'metadata.annotations[container.apparmor.security.beta.kubernetes.io/reviews]: deprecated since v1.30; use the "appArmorProfile" field instead',
    ],
  },
  {
    when: 'volumes are of old kinds',
    object: VALID.pod,
    changes: { 'spec.volumes[3]': { name: 'old', glusterfs: { endpoints: 'a', path: 'b' } } },
    warnings: ['spec.volumes[3].glusterfs: deprecated in v1.25, non-functional in v1.26+'],
  },
  {
    when: 'files of a volume meet',
    object: VALID.pod,
    changes: {
      'spec.volumes[1].configMap.items': [
        { key: 'a', path: 'a' },
        { key: 'b', path: 'a/b' },
      ],
      'spec.volumes[2].projected.sources': [
        {},
        { secret: { name: 's', items: [{ key: 'a', path: 'token' }] } },
        { serviceAccountToken: { path: 'token/a' } },
      ],
    },
    warnings: [
      'spec.volumes[1]: volume "config" (ConfigMap "settings"): overlapping paths: "a/b" with "a"',
      'spec.volumes[2]: volume "all" (Projected) has no sources provided',
      'spec.volumes[2]: volume "all" (Projected): overlapping paths: "token/a" (ServiceAccountToken) with "token" (Secret "s")',
    ],
  },
  {
    when: 'entries are there twice, or have no name',
    object: VALID.pod,
    changes: {
      'spec.hostAliases': [
        { ip: '10.0.0.1', hostnames: ['a'] },
        { ip: '10.0.0.1', hostnames: ['b'] },
      ],
      'spec.imagePullSecrets': [{ name: 'a' }, { name: 'a' }, {}],
    },
    warnings: [
      'spec.hostAliases[1].ip: duplicate ip "10.0.0.1"',
      'spec.imagePullSecrets[1].name: duplicate name "a"',
      'spec.imagePullSecrets[2].name: invalid empty name ""',
    ],
  },
  {
    when: 'there are parts of bytes',
    object: VALID.pod,
    changes: { [`${container}.resources`]: { limits: { memory: '100m' }, requests: { memory: '100m' } } },
    warnings: [
      'spec.containers[0].resources.limits[memory]: fractional byte value "100m" is invalid, must be an integer',
      'spec.containers[0].resources.requests[memory]: fractional byte value "100m" is invalid, must be an integer',
    ],
  },
  {
    when: 'a variable is there twice',
    object: VALID.pod,
    changes: {
      [`${container}.env`]: [
        { name: 'A', value: 'a' },
        { name: 'A', value: 'b' },
        { name: 'A', value: '$(A)c' },
      ],
    },
    warnings: [
      'spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply',
      'spec.containers[0].env[2]: server-side apply: duplicate entries for key [name="A"]',
    ],
  },
  {
    when: 'ports of two containers are the same',
    object: VALID.pod,
    changes: {
      'spec.containers[1]': {
        name: 'other',
        image: 'a',
        ports: [{ name: 'http', containerPort: 9080, hostIP: '10.0.0.1' }],
      },
    },
    warnings: [
      'spec.containers[1].ports[0]: hostIP set without hostPort',
      'spec.containers[1].ports[0]: overlapping port definition with spec.containers[0].ports[0]',
      'spec.containers[1].ports[0]: duplicate port name "http" with spec.containers[0].ports[0], services and probes that select ports by name will use spec.containers[0].ports[0]',
    ],
  },
  {
    when: 'a template gives pods no time to end',
    object: VALID.deployment,
    changes: {
      'spec.template.spec.terminationGracePeriodSeconds': -1,
      'spec.template.spec.containers[0].lifecycle': undefined,
    },
    warnings: [
      'spec.template.spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1',
    ],
  },
  {
    when: 'addresses are in forms that will be refused',
    object: VALID.pod,
    changes: { 'spec.dnsConfig.nameservers': ['010.0.0.1', '2001:DB8::1'] },
    warnings: [
      'spec.dnsConfig.nameservers[0]: non-standard IP address "010.0.0.1" will be considered invalid in a future Kubernetes release: use "10.0.0.1"',
      'spec.dnsConfig.nameservers[1]: IPv6 address "2001:DB8::1" should be in RFC 5952 canonical format ("2001:db8::1")',
    ],
  },
  {
    when: 'revisions are kept for ever',
    object: VALID.statefulSet,
    changes: { 'spec.revisionHistoryLimit': -1 },
    warnings: [
      'spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended',
    ],
  },
  {
    when: 'claims of a stateful set are of parts of bytes',
    object: VALID.statefulSet,
    changes: { 'spec.volumeClaimTemplates[0].spec.resources.requests.storage': '1500m' },
    warnings: [
      'spec.volumeClaimTemplates[0].resources.requests[storage]: fractional byte value "1500m" is invalid, must be an integer',
    ],
  },
  {
    when: 'a job has very many pods and completions',
    object: VALID.job,
    changes: { 'spec.completionMode': 'Indexed', 'spec.completions': 100_001, 'spec.parallelism': 10_001 },
    warnings: [
      'spec: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail',
    ],
  },
  {
    when: 'a claim has its class in an annotation',
    object: VALID.claim,
    changes: { 'metadata.annotations': { 'volume.beta.kubernetes.io/storage-class': 'a' } },
    warnings: [
      'metadata.annotations[volume.beta.kubernetes.io/storage-class]: deprecated since v1.8; use "storageClassName" attribute instead',
    ],
  },
  {
    when: 'a volume is recycled',
    object: VALID.volume,
    changes: { 'spec.persistentVolumeReclaimPolicy': 'Recycle' },
    warnings: [
      'spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.',
    ],
  },
  {
    when: 'a storage class has old labels',
    object: VALID.storageClass,
    changes: {
      allowedTopologies: [
        { matchLabelExpressions: [{ key: 'failure-domain.beta.kubernetes.io/zone', values: ['a'] }] },
      ],
    },
    warnings: [
      'allowedTopologies[0].matchLabelExpressions[0].key: deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
    ],
  },
  {
    when: 'a service says what is of another type',
    object: VALID.service,
    changes: { 'spec.externalName': 'example.com', 'spec.clusterIP': 'None', 'spec.sessionAffinity': 'ClientIP' },
    warnings: [
      'spec.sessionAffinity: is ignored for headless services',
      'spec.externalName: is ignored when spec.type is not "ExternalName"',
    ],
  },
  {
    when: 'ranges of a load balancer are ambiguous',
    object: VALID.service,
    changes: { 'spec.type': 'LoadBalancer', 'spec.loadBalancerSourceRanges': ['10.0.0.1/8'] },
    warnings: [
      'spec.loadBalancerSourceRanges[0]: CIDR value "10.0.0.1/8" is ambiguous in this context (should be "10.0.0.0/8" or "10.0.0.1/32"?)',
    ],
  },
  {
    when: 'the class of an ingress is an annotation',
    object: VALID.ingress,
    changes: { 'metadata.annotations': { 'kubernetes.io/ingress.class': 'nginx' } },
    warnings: [
      "metadata.annotations[kubernetes.io/ingress.class]: deprecated, please use 'spec.ingressClassName' instead",
    ],
  },
  {
    when: 'a block of addresses is ambiguous',
    object: VALID.networkPolicy,
    changes: { 'spec.ingress[0].from[0].ipBlock': { cidr: '10.0.0.1/8' } },
    warnings: [
      'spec.ingress[0].from[0].ipBlock.cidr: CIDR value "10.0.0.1/8" is ambiguous in this context (should be "10.0.0.0/8" or "10.0.0.1/32"?)',
    ],
  },
];

describe('what the API server accepts', () => {
  test.each(ROWS)('warns when $when', ({ object, changes, warnings }) => {
    // WHEN
    const issues = issuesOf(altered(object(), changes));

    // THEN
    expect(issues.map(({ message }) => message)).toEqual(warnings);
    expect(new Set(issues.map(({ severity }) => severity))).toEqual(new Set(['warning']));
  });

  test('says nothing of it when it is refused', () => {
    // GIVEN
    const object = altered(VALID.pod(), { 'metadata.name': 'a.b', 'spec.restartPolicy': 'Sometimes' });

    // WHEN
    const severities = issuesOf(object).map(({ severity }) => severity);

    // THEN
    expect(severities).toEqual(['error']);
  });
});
