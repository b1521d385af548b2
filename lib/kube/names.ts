/**
 * The syntax of names, with what is said of those that do not have it.
 *
 * @see https://pkg.go.dev/k8s.io/apimachinery/pkg/util/validation
 */
import { byteLength } from './utf8';

/** What is wrong with a value; nothing, where nothing is. */
export type Syntax = (value: string) => readonly string[];

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const LABEL_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const UNDERSCORED = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const ALPHANUMERIC = 'and must start and end with an alphanumeric character';

/** `must be between 1 and 65535, inclusive` */
export function between(low: number, high: number): string {
  return `must be between ${low} and ${high}, inclusive`;
}

const tooLong = (length: number): string => `must be no more than ${length} characters`;

function mismatch(message: string, pattern: string, ...examples: readonly string[]): string {
  const shown = examples.map((example) => `'${example}', `).join(' or ');
  return `${message} (${shown === '' ? '' : `e.g. ${shown}`}regex used for validation is '${pattern}')`;
}

/** Nothing is wrong, as nearly always: the same list every time. */
const FINE: readonly string[] = [];

/** A value of limited length that matches a pattern, which allows ASCII alone. */
function pattern(source: string, message: string, examples: readonly string[], length = Number.MAX_VALUE): Syntax {
  const expression = new RegExp(`^(?:${source})$`);
  return (value) => {
    const fits = expression.test(value);
    if (fits && value.length <= length) return FINE;
    return [
      ...(byteLength(value) > length ? [tooLong(length)] : []),
      ...(fits ? [] : [mismatch(message, source, ...examples)]),
    ];
  };
}

/** A DNS name of RFC 1123: the names of most kinds. */
export const dnsSubdomain = pattern(
  SUBDOMAIN,
  `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', ${ALPHANUMERIC}`,
  ['example.com'],
  253,
);

/** A DNS name that may contain underscores: search domains. */
export const dnsSubdomainWithUnderscores = pattern(
  `${UNDERSCORED}(\\.${UNDERSCORED})*`,
  `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', ${ALPHANUMERIC}`,
  ['example.com'],
  253,
);

/** A DNS name with `*` as its first label: hosts of ingresses. */
export const wildcardDnsSubdomain = pattern(
  `\\*\\.${SUBDOMAIN}`,
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
  ['*.example.com'],
  253,
);

const label = pattern(
  LABEL,
  `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', ${ALPHANUMERIC}`,
  ['my-name', '123-abc'],
);
const subdomainOfAnyLength = new RegExp(`^(?:${SUBDOMAIN})$`);

/** A DNS label of RFC 1123: namespaces, containers, volumes, ports of services. */
export const dnsLabel: Syntax = (value) => {
  const problems = label(value);
  if (problems.length === 0 && value.length <= 63) return FINE;
  return [
    ...(byteLength(value) > 63 ? [tooLong(63)] : []),
    ...(problems.length > 0 && subdomainOfAnyLength.test(value) ? ['must not contain dots'] : problems),
  ];
};

/** A DNS label of RFC 1035, which starts with a letter: services, versions of definitions. */
export const dns1035Label = pattern(
  LABEL_1035,
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  ['my-name', 'abc-123'],
  63,
);

const QUALIFIED_MESSAGE = `must consist of alphanumeric characters, '-', '_' or '.', ${ALPHANUMERIC}`;
const QUALIFIED_EXAMPLES = ['MyName', 'my.name', '123-abc'];
const qualifiedPart = pattern(QUALIFIED, QUALIFIED_MESSAGE, QUALIFIED_EXAMPLES);

/** A name after an optional DNS name and `/`: keys of labels and annotations, finalizers, resources. */
export const qualifiedName: Syntax = (value) => {
  if (value.length <= 63 && !value.includes('/') && qualifiedPart(value).length === 0) return FINE;
  const parts = value.split('/');
  if (parts.length > 2) {
    const shown = mismatch(`a qualified name ${QUALIFIED_MESSAGE}`, QUALIFIED, ...QUALIFIED_EXAMPLES);
    return [`${shown} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const problems: string[] = [];
  const name = parts.at(-1) as string;
  const prefix = parts.length === 2 ? parts[0] : undefined;
  if (prefix === '') problems.push('prefix part must be non-empty');
  else if (prefix !== undefined) problems.push(...dnsSubdomain(prefix).map((problem) => `prefix part ${problem}`));
  if (name === '') problems.push('name part must be non-empty');
  else if (byteLength(name) > 63) problems.push(`name part ${tooLong(63)}`);
  return [...problems, ...qualifiedPart(name).map((problem) => `name part ${problem}`)];
};

/** A value of a label. */
export const labelValue = pattern(
  `(${QUALIFIED})?`,
  `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', ${ALPHANUMERIC}`,
  ['MyValue', 'my_value', '12345'],
  63,
);

/** A name that may stand in a path of a URL: roles and their bindings. */
export const pathSegment: Syntax = (value) => {
  if (value === '.' || value === '..') return [`may not be '${value}'`];
  return ['/', '%']
    .filter((character) => value.includes(character))
    .map((character) => `may not contain '${character}'`);
};

/** The name of a container's port, which probes and services refer to. */
export const portName: Syntax = (value) => [
  ...(byteLength(value) > 15 ? [tooLong(15)] : []),
  ...(/^[-a-z0-9]+$/.test(value) ? [] : ['must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)']),
  ...(/[a-z]/.test(value) ? [] : ['must contain at least one letter (a-z)']),
  ...(value.includes('--') ? ['must not contain consecutive hyphens'] : []),
  ...(/^-|-$/.test(value) ? ['must not begin or end with a hyphen'] : []),
];

/** A number of a port. */
export function portNumber(value: number): readonly string[] {
  return value >= 1 && value <= 65535 ? [] : [between(1, 65535)];
}

/** `25%` */
export const percent = pattern('[0-9]+%', "a valid percent string must be a numeric string followed by an ending '%'", [
  '1%',
  '93%',
]);

/** The name of an HTTP header. */
export const httpHeaderName = pattern(
  '[-A-Za-z0-9]+',
  "a valid HTTP header must consist of alphanumeric characters or '-'",
  ['X-Header-Name'],
);

/** The name of an environment variable, relaxed since Kubernetes 1.32. */
export const environmentVariable: Syntax = (value) =>
  /^[ -<>-~]*$/.test(value)
    ? FINE
    : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];

const configKey = pattern(
  '[-._a-zA-Z0-9]+',
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
  ['key.name', 'KEY_NAME', 'key-name'],
  253,
);

/** A name as in C: attributes of devices. */
export const cIdentifier = pattern(
  '[A-Za-z_][A-Za-z0-9_]*',
  "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'",
  ['my_name', 'MY_NAME', 'MyName'],
);

/** A key of a config map or a secret, which becomes a file name. */
export const configMapKey: Syntax = (value) => {
  const problems = [...configKey(value)];
  if (value === '.') problems.push("must not be '.'");
  else if (value === '..') problems.push("must not be '..'");
  else if (value.startsWith('..')) problems.push("must not start with '..'");
  return problems;
};

/** A name with at least three labels: admission webhooks. */
export function fullyQualifiedName(value: string): readonly string[] {
  const problems = dnsSubdomain(value);
  if (problems.length > 0) return [problems.join(',')];
  return value.split('.').length < 3 ? ['should be a domain with at least three segments separated by dots'] : [];
}
