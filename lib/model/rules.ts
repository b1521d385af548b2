/** What is said of texts, by the ids of its findings. */
export const TEXT_RULES = {
  YAML_SYNTAX: {
    severity: 'error',
    docs: {
      says: 'a text that is not YAML, or that kubectl does not read as it is meant',
      why: 'kubectl reads YAML 1.1 as Go does. What it cannot read, or passes over without a word, never reaches the cluster.',
      fix: 'Correct the text; templates must be rendered first.',
      symptoms: ['error converting YAML to JSON'],
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
      why: 'A document may have 32 Mi characters, nest 400 levels deep and expand to a million values.',
      fix: 'Put --- between objects instead of all of them in a List, and look for an alias of what encloses it.',
    },
  },
} as const;
