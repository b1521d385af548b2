import { Report as ReportOf } from '../violation/report';
import type { Violation } from '../violation/violation';
import { checkAdmissionPolicy, checkPolicyBinding } from './admission-policies';
import { checkWebhooks } from './admission-webhooks';
import { checkDefinition } from './custom-resource-definitions';
import { decode } from './decode';
import { structOf } from './decoded';
import { checkCustomMetadata, checkMetadata, ofMetadata } from './metadata';
import { loadNativeKinds } from './native-schema';
import type { Report } from './rules';
import { Shapes } from './shapes';
import { TABLES } from './tables';
import { withoutDoubtful } from './undecodable';
import { Walk } from './walk';

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
    const decoded = withoutStatus(value as Fields);
    const name = `${native.group}/${native.kind}`;
    checkMetadata(
      structOf(decoded.metadata),
      { kind: name, namespaced: native.scope === 'Namespaced', isNative: true },
      report,
    );
    walk.check(shape, decoded, name, report);
    CHECKS.get(name)?.(decoded, report);
    const warnings = repeated.filter(({ path }) => !report.has(path));
    return [...decoding.map(ofMetadata), ...withoutDoubtful(report.violations, decoding), ...warnings];
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

/** Status is written by others, and dropped from what is created. */
function withoutStatus({ status: _, ...object }: Fields): Fields {
  return object;
}
