import { isMap } from '../../lib/kube/json';
import type { OwnCause, OwnVerdict } from './own-verdict';
import type { ServerVerdict } from './server-verdict';

/** A refusal that says something about the cluster and nothing about the manifest. */
interface StateRule {
  readonly message: RegExp;
  /** Why it says nothing. */
  readonly reason: string;
  /** Whether it is so only of objects without a namespace. */
  readonly withoutNamespace?: boolean;
}

const STATE: readonly StateRule[] = [
  { message: /failed to lookup namespace|namespaces ".*" not found/, reason: 'the namespace does not exist' },
  {
    message: /involvedObject\.namespace: Invalid value: ".*": does not match event\.namespace/,
    reason: 'an event without a namespace is in that of the request',
    withoutNamespace: true,
  },
  { message: /already exists$/, reason: 'the name is taken' },
  { message: /provided (?:port|IP) is already allocated/, reason: 'the address or port is taken' },
  {
    message: /provided port is not in the valid range|is not in the valid range\. The range of valid/,
    reason: 'the ranges of node ports and cluster addresses are flags of the server',
  },
  {
    message: /not configured on this cluster|not configured for dual-stack services/,
    reason: 'families of addresses are flags of the server',
  },
  { message: /no PriorityClass with name .* was found/, reason: 'the PriorityClass does not exist' },
  {
    message: /must not be provided in pod spec; priority admission controller computed/,
    reason: 'priority and preemption of a pod are those of its PriorityClass, or of the default one, in the cluster',
  },
  {
    message: /requires the `resource\.kubernetes\.io\/admin-access: true` label on the containing namespace/,
    reason: 'the labels of the namespace in the cluster decide',
  },
  {
    message: /serviceAccountToken: Forbidden: must not be specified when serviceAccountName is not set/,
    reason: 'a cluster gives each pod a service account; the server that is asked runs without this plugin',
  },
  { message: /RuntimeClass ".*" not found/, reason: 'the RuntimeClass does not exist' },
  {
    message: /Pod Overhead set without corresponding RuntimeClass/,
    reason: 'the overhead must be that of the RuntimeClass in the cluster',
  },
  {
    message: /resourceVersion should not be set on objects to be created/,
    reason: 'an object with a resourceVersion is there already: it is updated, not created',
  },
];

/** Why a verdict says nothing about the manifest, if so. */
export function stateOf({ verdict, status, message }: ServerVerdict, object: unknown): string | undefined {
  if (verdict !== 'refused') return undefined;
  if (status === 0) return 'the server itself fails (it panics, and breaks the connection off)';
  const hasNamespace = isMap(object) && isMap(object.metadata) && isSet(object.metadata.namespace);
  return STATE.find((rule) => rule.message.test(message) && !(rule.withoutNamespace === true && hasNamespace))?.reason;
}

/** Decoders take null, and texts without anything in them, for nothing. */
function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

/** What Meshwright warns of, and a server that is asked to create an object does not speak of. */
interface Advice {
  readonly rule: string;
  readonly message: RegExp;
  /** Who would say it. */
  readonly reason: string;
}

const ADVICE: readonly Advice[] = [
  {
    rule: 'K8S_DUPLICATE_KEY',
    message: /^\S* ?server-side apply: /,
    reason: 'a server-side apply refuses keys that are there twice; here objects are created',
  },
  {
    rule: 'SCHEMA_FORMAT',
    message: /Checked value must be of type integer with format/,
    reason: 'istiod cannot read numbers that the format of a field excludes; the server does not look at the format',
  },
  {
    rule: 'K8S_SCHEDULING',
    message: /\n.*is invalid, a valid label/,
    reason: 'a warning with a line break fits into no header: the server loses it',
  },
  {
    rule: 'K8S_NAMESPACE',
    message: /is cluster-scoped: the namespace is ignored/,
    reason: 'kubectl leaves out the namespace of what has none',
  },
];

/** Whether a warning is about what the server is not asked. */
export function isAdvice({ rule, message }: OwnCause): boolean {
  return ADVICE.some((each) => each.rule === rule && each.message.test(message));
}

/** Of which the server says nothing before something else is right, and Meshwright does. */
interface Later {
  /** A field that the server names first. */
  readonly first: RegExp;
  /** Fields that it looks at later. */
  readonly later: RegExp;
}

const LATER: readonly Later[] = [
  // A template is looked at when its selector can be used.
  { first: /^spec\.selector$/, later: /^spec\.template\./ },
  // The addresses of a Service are looked at before all else.
  { first: /^spec\.(?:clusterIPs|ipFamilies|ipFamilyPolicy)\b/, later: /^(?:spec|metadata)\./ },
  // Names of kinds that ask for nothing in particular are looked at last.
  { first: /^(?!metadata)/, later: /^metadata\.name$/ },
];

/** Whether the server did not come to look at fields that Meshwright names. */
export function isLater(fields: readonly string[], named: readonly string[]): boolean {
  return LATER.some(
    ({ first, later }) =>
      named.some((field) => first.test(field)) &&
      !named.some((field) => later.test(field) && !first.test(field)) &&
      fields.every((field) => later.test(field)),
  );
}

/** What Meshwright says and a server says only when it writes: on a dry run it gives away no ports and addresses. */
const ALLOCATION = /provided (?:port|IP) is not in the valid range/;

/** Why a verdict of Meshwright cannot be compared, if so. */
export function unaskedOf({ causes }: OwnVerdict): string | undefined {
  return causes.some(({ message }) => ALLOCATION.test(message))
    ? 'on a dry run the server gives away no ports and addresses, and does not look at them'
    : undefined;
}
