import { isDeepStrictEqual } from 'node:util';
import type { JsonMap } from '../../kube/json';
import { dnsLabel } from '../../kube/names';
import { setDefaults } from '../defaults';
import type { Report } from '../rules';
import { isSet, listOf, numberOf, structOf, textOf, textsOf } from '../values/decoded';
import type { Constraint } from '../walk/constraints';
import type { Check } from '../walk/table';

const rule = 'K8S_EXTENSION';

const ALL_RESOURCES = { verbs: ['*'], apiGroups: ['*'], resources: ['*'], clusterScope: true, namespaces: ['*'] };
const ALL_PATHS = { verbs: ['*'], nonResourceURLs: ['*'] };

/** Every cluster has these, and nobody changes them. */
const FIXED_SCHEMAS: Readonly<Record<string, JsonMap>> = {
  exempt: {
    matchingPrecedence: 1,
    priorityLevelConfiguration: { name: 'exempt' },
    rules: [
      {
        subjects: [{ kind: 'Group', group: { name: 'system:masters' } }],
        resourceRules: [ALL_RESOURCES],
        nonResourceRules: [ALL_PATHS],
      },
    ],
  },
  'catch-all': {
    matchingPrecedence: 10_000,
    priorityLevelConfiguration: { name: 'catch-all' },
    distinguisherMethod: { type: 'ByUser' },
    rules: [
      {
        subjects: [
          { kind: 'Group', group: { name: 'system:unauthenticated' } },
          { kind: 'Group', group: { name: 'system:authenticated' } },
        ],
        resourceRules: [ALL_RESOURCES],
        nonResourceRules: [ALL_PATHS],
      },
    ],
  },
};
const CATCH_ALL_LEVEL: JsonMap = {
  type: 'Limited',
  limited: { nominalConcurrencyShares: 5, lendablePercent: 0, limitResponse: { type: 'Reject' } },
};

const MAX_PRECEDENCE = 10_000;

/** Which requests it is about, and before which others. */
export const checkFlowSchema: Check = (object, around, { report }) => {
  const spec = structOf(object.spec ?? setDefaults('flowcontrol.v1.FlowSchemaSpec', {}));
  const name = textOf(structOf(object.metadata).name);
  const at = around.child('spec');
  const place = at.child('matchingPrecedence');
  const precedence = numberOf(spec.matchingPrecedence);
  if (precedence <= 0) report.invalid(rule, place, precedence, 'must be a positive value');
  else if (precedence > MAX_PRECEDENCE) {
    report.invalid(rule, place, precedence, `must not be greater than ${MAX_PRECEDENCE}`);
  } else if (precedence === 1 && name !== 'exempt') {
    report.invalid(rule, place, precedence, "only the schema named 'exempt' may have matchingPrecedence 1");
  }
  const { distinguisherMethod: method } = spec;
  if (isSet(method) && !['ByNamespace', 'ByUser'].includes(textOf(structOf(method).type))) {
    const there = at.child('distinguisherMethod', 'type');
    report.unsupported(rule, there, structOf(method).type, ['ByNamespace', 'ByUser']);
  }
  if (!isSet(spec.priorityLevelConfiguration)) {
    report.required(rule, at.child('priorityLevelConfiguration', 'name'), 'must reference a priority level');
  }
  const fixed = Object.hasOwn(FIXED_SCHEMAS, name) ? FIXED_SCHEMAS[name] : undefined;
  if (fixed === undefined || isDeepStrictEqual(bare(spec), fixed)) return;
  report.invalid(rule, at, spec, `spec of '${name}' must equal the fixed value`);
};

/** An object without fields that say nothing. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined && !(Array.isArray(inner) && inner.length === 0))
      .map(([key, inner]) => [key, bare(inner)]),
  );
}

export const checkRule: Check = ({ resourceRules, nonResourceRules }, at, { report }) => {
  if (listOf(resourceRules).length > 0 || listOf(nonResourceRules).length > 0) return;
  report.required(rule, at, 'at least one of resourceRules and nonResourceRules has to be non-empty');
};

const SUBJECTS: Readonly<Record<string, string>> = { group: 'Group', serviceAccount: 'ServiceAccount', user: 'User' };

/** Who asks: described by the field of its kind, and no other. */
export const checkSubject: Check = (subject, at, { report }) => {
  const kind = textOf(subject.kind);
  if (!Object.values(SUBJECTS).includes(kind)) {
    report.unsupported(rule, at.child('kind'), kind, ['Group', 'ServiceAccount', 'User']);
    return;
  }
  for (const [field, owner] of Object.entries(SUBJECTS)) {
    const place = at.child(field);
    if (owner !== kind) {
      if (isSet(subject[field]))
        report.forbidden(rule, place, `${field} is forbidden when subject kind is not '${owner}'`);
    } else if (!isSet(subject[field]))
      report.required(rule, place, `${field} is required when subject kind is '${owner}'`);
  }
};

const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch'];

/** Known verbs, or `*` alone. */
export const verbs: Constraint = (value, place) => {
  const given = textsOf(value);
  if (given.length === 0) return place.required('verbs must contain at least one value');
  if (given.includes('*')) {
    return given.length === 1 || place.invalid(given, "if '*' is present, must not specify other verbs");
  }
  return given.every((verb) => VERBS.includes(verb)) || place.unsupported(given, VERBS);
};

