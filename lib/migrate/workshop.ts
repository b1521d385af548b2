import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';
import { App as MeshwrightApp } from '../core/app';
import { describeError } from '../core/errors';
import { Scenario } from '../core/scenario';
import { isMap, type JsonMap } from '../kube/json';
import { groupOf, identityOf, referenceOf } from '../kube/object-reference';
import { type App, findApps } from './apps';
import { type Candidate, candidatesFor, orderOf, type Surroundings } from './candidates';
import { evaluate } from './code/evaluate';
import { type Expression, everyPart, type Handle, literal, method, reference } from './code/expression';
import type { Declaration, Form } from './declaration';
import { removal } from './kinds/generated';
import { Inexpressible } from './kinds/inexpressible';
import { subsetNames } from './kinds/istio/destination-rule';
import { specOf } from './kinds/metadata';
import { microserviceOf } from './kinds/microservice';
import { serviceHost } from './kinds/service-host';
import { loadModule } from './modules-of-packages';
import { camel } from './plan';
import type { SourceObject } from './read/read-sources';
import { Registry } from './registry';
import { compareObjects } from './same';
import { hostKey, KEYS, ScopeOfUnit } from './scope-of-unit';
import type { Unit } from './unit';

/** Forms that were tried in an app as a whole and refused there, with the reasons. */
export type Refused = Map<SourceObject, Map<Form, string>>;

/** What there is to be printed. */
export interface Built {
  readonly declarations: readonly Declaration[];
  readonly registry: Registry;
  /** What the app as a whole says against it: reasons by the path of the construct. */
  readonly problems: readonly { readonly declaration: Declaration; readonly reason: string }[];
}

/**
 * Finds the best form for each object by building it: a form is taken if what it makes is the object that was read.
 */
export class Workshop {
  private readonly app = new MeshwrightApp();
  private readonly charts = new Map<Unit, Chart>();
  private readonly values = new Map<Handle, unknown>();
  private readonly registry = new Registry();
  private readonly declarations: Declaration[] = [];
  private readonly hosts = new Map<string, Handle>();
  private readonly written = new Set<SourceObject>();

  constructor(
    private readonly units: readonly Unit[],
    private readonly refused: Refused,
    /** Why the API server would not take an object, if so. */
    private readonly refusal: (object: JsonMap) => string | undefined,
  ) {
    for (const unit of units) this.charts.set(unit, this.chartOf(unit));
  }

  build(): Built {
    for (const app of findApps(this.units)) this.writeApp(app);
    for (const unit of this.units) this.offerServices(unit);
    const steadyFirst = [...this.units].sort(
      (a, b) => Number(a.scenario !== undefined) - Number(b.scenario !== undefined),
    );
    for (const scenario of [false, true]) {
      const placed = steadyFirst
        .filter((unit) => (unit.scenario !== undefined) === scenario)
        .flatMap((unit) => unit.objects.map((source) => ({ unit, source })));
      for (const { unit, source } of [...placed].sort((a, b) => orderOf(a.source) - orderOf(b.source))) {
        if (!this.written.has(source)) this.writeObject(unit, source);
      }
    }
    return { declarations: this.declarations, registry: this.registry, problems: this.problems() };
  }

  private chartOf(unit: Unit): Chart {
    const { id, namespace, scenario } = unit;
    const props = namespace === undefined ? {} : { namespace };
    return scenario === undefined
      ? new Chart(this.app, id, props)
      : new Scenario(this.app, id, { ...scenario, ...props });
  }

  private writeApp({ unit, parts, sources, serviceName }: App): void {
    if (sources.some(({ object }) => this.refusal(object) !== undefined)) return;
    if (sources.some((source) => this.refused.get(source)?.has('construct') || this.written.has(source))) return;
    const { app, deployments, service, serviceAccount } = parts;
    const versions = [...deployments.keys()];
    const typeArguments = [`'${app}'`, versions.map((version) => `'${version}'`).join(' | ')];
    if (serviceName !== undefined && serviceName !== app) typeArguments.push(`'${serviceName}'`);
    const host = serviceName === undefined ? undefined : hostKey(serviceName, unit.namespace);
    const hasSubsets = parts.destinationRule !== undefined;
    const version = (name: string) => (handle: Handle) => method(reference(handle), 'version', literal(name));
    const accountName = serviceAccount === undefined ? undefined : referenceOf(serviceAccount).name;
    const candidate: Candidate = {
      form: 'construct',
      write: () => microserviceOf(parts),
      type: { module: 'meshwright/microservice', name: 'Microservice', arguments: typeArguments },
      names: [
        ...(service === undefined || host === undefined ? [] : [[host, reference] as const]),
        ...(host === undefined || !hasSubsets
          ? []
          : versions.map((name) => [KEYS.subset(host, name), version(name)] as const)),
        [KEYS.app({ app }, unit.namespace), reference],
        ...versions.map((name) => [KEYS.app({ app, version: name }, unit.namespace), version(name)] as const),
        ...(accountName === undefined || unit.namespace === undefined
          ? []
          : [[KEYS.identity(accountName, unit.namespace), reference] as const]),
      ],
    };
    this.tryCandidate(unit, sources, app, candidate, undefined);
  }

