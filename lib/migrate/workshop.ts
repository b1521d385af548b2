import { ApiObject, type ApiObjectProps, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { App as MeshwrightApp } from '../core/app';
import { describeError } from '../core/errors';
import { Scenario } from '../core/scenario';
import type { ServiceAddress } from '../istio/service-address';
import { isMap, type JsonMap } from '../kube/json';
import { groupOf } from '../kube/object-reference';
import { type Candidate, candidatesFor, orderOf, type Surroundings } from './candidates';
import { evaluate } from './code/evaluate';
import { type Expression, everyPart, type Handle, literal, reference } from './code/expression';
import type { Declaration, Form } from './declaration';
import { differenceOf } from './difference';
import { type Bench, Ensembles } from './ensembles';
import { Inexpressible } from './kinds/inexpressible';
import { subsetNames } from './kinds/istio/destination-rule';
import { specOf } from './kinds/metadata';
import type { Scope } from './kinds/scope';
import { serviceHost } from './kinds/service-host';
import { loadModule } from './modules-of-packages';
import { camel } from './plan';
import type { SourceObject } from './read/read-sources';
import { Registry } from './registry';
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
export class Workshop implements Bench {
  private readonly app = new MeshwrightApp();
  private readonly charts = new Map<Unit, Chart>();
  private readonly values = new Map<Handle, unknown>();
  readonly registry = new Registry();
  private readonly declarations: Declaration[] = [];
  private readonly hosts = new Map<string, Handle>();
  private readonly written = new Set<SourceObject>();
  /** Why objects are no part of what they could be part of. */
  private readonly reasons = new Map<SourceObject, string>();

  constructor(
    readonly units: readonly Unit[],
    private readonly refused: Refused,
    /** Why the API server would not take an object, if so. */
    private readonly refusal: (object: JsonMap) => string | undefined,
  ) {
    for (const unit of units) this.charts.set(unit, this.chartOf(unit));
  }

  build(): Built {
    const steadyFirst = [...this.units].sort(
      (a, b) => Number(a.scenario !== undefined) - Number(b.scenario !== undefined),
    );
    new Ensembles(this).write(steadyFirst);
    for (const unit of this.units) this.offerServices(unit);
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

  /** Whether the API server would take an object. */
  isSound({ object }: SourceObject): boolean {
    return this.refusal(object) === undefined;
  }

  /** Whether an object may be part of a construct: it is not written yet, and neither was it refused. */
  isFree(source: SourceObject): boolean {
    return !this.written.has(source) && !this.refused.get(source)?.has('construct') && this.isSound(source);
  }

  /** Why an object is no part of what it could be part of; of several reasons the last. */
  remember(source: SourceObject, reason: string): void {
    this.reasons.set(source, reason);
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

  scopeOf(unit: Unit, byName: boolean): Scope {
    const target = (...of: Parameters<Workshop['target']>) => this.target(...of);
    return new ScopeOfUnit(unit, this.registry, target, byName, (address) => {
      try {
        return (this.evaluated(unit, address) as ServiceAddress).in(unit.namespace);
      } catch {
        return undefined;
      }
    });
  }

  writeObject(unit: Unit, source: SourceObject): void {
    const around: Surroundings = {
      scope: this.scopeOf(unit, false),
      byName: this.scopeOf(unit, true),
      files: `files/${unit.id}`,
      elsewhere: (object) => this.subsetsWithoutPods(object, unit),
    };
    const refused = this.refused.get(source);
    const tooDeep = isDeeperThan(MAX_DEPTH, source.object);
    let reason = source.reference.kind === 'CustomResourceDefinition' ? OF_MAKERS : this.reasons.get(source);
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
    const chart = this.charts.get(unit) as Chart;
    // As it will be included: what the app as a whole says of it counts.
    if (isMap(source.object.metadata)) new ApiObject(chart, this.freeId(chart, 'yaml', source), asIs(source.object));
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
  tryCandidate(
    unit: Unit,
    sources: readonly SourceObject[],
    name: string,
    candidate: Candidate,
    reason: string | undefined,
  ): string | undefined {
    const chart = this.charts.get(unit) as Chart;
    const id = this.freeId(chart, name, sources[0] as SourceObject);
    try {
      const handle = candidate.type && { name: camel(sources[0] === undefined ? id : name), type: candidate.type() };
      const keys = candidate.names?.() ?? [];
      const expression = candidate.write(id);
      if (candidate.form === 'construct') checkLists(expression);
      const construct = this.evaluated(unit, expression) as Construct;
      const { difference, patches } = differenceOf(construct, sources);
      if (difference !== undefined) {
        chart.node.tryRemoveChild(id);
        return difference;
      }
      if (handle !== undefined) {
        this.registry.declare(handle, unit);
        this.values.set(handle, construct);
        for (const [key, make] of keys) this.registry.add(key, unit, () => make(handle));
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
      return describeError(error).map((line) => {
        const [, path = '', reason = line] = /^\[([^\]]*)\] (.*)$/s.exec(line) ?? [];
        const declaration = this.concerned(path, reason);
        if (declaration === undefined) throw error;
        return { declaration, reason };
      });
    }
  }

  /** What has to be written otherwise: the construct that complains, or else one that the complaint names. */
  private concerned(path: string, reason: string): Declaration | undefined {
    const pathOf = ({ unit, id }: Declaration) => `${unit.id}/${id}`;
    const own = this.declarations.find((each) => each.id !== undefined && isWithin(path, pathOf(each)));
    if (own?.form === 'construct') return own;
    const named = this.declarations.find(
      (each) => each.form === 'construct' && each.id !== undefined && names(reason, pathOf(each)),
    );
    return named ?? own;
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

/** Whether a text names the path of a construct, or of one within it. */
function names(text: string, path: string): boolean {
  const at = text.indexOf(path);
  return at >= 0 && !/[\w-]/.test(text.charAt(at + path.length)) && !/[\w/-]/.test(text.charAt(at - 1));
}

function asIs(object: JsonMap): ApiObjectProps {
  return object as unknown as ApiObjectProps;
}
