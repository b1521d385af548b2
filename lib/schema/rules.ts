/** What the API server's validation says, by the ids of its findings. */
export const SCHEMA_RULES = {
  SCHEMA_TYPE: 'a value has another type than the field',
  SCHEMA_REQUIRED: 'a required field is missing',
  SCHEMA_ENUM: 'a value is none of those that the field allows',
  SCHEMA_PATTERN: 'a text does not match the pattern of the field',
  SCHEMA_RANGE: 'a number is too small, too large, or no multiple of what it must be',
  SCHEMA_LENGTH: 'a text is too short or too long',
  SCHEMA_ITEMS: 'a list or a map has too few or too many entries',
  SCHEMA_FORMAT: 'a text or a number does not have the format of the field',
  SCHEMA_ONE_OF: 'not exactly one of several alternatives holds',
  SCHEMA_ANY_OF: 'none of several alternatives holds',
  SCHEMA_ALL_OF: 'not all of several conditions hold',
  SCHEMA_NOT: 'something holds that must not hold',
  SCHEMA_UNKNOWN_FIELD: 'the kind has no such field',
  SCHEMA_DUPLICATE: 'a list has an entry twice, or a key of its entries',
  SCHEMA_CEL: 'a rule that the definition states in CEL does not hold',
  SCHEMA_CEL_SKIPPED: 'the rules of the definition are not checked because other errors come first',
  SCHEMA_EMBEDDED: 'an object inside of an object has no apiVersion or kind',
  SCHEMA_LIMIT: 'the object is larger or deeper than the API server accepts',
  SCHEMA_OBJECT: 'this is no Kubernetes object: apiVersion or kind is missing',
  SCHEMA_UNKNOWN_KIND: 'nothing is known of the kind, so it is not checked',
  SCHEMA_VERSION: 'the kind is not served in this version',
  SCHEMA_DEPRECATED: 'the version of the kind is deprecated',
} as const;

/** A stable id. */
export type SchemaRule = keyof typeof SCHEMA_RULES;
