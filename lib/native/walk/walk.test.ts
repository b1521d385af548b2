import { describe, expect, test } from '@jest/globals';
import { markRepeated } from '../../kube/repeated';
import { altered, type Manifest, messagesOf as messages, VALID } from '../fixtures';
import { TABLES } from '../tables';

/** Marks a value with all that is inside, as if it had been read before. */
function repeated<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  markRepeated(value);
  for (const inner of Object.values(value)) repeated(inner);
  return value;
}

/** A deployment of its own with a template that others have, too. */
function deployment(name: string, template: unknown): Manifest {
  const { metadata, spec, ...rest } = VALID.deployment() as Record<string, Record<string, unknown>>;
  return { ...rest, metadata: { ...metadata, name }, spec: { ...spec, template } } as Manifest;
}

const templateOf = (object: Manifest) => (object.spec as { readonly template: unknown }).template;

describe('what stands in several manifests', () => {
  test('GIVEN a template with a mistake WHEN many have it THEN each is told, in the same words', () => {
    const wrong = altered(VALID.deployment(), { 'spec.template.spec.containers[0].volumeMounts[0].name': 'none' });
    const template = repeated(templateOf(wrong));
    const told = ['a', 'b', 'c'].map((name) => messages(deployment(name, template)));
    expect(told).toEqual([messages(wrong), messages(wrong), messages(wrong)]);
    expect(told[0]).toHaveLength(1);
  });

  test('GIVEN volumes that were right WHEN others have them, and none mounts THEN what is mounted is known each time', () => {
    const template = repeated(templateOf(VALID.deployment()));
    expect(['a', 'b', 'c'].map((name) => messages(deployment(name, template)))).toEqual([[], [], []]);
  });

  test('GIVEN what is right in a template and not in a pod WHEN the template was right THEN the pod is looked at', () => {
    const spec = repeated({
      ...(VALID.pod().spec as object),
      containers: [{ name: 'a', image: ' a' }],
    });
    const inTemplate = () => messages(deployment('a', { ...(templateOf(VALID.deployment()) as object), spec }));
    const pod = { ...VALID.pod(), spec } as Manifest;
    const told = [inTemplate(), inTemplate(), messages(pod), messages(pod)];
    const whitespace = 'spec.containers[0].image: Invalid value: " a": must not have leading or trailing whitespace';
    expect(told).toEqual([[], [], [whitespace], [whitespace]]);
  });

  test('GIVEN a template that mounts a claim WHEN only some have the claim THEN the others are told', () => {
    const mounts = [{ name: 'data', mountPath: '/data' }];
    const withClaim = altered(VALID.statefulSet(), { 'spec.template.spec.containers[0].volumeMounts': mounts });
    const template = repeated(templateOf(withClaim));
    const spec = { ...(withClaim.spec as object), template };
    const { volumeClaimTemplates: _, ...without } = spec as Record<string, unknown>;
    const [right, wrong] = [
      { ...withClaim, spec },
      { ...withClaim, spec: without },
    ] as const;
    const told = [right, wrong, right, wrong].map((object) => messages(object as Manifest));
    const missing = 'spec.template.spec.containers[0].volumeMounts[0].name: Not found: "data"';
    expect(told).toEqual([[], [missing], [], [missing]]);
  });

  test('GIVEN one value twice in a list WHEN entries must differ THEN the first of the two is told', () => {
    const spread = repeated({ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: {} });
    const pod = (...topologySpreadConstraints: readonly unknown[]) =>
      messages({ ...VALID.pod(), spec: { ...(VALID.pod().spec as object), topologySpreadConstraints } } as Manifest);
    const [same, equal] = [pod(spread, spread), pod({ ...spread }, { ...spread })];
    expect(same).toEqual(equal);
    expect(same.filter((message) => message.includes('Duplicate value'))).toHaveLength(1);
  });
});

describe('fields that nothing is compared with', () => {
  test('GIVEN parts that were right WHEN only such a field differs THEN what is wrong with it is told', () => {
    const template = repeated(templateOf(VALID.deployment())) as { readonly spec: object };
    const named = (serviceAccountName: string) =>
      messages(deployment('a', { ...template, spec: { ...template.spec, serviceAccountName } }));
    const [first, second, third] = [named('one'), named('two'), named('No')];
    expect([first, second, third?.length]).toEqual([[], [], 1]);
  });

  test('WHEN a pod is checked THEN such fields are read by what is said of them alone', () => {
    const alone = TABLES['core.v1.PodSpec']?.alone ?? [];
    const reads = new Map<string, number>();
    const template = templateOf(VALID.deployment()) as { readonly spec: object };
    // All that the server would fill in is there, so that no copy is made of it.
    const spec = {
      ...template.spec,
      ...{ dnsPolicy: 'ClusterFirst', restartPolicy: 'Always', schedulerName: 'default-scheduler' },
      terminationGracePeriodSeconds: 30,
    };
    for (const name of alone) {
      const get = () => {
        reads.set(name, (reads.get(name) ?? 0) + 1);
        return 'a';
      };
      Object.defineProperty(spec, name, { get, enumerable: true });
    }
    const told = messages(deployment('a', { ...template, spec }));
    expect(told).toEqual([]);
    expect(alone.length).toBeGreaterThan(2);
    // By the decoder, and by the field's own constraints.
    expect(Object.fromEntries(reads)).toEqual(Object.fromEntries(alone.map((name) => [name, 2])));
  });
});
