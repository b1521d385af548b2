import { Report as ReportOf } from '../violation/report';
import { isError, type Violation } from '../violation/violation';
import { checkAdmissionPolicy, checkPolicyBinding } from './admission-policies';
import { checkWebhooks } from './admission-webhooks';
import { checkDefinition } from './custom-resource-definitions';
import { decode } from './decoding/decode';
import { loadNativeKinds } from './decoding/native-schema';
import { Shapes } from './decoding/shapes';
import { prepared } from './defaults/creation';
import { checkCustomMetadata, checkMetadata, ofMetadata } from './metadata';
import type { Report } from './rules';
import { TABLES } from './tables';
import { withoutDoubtful } from './undecodable';
import { structOf } from './values/decoded';
import { Walk } from './walk/walk';

type Fields = Readonly<Record<string, unknown>>;
type Check = (object: Fields, report: Report) => void;

/** Kinds whose checks are of the whole object, by group and kind. */
const CHECKS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['admissionregistration.k8s.io/MutatingWebhookConfiguration', checkWebhooks],
  ['admissionregistration.k8s.io/ValidatingAdmissionPolicy', checkAdmissionPolicy],
  ['admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding', checkPolicyBinding],
  ['admissionregistration.k8s.io/ValidatingWebhookConfiguration', checkWebhooks],
  ['apiextensions.k8s.io/CustomResourceDefinition', checkDefinition],
]);

const walk = new Walk(TABLES);
/** Prepared once, when the first object is decoded. */
let shapes: Shapes | undefined;

/** The kinds that are built into the API server (kube-apiserver 1.34). */
export const nativeKinds = {
  /** Whether the API server knows the kind in this version, be it served by default or not. */
  has(apiVersion: string, kind: string): boolean {
    return loadNativeKinds().find(apiVersion, kind) !== undefined;
  },

  /** Whether objects of the kind belong to a namespace. */
  scopeOf(apiVersion: string, kind: string): 'Cluster' | 'Namespaced' | undefined {
    return loadNativeKinds().find(apiVersion, kind)?.scope;
  },

  /** Whether objects of a kind in a version can be created where nobody has configured anything. */
  isServed(apiVersion: string, kind: string): boolean {
    return loadNativeKinds().find(apiVersion, kind)?.served === true && this.isCreated(apiVersion, kind);
  },

  /** Whether anybody creates objects of the kind: some can only be read. */
  isCreated(apiVersion: string, kind: string): boolean {
    return apiVersion !== 'v1' || kind !== 'ComponentStatus';
  },

  /** The versions of a kind that an API server serves by default: alpha and beta ones it does not. */
  servedVersions(group: string, kind: string): readonly string[] {
    return loadNativeKinds()
      .versions(group, kind)
      .filter(({ served }) => served)
      .map(({ version }) => version);
  },

  /** The versions of a group that an API server serves by default; none if the group is not one of its own. */
  groupVersions(group: string): ReadonlySet<string> {
    return new Set(
      loadNativeKinds()
        .ofGroup(group)
        .filter(({ served }) => served)
        .map(({ version }) => version),
    );
  },

  /** What the API server says of an object of a built-in kind; nothing of other objects. */
  check(object: Fields, apiVersion: string, kind: string): readonly Violation[] {
    const native = loadNativeKinds().find(apiVersion, kind);
    if (native === undefined) return [];
    const shapes = loadShapes();
    const shape = shapes.named(native.schema);
    if (shape.type !== 'struct') return [];
    const { value, violations: decoding, repeated } = decode(shapes, shape, object);
    const report: Report = new ReportOf();
    const name = `${native.group}/${native.kind}`;
    const decoded = prepared(name, value as Fields);
    checkMetadata(
      structOf(decoded.metadata),
      { kind: name, namespaced: native.scope === 'Namespaced', isNative: true },
      report,
    );
    const warnings: Report = new ReportOf();
    walk.check(shape, decoded, name, report, warnings);
    CHECKS.get(name)?.(decoded, report);
    const found = [...decoding.map(ofMetadata), ...withoutDoubtful(report.violations, decoding)];
    // The API server warns of what it accepts.
    const told = found.some(isError) ? [] : warnings.violations;
    const others = repeated.filter(({ path }) => !report.has(path) && !warnings.has(path));
    return [...found, ...told, ...others];
  },

  /** What the API server says of the metadata of an object of a custom kind. */
  checkMetadata(object: Fields, kind: string, scope: 'Cluster' | 'Namespaced'): readonly Violation[] {
    return checkCustomMetadata(loadShapes(), object, { kind, namespaced: scope === 'Namespaced' });
  },
};

function loadShapes(): Shapes {
  shapes ??= new Shapes(loadNativeKinds().definitions);
  return shapes;
}
