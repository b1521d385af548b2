/** What is said of texts, by the ids of its findings. */
export const TEXT_RULES = {
  YAML_SYNTAX: {
    severity: 'error',
    docs: {
      says: 'a text that is not YAML, or not YAML that kubectl reads',
      why: 'kubectl reads YAML 1.1 as Go does, and JSON where a file begins with {. Of a file that it cannot read it applies nothing behind the mistake.',
      fix: 'Correct the text; templates must be rendered first.',
      symptoms: ['error converting YAML to JSON', 'error parsing'],
      see: 'https://yaml.org/spec/1.1/',
    },
  },
  YAML_DUPLICATE_KEY: {
    severity: 'error',
    docs: {
      says: 'a map with a key twice',
      why: 'One of the two values is lost. Strict validation refuses the object; without it nobody says which value counts.',
      fix: 'Remove one of the two.',
      symptoms: ['already set in map'],
      see: 'https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation',
    },
  },
  YAML_LIMIT: {
    severity: 'error',
    docs: {
      says: 'a document that is too large, too deep, or whose aliases expand without end',
      why: 'A document may have 32 MiB and nest 400 levels deep. Of what its aliases expand to, kubectl takes 99 % from them in a small document, 10 % in one of four million values.',
      fix: 'Put --- between objects instead of all of them in a List, and look for an alias of what encloses it.',
    },
  },
  YAML_IGNORED: {
    severity: 'warning',
    docs: {
      says: 'text behind the end of a document, which kubectl passes over',
      why: 'kubectl reads one value between two lines of ---. What follows it, behind ... or behind a closing bracket, is not applied, and nothing is said about it.',
      fix: 'Write --- instead of ..., or correct what ends the value too early.',
    },
  },
  YAML_ENCODING: {
    severity: 'warning',
    docs: {
      says: 'bytes that are not UTF-8',
      why: 'kubectl reads UTF-8, and UTF-16 with a byte order mark. Other bytes become U+FFFD, and so they are applied.',
      fix: 'Save the file as UTF-8.',
    },
  },
} as const;

export type TextRule = keyof typeof TEXT_RULES;
