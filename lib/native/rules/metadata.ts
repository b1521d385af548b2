import type { RulesOf } from '../../violation/rule';
import { object } from './examples';

const NAMES = 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/';
const LABELS = 'https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set';

const named = (metadata: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: ${metadata}\n`;

const owned = (...uids: readonly string[]): string =>
  `{name: web, ownerReferences: [${uids.map((uid, index) => `{apiVersion: v1, kind: Pod, name: web-${index}, uid: "${uid}"}`).join(', ')}]}`;

/** What is said of `metadata`, of objects of every kind. */
export const METADATA_RULES = {
  K8S_METADATA: {
    severity: 'error',
    docs: {
      says: 'metadata with fields that there are not, of the wrong type, or with impossible values',
      why: 'All kinds have the same metadata, and the API server decodes it strictly.',
      fix: 'Correct the name or the value of the field.',
      see: 'https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/',
      wrong: named('{name: web, lables: {app: web}}'),
      right: named('{name: web, labels: {app: web}}'),
    },
  },
  K8S_NAME: {
    severity: 'error',
    docs: {
      says: 'a name that is missing, or does not have the syntax of names of its kind',
      why: 'Names become parts of URLs, of files and of DNS names, so most kinds take lower-case letters, digits, - and . only.',
      fix: 'Write the name in the syntax that the message names.',
      see: NAMES,
      wrong: named('{name: My_Settings}'),
      right: named('{name: my-settings}'),
    },
  },
  K8S_NAMESPACE: {
    severity: 'error',
    docs: {
      says: 'a namespace that is no DNS label; a Namespace with finalizers or levels of pod security that there are not; a warning where the kind belongs to no namespace',
      why: 'The namespace is a part of the DNS names of its Services. Of an object that belongs to no namespace the field is ignored.',
      fix: 'Write a DNS label, or remove the field.',
      see: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/',
      wrong: named('{name: web, namespace: shop.prod}'),
      right: named('{name: web, namespace: shop-prod}'),
    },
  },
  K8S_LABEL: {
    severity: 'error',
    docs: {
      says: 'a label whose key or value is none',
      why: 'Labels have a narrow syntax, because selectors are written with them: 63 letters, digits, -, _ and ., with an optional DNS name and / in front of the key.',
      fix: 'Write the key or the value in the syntax that the message names; longer texts belong in annotations.',
      see: LABELS,
      wrong: named('{name: web, labels: {team: web and shop}}'),
      right: named('{name: web, labels: {team: web-and-shop}}'),
    },
  },
  K8S_ANNOTATION: {
    severity: 'error',
    docs: {
      says: 'an annotation whose key is none or whose value is not what its reader takes, or more than 256 KiB of them',
      why: 'Keys of annotations have the syntax of keys of labels; values are free, except those that the API server itself reads.',
      fix: 'Correct the key, or put large texts into a ConfigMap.',
      see: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/#syntax-and-character-set',
      wrong: named('{name: web, annotations: {owned by: shop}}'),
      right: named('{name: web, annotations: {owned-by: shop}}'),
    },
  },
  K8S_FINALIZER: {
    severity: 'error',
    docs: {
      says: 'a finalizer that is no qualified name',
      why: 'A finalizer names who must act before the object goes, so it has the name of a domain in front.',
      fix: 'Write it as example.com/name.',
      see: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/',
      wrong: named('{name: web, finalizers: [cleanup]}'),
      right: named('{name: web, finalizers: [example.com/cleanup]}'),
    },
  },
  K8S_OWNER: {
    severity: 'error',
    docs: {
      says: 'an owner reference that does not say who the owner is',
      why: 'The object is deleted with its owner, which is known by apiVersion, kind, name and uid together. One owner may be the controller.',
      fix: 'Give all four, or leave the reference to the controller that makes the object.',
      see: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/owners-dependents/',
      wrong: named('{name: web, ownerReferences: [{apiVersion: v1, kind: Pod, name: a, uid: ""}]}'),
      right: named('{name: web, ownerReferences: [{apiVersion: v1, kind: Pod, name: a, uid: 5b1f8d4e-0c0d}]}'),
    },
  },
  K8S_DUPLICATE_KEY: {
    severity: 'warning',
    docs: {
      says: 'a list with two entries of one key, which a create accepts and server-side apply refuses',
      why: 'Server-side apply merges such lists by their keys. Client-side apply loses entries when one of them changes.',
      fix: 'Give each entry a key of its own.',
      see: 'https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy',
      wrong: named(owned('1', '1')),
      right: named(owned('1', '2')),
    },
  },
  K8S_SELECTOR: {
    severity: 'error',
    docs: {
      says: 'a selector that is missing, malformed, or does not select what is made from its template',
      why: 'A workload finds its pods by its selector. One that does not select its own pods would make new ones without end, so the API server refuses it.',
      fix: 'Give the template the labels that the selector asks for.',
      symptoms: ['`selector` does not match template `labels`'],
      see: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector',
      wrong: object(
        'apps/v1',
        'Deployment',
        `spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: wbe}}
    spec: {containers: [{name: web, image: example.com/web:1}]}
`,
      ),
      right: object(
        'apps/v1',
        'Deployment',
        `spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: example.com/web:1}]}
`,
      ),
    },
  },
} as const satisfies RulesOf<string>;
