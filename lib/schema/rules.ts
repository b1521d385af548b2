import type { RulesOf } from '../violation/rule';

const STRUCTURAL =
  'https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation';
const FIELD_VALIDATION = 'https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation';

/** A VirtualService with the given lines in its spec. */
const virtualService = (spec: string): string => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: reviews, namespace: bookinfo}
spec:
${spec}`;

const destinationRule = (spec: string): string => `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: reviews, namespace: bookinfo}
spec:
  host: reviews
${spec}`;

const ROUTED = `  hosts: [reviews]
  http:
  - route: [{destination: {host: reviews}}]
`;

const lease = (acquired: string): string => `apiVersion: coordination.k8s.io/v1
kind: Lease
metadata: {name: web}
spec: {acquireTime: "${acquired}"}
`;

const workload = (version: string): string => `apiVersion: ${version}
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: example.com/web:1}]}
`;

/** What the API server's validation says of the structure of objects, by the ids of its findings. */
export const SCHEMA_RULES = {
  SCHEMA_TYPE: {
    severity: 'error',
    docs: {
      says: 'a value of another type than the field holds',
      why: 'The API server cannot decode the object and refuses it. Most often quotes are missing or too many: a port in quotes, a version number without.',
      fix: 'Write the value as what the field holds: a text in quotes, a number without.',
      see: STRUCTURAL,
      wrong: virtualService('  hosts: reviews\n'),
      right: virtualService(ROUTED),
    },
  },
  SCHEMA_REQUIRED: {
    severity: 'error',
    docs: {
      says: 'a required field that is missing',
      why: 'The definition of the kind says that the field must be there, so the API server refuses the object.',
      fix: 'Give the field, or rename the one that was meant.',
      see: STRUCTURAL,
      wrong: virtualService('  hosts: [reviews]\n  http:\n  - route: [{destination: {subset: v1}}]\n'),
      right: virtualService('  hosts: [reviews]\n  http:\n  - route: [{destination: {host: reviews, subset: v1}}]\n'),
    },
  },
  SCHEMA_ENUM: {
    severity: 'error',
    docs: {
      says: 'a value that is none of those that the field allows',
      why: 'The API server refuses every value that the definition does not list, also one in another case.',
      fix: 'Write one of the supported values.',
      see: STRUCTURAL,
      wrong: destinationRule('  trafficPolicy: {tls: {mode: ISTIO}}\n'),
      right: destinationRule('  trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}\n'),
    },
  },
  SCHEMA_PATTERN: {
    severity: 'error',
    docs: {
      says: 'a text that does not match the pattern of the field',
      why: 'The definition of the kind has a regular expression for the field, which the API server applies.',
      fix: 'Write the text in the form that the pattern asks for.',
      see: STRUCTURAL,
    },
  },
  SCHEMA_RANGE: {
    severity: 'error',
    docs: {
      says: 'a number that is too small, too large, or no multiple of what it must be',
      why: 'The definition of the kind has bounds for the field.',
      fix: 'Give a number within the bounds.',
      see: STRUCTURAL,
      wrong: virtualService(
        '  hosts: [reviews]\n  http:\n  - route: [{destination: {host: reviews, port: {number: -1}}}]\n',
      ),
      right: virtualService(
        '  hosts: [reviews]\n  http:\n  - route: [{destination: {host: reviews, port: {number: 9080}}}]\n',
      ),
    },
  },
  SCHEMA_LENGTH: {
    severity: 'error',
    docs: {
      says: 'a text that is too short or too long',
      why: 'The definition of the kind has bounds for the number of characters.',
      fix: 'Shorten the text, or give one that is not empty.',
      see: STRUCTURAL,
      wrong: destinationRule(
        '  workloadSelector: {matchLabels: {app: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}}\n',
      ),
      right: destinationRule('  workloadSelector: {matchLabels: {app: reviews}}\n'),
    },
  },
  SCHEMA_ITEMS: {
    severity: 'error',
    docs: {
      says: 'a list or a map with too few or too many entries',
      why: 'The definition of the kind has bounds for the number of entries.',
      fix: 'Leave the field out instead of leaving it empty, or split the object.',
      see: STRUCTURAL,
    },
  },
  SCHEMA_FORMAT: {
    severity: 'error',
    docs: {
      says: 'a text or a number without the format of the field',
      why: 'Fields hold more than texts and numbers: times, bytes in base64, addresses, numbers of 32 bits. What is none cannot be decoded.',
      fix: 'Write the value in the format that the message names.',
      see: STRUCTURAL,
      wrong: lease('yesterday'),
      right: lease('2026-01-01T00:00:00.000000Z'),
    },
  },
  SCHEMA_ONE_OF: {
    severity: 'error',
    docs: {
      says: 'none, or more than one, of several alternatives',
      why: 'The definition of the kind says that exactly one of several fields may be given, and the API server counts.',
      fix: 'Keep one of the fields that the message names.',
      see: STRUCTURAL,
      wrong: virtualService(
        '  hosts: [reviews]\n  http:\n  - match: [{uri: {exact: /a, prefix: /a}}]\n    route: [{destination: {host: reviews}}]\n',
      ),
      right: virtualService(
        '  hosts: [reviews]\n  http:\n  - match: [{uri: {prefix: /a}}]\n    route: [{destination: {host: reviews}}]\n',
      ),
    },
  },
  SCHEMA_ANY_OF: {
    severity: 'error',
    docs: {
      says: 'none of several alternatives',
      why: 'The definition of the kind says that at least one of several conditions must hold.',
      fix: 'Make one of them hold.',
      see: STRUCTURAL,
    },
  },
  SCHEMA_ALL_OF: {
    severity: 'error',
    docs: {
      says: 'not all of several conditions that must hold together',
      why: 'The definition of the kind says that all of them must hold.',
      fix: 'Make each of them hold; the findings beside this one say which do not.',
      see: STRUCTURAL,
    },
  },
  SCHEMA_NOT: {
    severity: 'error',
    docs: {
      says: 'something that the definition of the kind excludes',
      why: 'The definition of the kind says that a condition must not hold, and it does.',
      fix: 'Look at the description of the field for what may not stand together.',
      see: STRUCTURAL,
    },
  },
  SCHEMA_UNKNOWN_FIELD: {
    severity: 'error',
    docs: {
      says: 'a field that the kind does not have',
      why: 'kubectl asks for strict validation and the object is refused. Where nobody asks for it, the API server drops the field without a word, and nothing does what it says.',
      fix: 'Correct the name, or move the field to where it belongs; the indentation is the usual cause.',
      symptoms: ['strict decoding error: unknown field'],
      see: FIELD_VALIDATION,
      wrong: virtualService(
        '  hosts: [reviews]\n  http:\n  - route: [{destination: {host: reviews}}]\n    retryes: {attempts: 3}\n',
      ),
      right: virtualService(
        '  hosts: [reviews]\n  http:\n  - route: [{destination: {host: reviews}}]\n    retries: {attempts: 3}\n',
      ),
    },
  },
  SCHEMA_DUPLICATE: {
    severity: 'error',
    docs: {
      says: 'a list with an entry twice, or with a key of its entries twice',
      why: 'The definition of the kind says that the list is a set, or a map by some of the fields of its entries; then an entry can be there once.',
      fix: 'Remove or rename one of the two.',
      see: 'https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy',
      wrong: `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: api, namespace: shop}
