import { equalJson, isMap, type JsonMap } from '../kube/json';
import { groupOf, referenceOf } from '../kube/object-reference';
import { type App, calledFirst, findApps, hasLabels, isWorkload } from './apps';
import type { Candidate } from './candidates';
import {
  create,
  type Expression,
  type Handle,
  list,
  literal,
  method,
  reference,
  THIS,
  type TypeName,
} from './code/expression';
import { isOwnBinding, role } from './kinds/access';
import { cannot } from './kinds/inexpressible';
import { specOf } from './kinds/metadata';
import { type Labelling, microserviceOf, selectorOf } from './kinds/microservice/microservice';
import { podLabelsOf, podSpecOf } from './kinds/microservice/pod';
import { sharedServiceProps } from './kinds/microservice/service';
import type { Scope } from './kinds/scope';
import { microservice } from './kinds/values';
import type { SourceObject } from './read/read-sources';
import type { Registry } from './registry';
import { hostKey, KEYS } from './scope-of-unit';
import type { Unit } from './unit';

/** Where forms are tried. */
export interface Bench {
  readonly units: readonly Unit[];
  readonly registry: Registry;
  /** Whether the API server would take an object. */
  isSound(source: SourceObject): boolean;
  /** Whether an object may be part of a construct: it is not written yet, and neither was it refused. */
  isFree(source: SourceObject): boolean;
  scopeOf(unit: Unit, byName: boolean): Scope;
  /** @returns why it cannot be taken */
  tryCandidate(
    unit: Unit,
    sources: readonly SourceObject[],
    name: string,
    candidate: Candidate,
    reason: string | undefined,
  ): string | undefined;
  writeObject(unit: Unit, source: SourceObject): void;
  /** Why an object is no part of what it could be part of; of several reasons the last. */
  remember(source: SourceObject, reason: string): void;
}

/** A microservice that is written, and its pods by version. */
interface WrittenApp {
  readonly unit: Unit;
  /** By which charts find it. */
  readonly key: string;
  readonly pods: readonly { readonly labels: JsonMap; readonly version: string }[];
}

/** Writes what one construct makes several objects of: apps, roles with their bindings; and Services in front of apps. */
export class Ensembles {
  private readonly apps: WrittenApp[] = [];

  constructor(private readonly bench: Bench) {}

  /** @param units the steady state before alternatives */
  write(units: readonly Unit[]): void {
    const apps = findApps(this.bench.units, (source) => this.bench.isSound(source));
    for (const choices of calledFirst([...apps])) this.writeApp(choices);
    for (const unit of units) this.writeServices(unit);
    for (const unit of units) this.writeRoles(unit);
  }

  /** Tries to write an app with as many of its objects as can be, and remembers why for the others. */
  private writeApp(choices: readonly App[]): void {
    for (const app of choices) {
      if (!app.sources.every((source) => this.bench.isFree(source))) continue;
      let reason: string | undefined;
      for (const labelling of ['usual', 'selected', 'given'] as const) {
        reason = this.tryApp(app, labelling);
        if (reason === undefined) return;
      }
      for (const source of app.sources) this.bench.remember(source, reason as string);
    }
  }

  /** @returns why it cannot be taken */
  private tryApp({ unit, parts, sources, serviceName }: App, labelling: Labelling): string | undefined {
    const { app, workloads, service, serviceAccount } = parts;
    const versions = [...workloads.keys()];
    const typeArguments = [`'${app}'`, versions.map((version) => `'${version}'`).join(' | ')];
    if (serviceName !== undefined && serviceName !== app) typeArguments.push(`'${serviceName}'`);
    const host = serviceName === undefined ? undefined : hostKey(serviceName, unit.namespace);
    const isVersioned = [...workloads].every(([name, each]) => equalJson(selectorOf(each), { app, version: name }));
    const hasSubsets = parts.destinationRule !== undefined;
    const version = (name: string) => (handle: Handle) => method(reference(handle), 'version', literal(name));
    const accountName = serviceAccount === undefined ? undefined : referenceOf(serviceAccount).name;
    const candidate: Candidate = {
      form: 'construct',
      write: () => microserviceOf(parts, labelling, this.bench.scopeOf(unit, false)),
      type: () => ({ module: 'meshwright/microservice', name: 'Microservice', arguments: typeArguments }),
      names: () => [
        ...(service === undefined || host === undefined ? [] : [[host, reference] as const]),
        ...(host === undefined || !hasSubsets
          ? []
          : versions.map((name) => [KEYS.subset(host, name), version(name)] as const)),
        ...[...workloads].flatMap(([name, workload]) => {
          const selector = selectorOf(workload) ?? {};
          const isVersion = equalJson(selector, { app, version: name });
          return [[KEYS.app(selector, unit.namespace), isVersion ? version(name) : reference] as const];
        }),
        ...(isVersioned ? [[KEYS.app({ app }, unit.namespace), reference] as const] : []),
        ...[...workloads].map(([name, workload]) => [KEYS.workload(workload, unit.namespace), version(name)] as const),
        [KEYS.microservice(app, unit.namespace), reference],
        ...(accountName === undefined || unit.namespace === undefined
          ? []
          : [[KEYS.identity(accountName, unit.namespace), reference] as const]),
      ],
    };
    const reason = this.bench.tryCandidate(unit, sources, app, candidate, undefined);
    if (reason !== undefined) return reason;
    const pods = [...workloads.values()].map((workload) => ({
      labels: podLabelsOf(workload),
      version: KEYS.workload(workload, unit.namespace),
    }));
    this.apps.push({ unit, key: KEYS.microservice(app, unit.namespace), pods });
    return undefined;
  }

