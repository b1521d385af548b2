import type { NativeKind } from '../codegen/native-schema';
import { groupBy } from '../kube/group-by';
import { remembered } from '../kube/remembered';
import type { MetadataJudge } from '../schema/embedded';
import { Report as ReportOf } from '../violation/report';
import { isError, type Violation } from '../violation/violation';
import { decode } from './decoding/decode';
import { loadNativeKinds, type NativeKindsOf } from './decoding/native-schema';
import { type Shape, Shapes } from './decoding/shapes';
import { prepared } from './defaults/creation';
import {
  checkCustomMetadata,
  checkEmbeddedMetadata,
  checkMetadata,
  type MetadataOfKind,
  metadataOfKind,
  ofMetadata,
} from './metadata';
import type { Report } from './rules';
import { TABLES } from './tables';
import { withoutDoubtful } from './undecodable';
import { structOf } from './values/decoded';
import { Walk } from './walk/walk';

const NONE: readonly Violation[] = [];

type Fields = Readonly<Record<string, unknown>>;

/** What all objects of a kind are judged by. */
interface KindOfObjects {
  /** Group and kind: `apps/Deployment`. */
  readonly name: string;
  readonly shape: Shape;
  readonly metadata: MetadataOfKind;
}

/** The kinds that are built into the API server of a version of Kubernetes. */
export class NativeKinds {
  private readonly walk = new Walk(TABLES);
  private kinds: NativeKindsOf | undefined;
  /** Prepared once, when the first object is decoded. */
  private shapes: Shapes | undefined;
  private readonly known = new Map<NativeKind, KindOfObjects>();

  /** @param load called when a kind is first asked for */
  constructor(private readonly load: () => NativeKindsOf) {}

  /** The version of Kubernetes, such as `1.34.0`. */
  get version(): string {
    return this.loaded.version;
  }

  /** All kinds that are served by default, by group and name, with the versions of each. */
  all(): readonly { readonly group: string; readonly kind: string; readonly versions: readonly string[] }[] {
    const served = this.loaded.kinds.filter((kind) => kind.served);
    return [...groupBy(served, ({ group, kind }) => `${group}/${kind}`).values()].flatMap(([first]) =>
      first === undefined
        ? []
        : { group: first.group, kind: first.kind, versions: this.servedVersions(first.group, first.kind) },
    );
  }

  /** Whether the API server knows the kind in this version, be it served by default or not. */
  has(apiVersion: string, kind: string): boolean {
    return this.loaded.find(apiVersion, kind) !== undefined;
  }

  /** Whether objects of the kind belong to a namespace. */
  scopeOf(apiVersion: string, kind: string): 'Cluster' | 'Namespaced' | undefined {
    return this.loaded.find(apiVersion, kind)?.scope;
  }

  /** Whether objects of a kind in a version can be created where nobody has configured anything. */
  isServed(apiVersion: string, kind: string): boolean {
    return this.loaded.find(apiVersion, kind)?.served === true && this.isCreated(apiVersion, kind);
  }

  /** Whether anybody creates objects of the kind: some can only be read. */
  isCreated(apiVersion: string, kind: string): boolean {
    return apiVersion !== 'v1' || kind !== 'ComponentStatus';
  }

  /** The versions of a kind that an API server serves by default: alpha and beta ones it does not. */
  servedVersions(group: string, kind: string): readonly string[] {
    return this.loaded
      .versions(group, kind)
      .filter(({ served }) => served)
      .map(({ version }) => version);
  }

  /** Whether a group is one of the API server's own, be it served by default or not. */
  hasGroup(group: string): boolean {
    return this.loaded.ofGroup(group).length > 0;
  }

  /** The versions of a group that an API server serves by default; none if the group is not one of its own. */
  groupVersions(group: string): ReadonlySet<string> {
    return new Set(
      this.loaded
        .ofGroup(group)
        .filter(({ served }) => served)
        .map(({ version }) => version),
    );
  }

  /** What the API server says of an object of a built-in kind; nothing of other objects. */
  check(object: Fields, apiVersion: string, kind: string): readonly Violation[] {
    const native = this.loaded.find(apiVersion, kind);
    if (native === undefined) return NONE;
    const { name, shape, metadata } = remembered(this.known, native, () => this.kindOfObjects(native));
    if (shape.type !== 'struct') return NONE;
    const { value, violations: decoding, repeated } = decode(this.loadShapes(), shape, object);
    const report: Report = new ReportOf();
    const decoded = prepared(name, value as Fields);
    checkMetadata(structOf(decoded.metadata), metadata, report);
    const warnings: Report = new ReportOf();
    this.walk.check(shape, decoded, name, report, warnings);
    if (decoding.length + report.count + warnings.count + repeated.length === 0) return NONE;
    const found = [...decoding.map(ofMetadata), ...withoutDoubtful(report.violations, decoding)];
    // The API server warns of what it accepts.
    const told = found.some(isError) ? [] : warnings.violations;
    const others = repeated.filter(({ path }) => !report.has(path) && !warnings.has(path));
    return [...found, ...told, ...others];
  }

  /** What the API server says of the metadata of an object of a custom kind. */
  checkMetadata(object: Fields, ofKind: MetadataOfKind): readonly Violation[] {
    return checkCustomMetadata(this.loadShapes(), object, ofKind);
  }

  /** What the API server says of the metadata of an object that is inside of another one. */
  readonly embeddedMetadata: MetadataJudge = (metadata, at) => checkEmbeddedMetadata(this.loadShapes(), metadata, at);

  private kindOfObjects({ group, kind, scope, schema }: NativeKind): KindOfObjects {
    const name = `${group}/${kind}`;
    const metadata = metadataOfKind(name, scope === 'Namespaced', true);
    return { name, shape: this.loadShapes().named(schema), metadata };
  }

  private get loaded(): NativeKindsOf {
    this.kinds ??= this.load();
    return this.kinds;
  }

  private loadShapes(): Shapes {
    this.shapes ??= new Shapes(this.loaded.definitions);
    return this.shapes;
  }
}

/** Those of the version that is checked against if nobody says another one. */
export const nativeKinds = new NativeKinds(loadNativeKinds);
