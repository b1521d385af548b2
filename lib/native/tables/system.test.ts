import { describe, expect, test } from '@jest/globals';
import { type Manifest, messagesOf } from '../fixtures';

const event = (changes: object): Manifest => ({
  apiVersion: 'events.k8s.io/v1',
  kind: 'Event',
  metadata: { name: 'a', namespace: 'shop' },
  eventTime: '2026-01-02T03:04:05.000000Z',
  regarding: { kind: 'Pod', name: 'a', namespace: 'shop' },
  action: 'Start',
  reason: 'Started',
  type: 'Normal',
  reportingController: 'example.com/controller',
  reportingInstance: 'a',
  ...changes,
});

const review = (kind: string, spec: object, metadata?: object): Manifest => ({
  apiVersion: 'authorization.k8s.io/v1',
  kind,
  ...(metadata === undefined ? {} : { metadata }),
  spec,
});

const node = (spec: object, status?: object): Manifest => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'a' },
  spec,
  ...(status === undefined ? {} : { status }),
});

describe('what the system writes itself', () => {
  test.each<[when: string, object: Manifest]>([
    ['an event says who saw what', event({})],
    ['an event of the older API has no time', { apiVersion: 'v1', kind: 'Event', metadata: { name: 'A_b' } }],
    [
      'an event is of the namespace of the request',
      { apiVersion: 'v1', kind: 'Event', metadata: { name: 'a' }, involvedObject: { namespace: 'shop' } },
    ],
    ['a review asks of a path', review('SubjectAccessReview', { user: 'a', nonResourceAttributes: { path: '/' } })],
    [
      'a review asks of a resource in its namespace',
      review(
        'LocalSubjectAccessReview',
        { user: 'a', resourceAttributes: { namespace: 'shop' } },
        { namespace: 'shop' },
      ),
    ],
    [
      'a review has an operator of a newer version',
      review('SelfSubjectAccessReview', {
        resourceAttributes: { labelSelector: { requirements: [{ key: 'a', operator: 'Near' }] } },
      }),
    ],
    ['a node has taints and ranges', node({ taints: [{ key: 'a', effect: 'NoSchedule' }], podCIDR: '10.0.0.0/24' })],
  ])('passes when %s', (_when, object) => {
    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<[when: string, object: Manifest, messages: string[]]>([
    [
      'a pod is bound to what is no node',
      { apiVersion: 'v1', kind: 'Binding', metadata: { name: 'a' }, target: { kind: 'Pod' } },
      ['target.kind: Unsupported value: "Pod": supported values: "Node", "<empty>"', 'target.name: Required value'],
    ],
    [
      'an event is about an object elsewhere',
      {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: 'a', namespace: 'b' },
        involvedObject: { namespace: 'shop' },
      },
      ['involvedObject.namespace: Invalid value: "shop": does not match event.namespace'],
    ],
    [
      'an event does not say who saw it',
      event({ reportingController: '', reportingInstance: 'a'.repeat(129), action: '', type: 'Info' }),
      [
        'reportingController: Required value',
        'reportingController: Invalid value: "": name part must be non-empty',
        "reportingController: Invalid value: \"\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
        'reportingInstance: Invalid value: "": can have at most 128 characters',
        'action: Required value',
        'type: Invalid value: "": has invalid value: Info',
      ],
    ],
    [
      'an event has fields of the older API, and a series of one',
      event({ deprecatedCount: 2, series: { count: 1 } }),
      [
        'series.count: Invalid value: "": should be at least 2',
        'series.lastObservedTime: Required value',
        'count: Invalid value: "": needs to be unset',
      ],
    ],
    [
      'a review asks nothing of nobody',
      review('SubjectAccessReview', {}),
      [
        'spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified',
        'spec.user: Invalid value: "": at least one of user or group must be specified',
      ],
    ],
    [
      'a review has a name, and asks of another namespace',
      review('LocalSubjectAccessReview', { user: 'a', resourceAttributes: { namespace: 'a' } }, { name: 'b' }),
      [
        'metadata: Invalid value: {"name":"b"}: must be empty except for namespace',
        'spec.resourceAttributes.namespace: Invalid value: "a": must match metadata.namespace',
      ],
    ],
    [
      'a review selects nothing',
      review('SelfSubjectAccessReview', {
        resourceAttributes: { fieldSelector: {}, labelSelector: { requirements: [{}] } },
      }),
      [
        'spec.resourceAttributes.fieldSelector.requirements: Required value: when spec.resourceAttributes.fieldSelector is specified, requirements or rawSelector is required',
        'spec.resourceAttributes.labelSelector.requirements[0].key: Invalid value: "": name part must be non-empty',
        "spec.resourceAttributes.labelSelector.requirements[0].key: Invalid value: \"\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
      ],
    ],
    [
      'a review of a token has none',
      { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: {} },
      ['token is required for TokenReview in authentication'],
    ],
    ['a review of rules has no namespace', review('SelfSubjectRulesReview', {}), ['no namespace on request']],
    [
      'taints have no effect, or are there twice',
      node({ taints: [{ key: 'a' }, { key: 'b', effect: 'NoExecute' }, { key: 'b', effect: 'NoExecute' }] }),
      [
        'metadata.taints[0].effect: Required value',
        'metadata.taints[2]: Duplicate value: {"effect":"NoExecute","key":"b"}: taints must be unique by key and effect pair',
      ],
    ],
    [
      'a node has impossible ranges and amounts',
      node({ podCIDRs: ['10.0.0.0/24', '10.0.1.0/24'] }, { capacity: { cpu: '-1' } }),
      [
        'status.capacity.cpu: Invalid value: "-1": must be greater than or equal to 0',
        'status.allocatable.cpu: Invalid value: "-1": must be greater than or equal to 0',
        'spec.podCIDRs: Invalid value: ["10.0.0.0/24","10.0.1.0/24"]: may specify no more than one CIDR for each IP family',
      ],
    ],
    [
      'a namespace has a finalizer without a prefix',
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' }, spec: { finalizers: ['mine'] } },
      ['spec.finalizers: Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified'],
    ],
    [
      'a node has a range that is none',
      node({ podCIDRs: ['10.0.0.0/24', 'b'] }),
      [
        'spec.podCIDRs[1]: Invalid value: "b": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
        'spec.podCIDRs: Internal error: invalid PodCIDRs. failed to check with dual stack with error:invalid CIDR[1]: <nil> (invalid CIDR address: b)',
        'spec.podCIDRs: Invalid value: ["10.0.0.0/24","b"]: may specify no more than one CIDR for each IP family',
      ],
    ],
    [
      'a namespace has a level of pod security that there is not',
      {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: {
          name: 'a',
          labels: { 'pod-security.kubernetes.io/enforce': 'strict', 'pod-security.kubernetes.io/warn-version': 'v1' },
        },
      },
      [
        'metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "strict": must be one of privileged, baseline, restricted',
        'metadata.labels[pod-security.kubernetes.io/warn-version]: Invalid value: "v1": must be "latest" or "v1.x"',
      ],
    ],
  ])('reports when %s', (_when, object, expected) => {
    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual(expected);
  });
});