spec:
  hosts: [api.example.com]
  resolution: DNS
  ports:
  - {number: 80, name: http, protocol: HTTP}
  - {number: 443, name: http, protocol: TLS}
`,
      right: `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: api, namespace: shop}
spec:
  hosts: [api.example.com]
  resolution: DNS
  ports:
  - {number: 80, name: http, protocol: HTTP}
  - {number: 443, name: tls, protocol: TLS}
`,
    },
  },
  SCHEMA_CEL: {
    severity: 'error',
    docs: {
      says: 'a rule that the definition states in CEL and that does not hold',
      why: 'Definitions can state what the structure alone cannot, such as that of two fields one may be given. The API server evaluates these rules when an object is written.',
      fix: 'Do what the message says; where the definition has no message, it is the expression.',
      see: 'https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules',
      wrong: virtualService(
        '  hosts: [reviews]\n  http:\n  - timeout: 1us\n    route: [{destination: {host: reviews}}]\n',
      ),
      right: virtualService(
        '  hosts: [reviews]\n  http:\n  - timeout: 1s\n    route: [{destination: {host: reviews}}]\n',
      ),
    },
  },
  SCHEMA_EMBEDDED: {
    severity: 'error',
    docs: {
      says: 'an object inside of an object that does not say what it is',
      why: 'Where a definition has whole objects inside of its own, each needs apiVersion and kind.',
      fix: 'Give the inner object its apiVersion and kind.',
      see: 'https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#rawextension',
    },
  },
  SCHEMA_LIMIT: {
    severity: 'error',
    docs: {
      says: 'an object that is larger, deeper, or costs more to check than the API server accepts',
      why: 'A request may have 3 MiB; the rules of an object may cost a fixed budget together. An object far beyond that is most often made by a loop.',
      fix: 'Split the object.',
      see: 'https://kubernetes.io/docs/reference/using-api/cel/#runtime-cost-budget',
    },
  },
  SCHEMA_OBJECT: {
    severity: 'error',
    docs: {
      says: 'something that is no object of Kubernetes: kind or apiVersion is missing',
      why: 'kubectl cannot tell where to send it. In a folder, files that hold no object at all are passed over with a note.',
      fix: 'Give apiVersion, kind and metadata.name, or do not pass the file.',
      see: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/#required-fields',
    },
  },
  SCHEMA_UNKNOWN_KIND: {
    severity: 'note',
    docs: {
      says: 'a kind of which nothing is known, so that the object is not checked; an error where the kind cannot exist',
      why: 'Without the definition of a kind its objects cannot be checked. In a group whose kinds are known, and in those of Kubernetes itself, a kind that is not there does not exist.',
      fix: 'Import the definition: npx meshwright import URL. Where the name is misspelt, correct it.',
      symptoms: ['no matches for kind'],
    },
  },
  SCHEMA_VERSION: {
    severity: 'error',
    docs: {
      says: 'a kind that is not served in this version',
      why: 'Versions of an API come and go. Kubernetes does not serve alpha and beta versions unless somebody turns them on, and removes them some releases later.',
      fix: 'Write the version that is served; the message names it.',
      symptoms: ['no matches for kind'],
      see: 'https://kubernetes.io/docs/reference/using-api/deprecation-guide/',
      wrong: workload('apps/v1beta1'),
      right: workload('apps/v1'),
    },
  },
  SCHEMA_DEPRECATED: {
    severity: 'warning',
    docs: {
      says: 'a version of a kind that its definition calls deprecated',
      why: 'It is still served, and will not be one day.',
      fix: 'Write the version that the definition prefers.',
      see: 'https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/#version-deprecation',
    },
  },
} as const satisfies RulesOf<string>;

/** A stable id. */
export type SchemaRule = keyof typeof SCHEMA_RULES;
