import type { JsonSchema } from './custom-resource-definition';

const DURATION_RULE = /^duration\(self\) >= duration\('([^']+)'\)$/;

const FORMATS: Readonly<Record<string, string>> = {
  byte: 'Base64.',
  'date-time': 'A time such as 2006-01-02T15:04:05Z.',
  uri: 'A URI.',
  url: 'A URL.',
};

/** What a schema asks of a value beyond its type, in sentences for a comment. */
export function constraints(schema: JsonSchema): string[] {
  const items = schema.items ?? {};
  return [
    ...valueConstraints(schema),
    ...between(schema.minItems, schema.maxItems, 'item', schema.type === 'array'),
    ...(schema.type === 'array' ? valueConstraints(items).map((text) => `Each: ${text}`) : []),
    ...(schema['x-kubernetes-list-type'] === 'set' ? ['No item twice.'] : []),
    ...(schema['x-kubernetes-list-map-keys'] ? [`Unique by ${schema['x-kubernetes-list-map-keys'].join(', ')}.`] : []),
    ...between(schema.minProperties, schema.maxProperties, 'entry', true),
    ...(schema.default === undefined ? [] : [`Default ${JSON.stringify(schema.default)}.`]),
  ];
}

function valueConstraints(schema: JsonSchema): string[] {
  return [
    ...(schema.format === undefined ? [] : [FORMATS[schema.format] ?? '']).filter((text) => text !== ''),
    ...range(schema),
    ...between(schema.minLength, schema.maxLength, 'character', true),
    ...(schema.multipleOf === undefined ? [] : [`A multiple of ${schema.multipleOf}.`]),
    ...(schema.pattern === undefined ? [] : [`Pattern \`${schema.pattern}\`.`]),
    ...rules(schema),
  ];
}

function range({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): string[] {
  if (minimum !== undefined && maximum !== undefined && !exclusiveMinimum && !exclusiveMaximum) {
    return [`${minimum} to ${maximum}.`];
  }
  return [
    ...(minimum === undefined ? [] : [`${exclusiveMinimum ? 'More than' : 'At least'} ${minimum}.`]),
    ...(maximum === undefined ? [] : [`${exclusiveMaximum ? 'Less than' : 'At most'} ${maximum}.`]),
  ];
}

function between(minimum: number | undefined, maximum: number | undefined, noun: string, applies: boolean): string[] {
  if (!applies) return [];
  const counted = (count: number) =>
    `${count} ${count === 1 ? noun : noun.replace(/y$/, 'ie')}${count === 1 ? '' : 's'}`;
  if (minimum !== undefined && minimum === maximum) return [`Exactly ${counted(minimum)}.`];
  if (minimum !== undefined && maximum !== undefined) return [`${minimum} to ${counted(maximum)}.`];
  if (minimum !== undefined && minimum > 0) return [`At least ${counted(minimum)}.`];
  return maximum === undefined ? [] : [`At most ${counted(maximum)}.`];
}

/** The CEL rules of a value: by their message, which is what the API server answers. */
function rules(schema: JsonSchema): string[] {
  return (schema['x-kubernetes-validations'] ?? []).map(({ rule, message }) => {
    const duration = DURATION_RULE.exec(rule);
    if (duration) return `A duration of at least ${duration[1]}, such as 1m30s.`;
    return message ? sentence(message) : `Rule \`${rule}\`.`;
  });
}

function sentence(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return `${line.charAt(0).toUpperCase()}${line.slice(1)}${/[.!?]$/.test(line) ? '' : '.'}`;
}

/** Whether the vendor has marked a field as deprecated: the one word of the prose that editors can show. */
export function isDeprecated(schema: JsonSchema): boolean {
  return /^\s*(\$hide_from_docs\s*)?(deprecated\b|[^.]{0,80}\bis deprecated\b)/i.test(schema.description ?? '');
}