/** Paths, or `*` alone. */
export const nonResourceUrls: Constraint = (value, place) => {
  const given = textsOf(value);
  if (given.length === 0) return place.required('nonResourceURLs must contain at least one value');
  if (given.includes('*')) {
    return given.length === 1 || place.invalid(given, "if '*' is present, must not specify other non-resource URLs");
  }
  for (const [index, url] of given.entries()) {
    const problem = urlProblem(url);
    if (problem !== undefined) place.inside((path) => path.child(index)).invalid(url, problem);
  }
  return true;
};

function urlProblem(url: string): string | undefined {
  if (url === '') return 'must not be empty';
  if (!url.startsWith('/')) return 'must start with slash';
  if (url.includes(' ')) return 'must not contain white-space';
  if (url.includes('//')) return 'must not contain double slash';
  const wildcards = url.split('*').length - 1;
  return wildcards > 1 || (wildcards === 1 && !url.endsWith('/*')) ? 'wildcard can only do suffix matching' : undefined;
}

/** Which resources, and in which namespaces. */
export const checkResourceRule: Check = ({ apiGroups, resources, namespaces, clusterScope }, at, { report }) => {
  checkAll(at.child('apiGroups'), textsOf(apiGroups), 'api group', report);
  checkAll(at.child('resources'), textsOf(resources), 'resource', report);
  const place = at.child('namespaces');
  const given = textsOf(namespaces);
  if (given.length === 0 && clusterScope !== true) {
    const detail = 'resource rules that are not cluster scoped must supply at least one namespace';
    report.required(rule, place, detail);
  } else if (given.includes('*')) {
    if (given.length > 1) report.invalid(rule, place, given, "if '*' is present, must not specify other namespaces");
  } else {
    for (const [index, namespace] of given.entries()) {
      const problems = dnsLabel(namespace).map(
        (problem) => `each member of this list must be '*' or a DNS-1123 label; ${problem}`,
      );
      report.invalidEach(rule, place.child(index), namespace, problems);
    }
  }
};

function checkAll(at: Parameters<Check>[1], given: readonly string[], what: string, report: Report): void {
  if (given.length === 0) report.required(rule, at, `resource rules must supply at least one ${what}`);
  else if (given.length > 1 && given.includes('*')) {
    report.invalid(rule, at, given, `if '*' is present, must not specify other ${what}s`);
  }
}

/** What a level grants depends on its type; there is one exempt level only. */
export const checkPriorityLevel: Check = (object, around, { report }) => {
  const spec = structOf(object.spec);
  const name = textOf(structOf(object.metadata).name);
  const at = around.child('spec');
  const { type, limited, exempt } = spec;
  if ((name === 'exempt') !== (type === 'Exempt')) {
    report.invalid(rule, at.child('type'), textOf(type), "must be 'Exempt' if and only if `name` is 'exempt'");
  }
  if (type === 'Exempt') {
    if (isSet(limited)) report.forbidden(rule, at.child('limited'), 'must be nil if the type is not Limited');
  } else if (type === 'Limited') {
    if (isSet(exempt)) report.forbidden(rule, at.child('exempt'), 'must be nil if the type is Limited');
    if (!isSet(limited)) report.required(rule, at.child('limited'), 'must not be empty when type is Limited');
  } else report.unsupported(rule, at.child('type'), textOf(type), ['Exempt', 'Limited']);
  if (name === 'exempt' && (type !== 'Exempt' || isSet(limited))) {
    const detail = "spec of 'exempt' except the 'spec.exempt' field must equal the fixed value";
    report.invalid(rule, at, spec, detail);
  } else if (name === 'catch-all' && !isDeepStrictEqual(bare(spec), CATCH_ALL_LEVEL)) {
    report.invalid(rule, at, spec, "spec of 'catch-all' must equal the fixed value");
  }
};

/** What happens to requests that have to wait. */
export const checkLimitResponse: Check = ({ type, queuing }, at, { report }) => {
  const place = at.child('queuing');
  if (type === 'Reject') {
    const detail = 'must be nil if limited.limitResponse.type is not Limited';
    if (isSet(queuing)) report.forbidden(rule, place, detail);
  } else if (type === 'Queue') {
    const detail = 'must not be empty if limited.limitResponse.type is Limited';
    if (!isSet(queuing)) report.required(rule, place, detail);
  } else report.unsupported(rule, at.child('type'), textOf(type), ['Queue', 'Reject']);
};

const MAX_QUEUES = 10_000_000;
const MAX_ENTROPY_BITS = 60;

/** Requests are dealt to queues like cards, as far as a hash of 60 bits goes. */
export const checkQueuing: Check = (queuing, at, { report }) => {
  const [queues, hand, length] = [queuing.queues, queuing.handSize, queuing.queueLengthLimit].map(numberOf) as [
    number,
    number,
    number,
  ];
  if (length <= 0) report.invalid(rule, at.child('queueLengthLimit'), length, 'must be positive');
  if (queues <= 0) report.invalid(rule, at.child('queues'), queues, 'must be positive');
  else if (queues > MAX_QUEUES) {
    report.invalid(rule, at.child('queues'), queues, `must not be greater than ${MAX_QUEUES}`);
  }
  const place = at.child('handSize');
  if (hand <= 0) report.invalid(rule, place, hand, 'must be positive');
  else if (hand > queues) report.invalid(rule, place, hand, `should not be greater than queues (${queues})`);
  else if (Math.ceil(Math.log2(queues) * hand) > MAX_ENTROPY_BITS) {
    const detail = `required entropy bits of deckSize ${queues} and handSize ${hand} should not be greater than ${MAX_ENTROPY_BITS}`;
    report.invalid(rule, place, hand, detail);
  }
};
