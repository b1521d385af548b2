import type { OwnCause, OwnVerdict } from './own-verdict';
import type { ServerVerdict } from './server-verdict';

/** A refusal that says something about the cluster and nothing about the manifest. */
interface StateRule {
  readonly message: RegExp;
  /** Why it says nothing. */
  readonly reason: string;
}

const STATE: readonly StateRule[] = [
  { message: /failed to lookup namespace|namespaces ".*" not found/, reason: 'the namespace does not exist' },
  { message: /already exists$/, reason: 'the name is taken' },
  { message: /provided (?:port|IP) is already allocated/, reason: 'the address or port is taken' },
  {
    message: /provided port is not in the valid range|is not in the valid range\. The range of valid/,
    reason: 'the ranges of node ports and cluster addresses are flags of the server',
  },
  { message: /is not configured on this cluster/, reason: 'families of addresses are flags of the server' },
  { message: /no PriorityClass with name .* was found/, reason: 'the PriorityClass does not exist' },
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
export function stateOf({ verdict, status, message }: ServerVerdict): string | undefined {
  if (verdict !== 'refused') return undefined;
  if (status === 0) return 'the server itself fails (it panics, and breaks the connection off)';
  return STATE.find((rule) => rule.message.test(message))?.reason;
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
    rule: 'K8S_NAMESPACE',
    message: /is cluster-scoped: the namespace is ignored/,
    reason: 'kubectl leaves out the namespace of what has none',
  },
];

/** Whether a warning is about what the server is not asked. */
export function isAdvice({ rule, message }: OwnCause): boolean {
  return ADVICE.some((each) => each.rule === rule && each.message.test(message));
}

/** What Meshwright says and a server says only when it writes: on a dry run it gives away no ports and addresses. */
const ALLOCATION = /provided (?:port|IP) is not in the valid range/;

/** Why a verdict of Meshwright cannot be compared, if so. */
export function unaskedOf({ causes }: OwnVerdict): string | undefined {
  return causes.some(({ message }) => ALLOCATION.test(message))
    ? 'on a dry run the server gives away no ports and addresses, and does not look at them'
    : undefined;
}