  /** Services that are written as such have hosts that routes can name. */
  private offerServices(unit: Unit): void {
    for (const source of unit.objects) {
      const { apiVersion, kind, name } = source.reference;
      if (kind !== 'Service' || groupOf(apiVersion) !== '' || this.written.has(source)) continue;
      const key = KEYS.service(name, unit.namespace);
      this.registry.add(key, unit, () => reference(this.hostOf(unit, source, key)));
    }
  }

  private hostOf(unit: Unit, { object, reference: { name } }: SourceObject, key: string): Handle {
    const place = `${unit.module} ${key}`;
    let handle = this.hosts.get(place);
    if (handle === undefined) {
      handle = {
        name: camel(name),
        type: { module: 'meshwright/istio', name: 'Host', arguments: [`'${name}'`] },
      };
      const expression = serviceHost(name, unit.namespace, object);
      this.hosts.set(place, handle);
      this.registry.declare(handle, unit);
      this.values.set(handle, this.evaluated(unit, expression));
      this.declarations.push({
        unit,
        form: 'construct',
        id: undefined,
        expression,
        handle,
        sources: [],
        patches: [],
        reason: undefined,
      });
    }
    return handle;
  }

  private writeObject(unit: Unit, source: SourceObject): void {
    const scope = (byName: boolean) =>
      new ScopeOfUnit(unit, this.registry, (kind, namespace, name) => this.target(kind, namespace, name), byName);
    const around: Surroundings = {
      scope: scope(false),
      byName: scope(true),
      files: `files/${unit.id}`,
      elsewhere: (object) => this.subsetsWithoutPods(object, unit),
    };
    const refused = this.refused.get(source);
    const tooDeep = isDeeperThan(MAX_DEPTH, source.object);
    let reason = source.reference.kind === 'CustomResourceDefinition' ? OF_MAKERS : undefined;
    if (tooDeep) reason = `it is nested deeper than ${MAX_DEPTH} levels`;
    const invalid = this.refusal(source.object);
    if (invalid !== undefined) reason ??= `the API server would refuse it: ${invalid}`;
    for (const candidate of tooDeep ? [] : candidatesFor(source, around)) {
      if (invalid !== undefined && candidate.form !== 'ApiObject') continue;
      const why = refused?.get(candidate.form);
      if (why !== undefined) {
        reason ??= why;
        continue;
      }
      const failed = this.tryCandidate(unit, [source], source.reference.name, candidate, reason);
      if (failed === undefined) return;
      reason ??= failed;
    }
    this.declarations.push({
      unit,
      form: 'YAML',
      id: undefined,
      expression: literal(null),
      handle: undefined,
      sources: [source],
      patches: [],
      reason,
    });
    this.written.add(source);
  }