  /** Services in front of microservices, or of pods that are none. */
  private writeServices(unit: Unit): void {
    for (const source of unit.objects) {
      const { apiVersion, kind, name } = source.reference;
      if (kind !== 'Service' || groupOf(apiVersion) !== '' || !this.bench.isFree(source)) continue;
      const { selector } = specOf(source.object);
      const behind = isMap(selector) ? this.backends(unit, selector) : [];
      const host = KEYS.service(name, unit.namespace);
      const type: TypeName = { module: 'meshwright/microservice', name: 'SharedService', arguments: [`'${name}'`] };
      let reason: string | undefined;
      for (const backends of behind.length === 0 ? [undefined] : [list(behind), undefined]) {
        const write = (id: string) => {
          if (id !== name) cannot('its name is that of another construct of the chart');
          const props = sharedServiceProps(source.object, backends, this.podsBehind(unit, selector));
          return create(microservice('SharedService'), THIS, literal(id), props);
        };
        const candidate: Candidate = { form: 'construct', write, type: () => type, names: () => [[host, reference]] };
        const failed = this.bench.tryCandidate(unit, [source], name, candidate, undefined);
        if (failed === undefined) break;
        reason ??= failed;
      }
      if (this.bench.isFree(source) && reason !== undefined) this.bench.remember(source, reason);
    }
  }

  /** Roles with bindings of their own, each pair as one. Accounts come before, which they are granted to. */
  private writeRoles(unit: Unit): void {
    const ofKind = (...kinds: readonly string[]) =>
      unit.objects.filter((each) => kinds.includes(each.reference.kind) && this.bench.isFree(each));
    for (const source of ofKind('ServiceAccount')) this.bench.writeObject(unit, source);
    const bindings = ofKind('ClusterRoleBinding', 'RoleBinding');
    for (const source of ofKind('ClusterRole', 'Role')) {
      const own = bindings.find(({ object }) => isOwnBinding(object, source.object));
      if (own === undefined || !source.reference.apiVersion.startsWith('rbac.authorization.k8s.io/')) continue;
      const { kind, name, namespace } = source.reference;
      const candidate: Candidate = {
        form: 'construct',
        write: (id) => role(source.object, id, this.bench.scopeOf(unit, false), own.object),
        type: () => ({ module: 'meshwright/kubernetes', name: kind }),
        names: () => [[KEYS.role(kind, name, namespace), reference]],
      };
      this.bench.tryCandidate(unit, [source, own], name, candidate, undefined);
    }
  }

  /** The microservices, or versions of them, that a chart can name and whose pods have some labels. */
  private backends(unit: Unit, selector: JsonMap): readonly Expression[] {
    return this.apps.flatMap(({ unit: of, key, pods }) => {
      if (of.namespace !== unit.namespace) return [];
      const selected = pods.filter(({ labels }) => hasLabels(labels, selector));
      const keys = selected.length === pods.length ? [key] : selected.map(({ version }) => version);
      return keys.map((each) => this.bench.registry.find(each, unit)).filter((found) => found !== undefined);
    });
  }

  /** The specs of pods that a Service of a chart leads to. */
  private podsBehind(unit: Unit, selector: unknown): readonly JsonMap[] {
    if (!isMap(selector)) return [];
    return this.bench.units
      .filter(({ namespace }) => namespace === unit.namespace)
      .flatMap(({ objects }) => objects)
      .filter((source) => isWorkload(source) && this.bench.isSound(source))
      .filter(({ object }) => hasLabels(podLabelsOf(object), selector))
      .map(({ object }) => podSpecOf(object));
  }
}
