import { describe, expect, test } from '@jest/globals';
import { type Manifest, renderLab } from './lab.testing';

const files = renderLab();
const scenarios = [...files].filter(([path]) => /^scenarios\/(bookinfo|destination-rules|gateways)\//.test(path));
const steady = [...files].filter(([path]) => !path.startsWith('scenarios/')).flatMap(([, objects]) => objects);

const identity = ({ kind, metadata }: Manifest) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;

/** The cluster while a scenario lasts. */
function overlaid(objects: readonly Manifest[]): Manifest[] {
  const replaced = new Set(objects.map(identity));
  return [...steady.filter((object) => !replaced.has(identity(object))), ...objects];
}

class Cluster {
  constructor(private readonly objects: readonly Manifest[]) {}

  all(kind: string): readonly Manifest[] {
    return this.objects.filter((object) => object.kind === kind);
  }

  find(kind: string, namespace: string | undefined, name: string): Manifest | undefined {
    return this.all(kind).find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
  }

  /** Labels of all pods of a namespace. */
  pods(namespace: string | undefined): Readonly<Record<string, string>>[] {
    return this.all('Deployment')
      .filter(({ metadata }) => metadata.namespace === namespace)
      .map(({ spec }) => spec.template.metadata.labels);
  }

  /** The hosts, of Services by their short names, that objects of a namespace can name. */
  knowsHost(namespace: string | undefined, host: string): boolean {
    return (
      this.find('Service', namespace, host) !== undefined ||
      this.all('ServiceEntry').some(({ spec }) => spec.hosts.includes(host))
    );
  }
}

const covers = (labels: Readonly<Record<string, string>>, pod: Readonly<Record<string, string>>) =>
  Object.entries(labels).every(([key, value]) => pod[key] === value);

/** What a route refers to and is not there: hosts, subsets, pods of subsets, ports, gateways. */
function dangling(objects: readonly Manifest[]): string[] {
  const cluster = new Cluster(overlaid(objects));
  const problems: string[] = [];
  for (const service of cluster.all('VirtualService')) {
    const { namespace } = service.metadata;
    const where = identity(service);
    for (const gateway of service.spec.gateways ?? []) {
      if (!cluster.find('Gateway', namespace, gateway)) problems.push(`${where}: no gateway ${gateway}`);
    }
    const routed = [...(service.spec.http ?? []), ...(service.spec.tls ?? []), ...(service.spec.tcp ?? [])];
    for (const { destination } of routed.flatMap(({ route }: Manifest['spec']) => route)) {
      const { host, subset, port } = destination;
      if (!cluster.knowsHost(namespace, host)) problems.push(`${where}: no host ${host}`);
      const target = cluster.find('Service', namespace, host);
      if (target && port && !target.spec.ports.some((own: Manifest['spec']) => own.port === port.number)) {
        problems.push(`${where}: ${host} has no port ${port.number}`);
      }
      if (subset === undefined) continue;
      const rules = cluster.all('DestinationRule').filter(({ spec }) => spec.host === host);
      const found = rules.flatMap(({ spec }) => spec.subsets ?? []).find(({ name }) => name === subset);
      if (!found) problems.push(`${where}: no subset ${subset} of ${host}`);
      else if (!cluster.pods(namespace).some((pod) => covers({ ...target?.spec.selector, ...found.labels }, pod))) {
        problems.push(`${where}: no pod of subset ${subset} of ${host}`);
      }
    }
  }
  for (const rule of cluster.all('DestinationRule')) {
    if (!cluster.knowsHost(rule.metadata.namespace, rule.spec.host)) {
      problems.push(`${identity(rule)}: no host ${rule.spec.host}`);
    }
  }
  for (const { metadata, spec } of cluster.all('Service')) {
    if (!cluster.pods(metadata.namespace).some((pod) => covers(spec.selector, pod))) {
      problems.push(`Service ${metadata.name} selects no pod`);
    }
  }
  return problems;
}

const repeated = (items: readonly string[]) => items.filter((item, index) => items.indexOf(item) !== index);

describe('scenarios of Bookinfo, destination rules and gateways', () => {
  test('GIVEN the steady state THEN no route points at nothing', () => {
    expect(dangling([])).toEqual([]);
  });

  test.each(scenarios)(
    'GIVEN %s WHEN it is applied THEN nothing points at nothing and nothing is there twice',
    (_path, objects) => {
      expect(dangling(objects)).toEqual([]);
      expect(repeated(objects.map(identity))).toEqual([]);
      const rules = new Cluster(overlaid(objects)).all('DestinationRule');
      expect(repeated(rules.map(({ metadata, spec }) => `${metadata.namespace} ${spec.host}`))).toEqual([]);
    },
  );

  test('GIVEN all files THEN none has a Secret, and every password is a reference', () => {
    const objects = [...files.values()].flat();
    expect(objects.filter(({ kind }) => kind === 'Secret')).toEqual([]);
    const variables = objects
      .filter(({ kind }) => kind === 'Deployment')
      .flatMap(({ spec }) => spec.template.spec.containers.flatMap(({ env = [] }) => env));
    const passwords = variables.filter(({ name }: { name: string }) => /PASSW/.test(name));
    expect(passwords.length).toBeGreaterThan(0);
    for (const { value, valueFrom } of passwords) {
      expect([value, valueFrom]).toEqual([
        undefined,
        { secretKeyRef: { name: 'mysql-credentials', key: 'rootpasswd' } },
      ]);
    }
  });
});