  /** @returns why it cannot be taken */
  private tryCandidate(
    unit: Unit,
    sources: readonly SourceObject[],
    name: string,
    candidate: Candidate,
    reason: string | undefined,
  ): string | undefined {
    const chart = this.charts.get(unit) as Chart;
    const id = this.freeId(chart, name, sources[0] as SourceObject);
    try {
      const expression = candidate.write(id);
      if (candidate.form === 'construct') checkLists(expression);
      const construct = this.evaluated(unit, expression) as Construct;
      const { difference, patches } = differenceOf(construct, sources);
      if (difference !== undefined) {
        chart.node.tryRemoveChild(id);
        return difference;
      }
      const handle =
        candidate.type === undefined
          ? undefined
          : { name: camel(sources[0] === undefined ? id : name), type: candidate.type };
      if (handle !== undefined) {
        this.registry.declare(handle, unit);
        this.values.set(handle, construct);
        for (const [key, make] of candidate.names ?? []) this.registry.add(key, unit, () => make(handle));
      }
      this.registry.noteNeeds(unit, expression);
      this.declarations.push({ unit, form: candidate.form, id, expression, handle, sources, patches, reason });
      for (const source of sources) this.written.add(source);
      return undefined;
    } catch (error) {
      chart.node.tryRemoveChild(id);
      if (error instanceof Inexpressible) return error.message;
      const [first = 'it cannot be written'] = describeError(error);
      return first.replace(/^\[[^\]]*\] /, '').replace(/ \(unexpected: set MESHWRIGHT_DEBUG=1 to see the stack\)$/, '');
    }
  }

  private evaluated(unit: Unit, expression: Expression): unknown {
    return evaluate(expression, {
      load: loadModule,
      valueOf: (handle) => this.values.get(handle),
      words: { this: this.charts.get(unit) },
    });
  }

  private freeId(chart: Chart, name: string, { reference: { kind } }: SourceObject): string {
    const isFree = (id: string) => chart.node.tryFindChild(id) === undefined;
    if (isFree(name)) return name;
    const id = `${name}-${SUFFIXES.get(kind) ?? kind.toLowerCase()}`;
    if (isFree(id)) return id;
    for (let count = 2; ; count++) if (isFree(`${id}-${count}`)) return `${id}-${count}`;
  }

  /** What the pods of a workload are selected by. */
  private target(kind: string, namespace: string | undefined, name: string) {
    for (const { reference: of, object } of this.units.flatMap(({ objects }) => objects)) {
      if (of.kind !== kind || of.namespace !== namespace || of.name !== name) continue;
      const { selector } = specOf(object);
      const labels = isMap(selector) && isMap(selector.matchLabels) ? selector.matchLabels : {};
      return { selector: labels as Readonly<Record<string, string>> };
    }
    return undefined;
  }

  /** Subsets of an app that is described here, for versions that are not. */
  private subsetsWithoutPods(rule: JsonMap, unit: Unit): readonly string[] {
    const key = hostKey(String(specOf(rule).host), unit.namespace);
    const app = this.registry.find(key, unit);
    if (app?.type !== 'reference') return [];
    const owner = this.values.get(app.to) as
      | { readonly versions?: readonly { readonly podLabels: JsonMap }[] }
      | undefined;
    if (owner?.versions === undefined) return [];
    const { subsets } = specOf(rule);
    const pods = owner.versions.map(({ podLabels }) => podLabels);
    return subsetNames(rule).filter((name) => {
      const subset = (Array.isArray(subsets) ? subsets : []).find((each: unknown) => isMap(each) && each.name === name);
      const labels = Object.entries(isMap(subset?.labels) ? subset.labels : {});
      return !pods.some((pod) => labels.every(([label, value]) => pod[label] === value));
    });
  }

  /** What the constructs say of each other when all are there. */
  private problems(): Built['problems'] {
    try {
      this.app.render();
      return [];
    } catch (error) {
      return describeError(error).flatMap((line) => {
        const [, path = '', reason = line] = /^\[([^\]]*)\] (.*)$/s.exec(line) ?? [];
        const declaration = this.declarations.find(
          ({ unit, id }) => id !== undefined && isWithin(path, `${unit.id}/${id}`),
        );
        if (declaration === undefined) throw error;
        return [{ declaration, reason }];
      });
    }
  }
}

const OF_MAKERS = 'a definition comes from those who make the kind';

const SUFFIXES: ReadonlyMap<string, string> = new Map([
  ['VirtualService', 'route'],
  ['DestinationRule', 'rule'],
  ['ServiceAccount', 'account'],
]);

/** What is nested deeper is no code that anybody reads, and none that Prettier formats. */
const MAX_DEPTH = 50;

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(levels - 1, inner));
}

/** Throws for an empty list, and for an item that says nothing: constructs take neither. */
function checkLists(expression: Expression): void {
  for (const part of everyPart(expression)) {
    if (part.type !== 'list') continue;
    if (part.items.length === 0) throw new Inexpressible('the construct takes no empty list');
    const isEmpty = part.items.some(({ value }) => value.type === 'record' && value.entries.length === 0);
    if (isEmpty) throw new Inexpressible('the construct takes no item that says nothing');
  }
}

function isWithin(path: string, of: string): boolean {
  return path === of || path.startsWith(`${of}/`);
}

/** How what a construct makes differs from what was read, and what has to be taken from it to be the same. */
function differenceOf(
  construct: Construct,
  sources: readonly SourceObject[],
): { readonly difference: string | undefined; readonly patches: readonly Expression[] } {
  const patches: Expression[] = [];
  const made = construct.node.findAll().filter((each) => ApiObject.isApiObject(each));
  const [only] = made;
  const [source] = sources;
  if (only === construct && source !== undefined) {
    // What has no name, or no namespace among those that have one, gets them from cdk8s.
    const written = only.toJson() as JsonMap;
    const [from, to] = [metadataOf(source.object), metadataOf(written)];
    for (const key of ['name', 'namespace']) {
      if (from[key] !== undefined || to[key] === undefined) continue;
      only.addJsonPatch(JsonPatch.remove(`/metadata/${key}`));
      patches.push(removal(`/metadata/${key}`));
    }
  }
  const left = new Map(sources.map((each) => [identityOf(each.reference), each]));
  for (const each of made) {
    const written = each.toJson() as JsonMap;
    const key = identityOf(referenceOf(written));
    const of = left.get(key);
    if (of === undefined) return { difference: `it would make ${each.kind} ${each.name} as well`, patches };
    left.delete(key);
    const comparison = compareObjects(of.object, written);
    if (!comparison.same) return { difference: `of ${each.kind} ${each.name}, ${comparison.difference}`, patches };
  }
  const [missing] = left.values();
  return {
    difference: missing && `it would not make ${missing.reference.kind} ${missing.reference.name}`,
    patches,
  };
}

function metadataOf(object: JsonMap): JsonMap {
  return isMap(object.metadata) ? object.metadata : {};
}
