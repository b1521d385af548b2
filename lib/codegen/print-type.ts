import type { PresenceGroup } from './presence';
import type { Member, Shape, TypeNode } from './shapes';

/** As wide as the formatter of this repository allows, so that what is generated is formatted. */
const WIDTH = 120;

/** Helper types that a module may need; only those it uses are printed. */
export const HELPERS: Readonly<Record<string, string>> = {
  ExactlyOne: `/** An object with exactly one of the properties of T. */
type ExactlyOne<T> = {
  [Name in keyof T]: { readonly [Key in Name]: T[Key] } & { readonly [Key in Exclude<keyof T, Name>]?: never };
}[keyof T];
`,
  AtMostOne: `/** An object with at most one of the properties of T. */
type AtMostOne<T> = ExactlyOne<T> | { readonly [Name in keyof T]?: never };
`,
};

/** The declaration of a shape: an interface where it can be one, else a type. */
export function printShape(
  shape: Shape,
  name: string,
  see: string | undefined,
  names: ReadonlyMap<Shape, string>,
): string {
  const grouped = new Set(shape.groups.flatMap((group) => groupProperties(group)));
  const common = shape.members.filter((member) => !grouped.has(member.name));
  const comment = printComment([...shape.notes, ...(see === undefined ? [] : [`@see ${see}`])], '');
  // An interface without members would take any object; the API server drops all that such an object holds.
  if (shape.members.length === 0 && !shape.open) return `${comment}export type ${name} = Record<string, never>;\n`;
  if (shape.groups.length === 0)
    return `${comment}export interface ${name} ${printBody(shape.members, shape.open, '', names)}\n`;

  const parts = shape.groups.map((group, index) =>
    printGroup(group, shape, common.length > 0 || shape.open || index > 0 ? '  ' : '', names),
  );
  if (common.length === 0 && !shape.open)
    return `${comment}export type ${name} =${parts[0]?.startsWith('\n') ? '' : ' '}${parts.join(' &\n  ')};\n`;
  // An interface for the rest keeps the type readable, and the checker quick. No property leads to a name with "_".
  const base = `interface ${name}_Common ${printBody(common, shape.open, '', names)}\n`;
  return `${base}\n${comment}export type ${name} = ${[`${name}_Common`, ...parts].join(' &\n  ')};\n`;
}

function groupProperties(group: PresenceGroup): readonly string[] {
  return group.kind === 'alternatives' ? [...(group.alternatives[0]?.keys() ?? [])] : group.properties;
}

function printGroup(group: PresenceGroup, shape: Shape, indent: string, names: ReadonlyMap<Shape, string>): string {
  if (group.kind !== 'alternatives') {
    const members = shape.members.filter((member) => group.properties.includes(member.name));
    const required = members.map((member) => ({ ...member, required: true }));
    return `${group.kind === 'exactly one' ? 'ExactlyOne' : 'AtMostOne'}<${printBody(required, false, indent, names)}>`;
  }
  // Alternatives that are a whole type need no brackets.
  const alone = indent === '' && shape.groups.length === 1;
  const alternatives = group.alternatives.map((alternative) => {
    const members = shape.members.flatMap((member): Member[] => {
      const presence = alternative.get(member.name);
      if (presence === undefined) return [];
      if (presence === 'forbidden')
        return [{ ...member, required: false, type: { kind: 'text', text: 'never' }, notes: [] }];
      return [{ ...member, required: presence === 'required' }];
    });
    return printBody(members, false, alone ? '    ' : `${indent}    `, names);
  });
  if (alone) return `\n  | ${alternatives.join('\n  | ')}`;
  return `(\n${indent}  | ${alternatives.join(`\n${indent}  | `)}\n${indent})`;
}

function printBody(
  members: readonly Member[],
  open: boolean,
  indent: string,
  names: ReadonlyMap<Shape, string>,
): string {
  if (members.length === 0 && !open) return '{}';
  const inner = `${indent}  `;
  const lines = members.map((member) => {
    const key = `${inner}readonly ${propertyName(member.name)}${member.required ? '' : '?'}:`;
    return `${printComment(member.notes, inner)}${printProperty(key, member.type, inner, names)}`;
  });
  if (open) lines.push(`${inner}readonly [key: string]: unknown;\n`);
  return `{\n${lines.join('')}${indent}}`;
}

function printProperty(key: string, type: TypeNode, indent: string, names: ReadonlyMap<Shape, string>): string {
  const line = `${key} ${printType(type, names)};`;
  if (line.length <= WIDTH) return `${line}\n`;
  if (type.kind === 'union') {
    return `${key}\n${printMembers(type.members, indent, names)};\n`;
  }
  if (type.kind === 'array' && type.item.kind === 'union' && !type.nonEmpty) {
    return `${key} readonly (\n${printMembers(type.item.members, indent, names)}\n${indent})[];\n`;
  }
  return `${line}\n`;
}

function printMembers(members: readonly TypeNode[], indent: string, names: ReadonlyMap<Shape, string>): string {
  return members.map((member) => `${indent}  | ${printType(member, names)}`).join('\n');
}

/** A type on one line. */
function printType(type: TypeNode, names: ReadonlyMap<Shape, string>): string {
  switch (type.kind) {
    case 'text':
      return type.text;
    case 'shape':
      return names.get(type.shape) ?? 'unknown';
    case 'map':
      return `{ readonly [key: string]: ${printType(type.value, names)} }`;
    case 'union':
      return type.members.map((member) => printType(member, names)).join(' | ');
    case 'array': {
      const item = printType(type.item, names);
      const single = type.item.kind === 'union' || item.includes(' | ') ? `(${item})` : item;
      const rest = item.startsWith('readonly ') ? `(${item})` : single;
      return type.nonEmpty ? `readonly [${item}, ...${rest}[]]` : `readonly ${rest}[]`;
    }
  }
}

/** Nothing for no notes; tags such as `@see` on lines of their own. */
function printComment(notes: readonly string[], indent: string): string {
  if (notes.length === 0) return '';
  const safe = notes.map((note) => note.replaceAll('*/', '*\\/').replace(/\s+/g, ' '));
  const sentences = safe.filter((note) => !note.startsWith('@')).join(' ');
  const lines = [...(sentences === '' ? [] : [sentences]), ...safe.filter((note) => note.startsWith('@'))];
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}\n`).join('')}${indent} */\n`;
}

function propertyName(name: string): string {
  if (/^[A-Za-z_$][\w$]*$/.test(name)) return name;
  const text = JSON.stringify(name).slice(1, -1).replace(/\\"/g, '"');
  return text.includes("'") && !text.includes('"') ? `"${text}"` : `'${text.replaceAll("'", "\\'")}'`;
}
