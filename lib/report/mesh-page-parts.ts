import { groupBy } from '../kube/group-by';
import { describeObject } from '../kube/object-reference';
import { plural } from '../kube/plural';
import type { Finding } from '../model/finding';
import { groupName, groupsIn } from '../picture/folded';
import type { NodeFact } from '../picture/node-fact';
import type { Picture, PictureEdge, PictureNode } from '../picture/picture';
import { escaped } from '../picture/svg';
import { SIGNS } from '../picture/texts';
import type { Entity, Place } from '../world/entity';
import { placeWords } from './diff-words';

/** What is said of the nodes of a picture. */
export interface PageParts {
  readonly picture: Picture;
  /** By the id of the node. */
  readonly facts: ReadonlyMap<string, readonly NodeFact[]>;
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
  readonly experiments: ReadonlyMap<string, readonly string[]>;
  /** The namespaces that are folded at first. */
  readonly folded: readonly string[];
}

/** A part for each node, by namespaces: what it is, what holds for it, and where its ways lead. */
export function printParts(parts: PageParts): readonly string[] {
  const { picture, folded } = parts;
  const indices = new Map(picture.nodes.map(({ id }, index) => [id, index]));
  const printer = new PartPrinter(parts, indices);
  const byNamespace = groupBy(picture.nodes, ({ namespace }) => namespace);
  return groupsIn(picture.nodes).flatMap((namespace, index) => {
    const nodes = byNamespace.get(namespace) ?? [];
    const open = folded.includes(namespace) ? '' : ' open';
    return [
      `<details id="s${index}"${open}>`,
      `<summary><h2>${escaped(groupName(namespace))}</h2> <span class="how">${plural(nodes.length, 'part')}</span></summary>`,
      ...nodes.map((node) => printer.print(node)),
      '</details>',
    ];
  });
}

/** What differs from what was, with links to the parts; nothing for one world. */
export function printChanges({ nodes, edges }: Picture): readonly string[] {
  const changed = nodes.map((node, index) => ({ node, index })).filter(({ node }) => node.change !== undefined);
  const ways = edges.filter(({ change }) => change !== undefined).length;
  if (changed.length === 0 && ways === 0) return [];
  const items = changed.map(({ node: { change = 'changed', caption, name, namespace }, index }) => {
    const words = `${caption} ${namespace === '' ? '' : `${namespace}/`}${name}`;
    return `<li><span class="sign ${change}">${SIGNS[change]} ${change}</span> <a href="#n${index}">${escaped(words)}</a></li>`;
  });
  return [
    `<section id="changes"><h2>What differs</h2><p class="how">${plural(changed.length, 'part')}, ${plural(ways, 'way')}</p><ul>`,
    ...items,
    '</ul></section>',
  ];
}

class PartPrinter {
  /** Many facts have one origin. */
  private readonly origins = new Map<Entity, Map<string, string>>();
  private readonly incoming: ReadonlyMap<string, readonly PictureEdge[]>;
  private readonly outgoing: ReadonlyMap<string, readonly PictureEdge[]>;

  constructor(
    private readonly parts: PageParts,
    private readonly indices: ReadonlyMap<string, number>,
  ) {
    const { edges } = parts.picture;
    this.incoming = groupBy(edges, ({ to }) => to);
    this.outgoing = groupBy(edges, ({ from }) => from);
  }

  print({ id, kind, name, namespace, caption, lines, place, change }: PictureNode): string {
    const { facts, findings, experiments } = this.parts;
    const index = this.indices.get(id) ?? -1;
    const ways = [
      ...(this.incoming.get(id) ?? []).map((edge) => `<li>from ${this.link(edge.from)}${said(edge)}</li>`),
      ...(this.outgoing.get(id) ?? []).map((edge) => `<li>to ${this.link(edge.to)}${said(edge)}</li>`),
    ];
    const own = findings.get(id) ?? [];
    const known = facts.get(id) ?? [];
    const sign = change === undefined ? '' : `<span class="sign ${change}">${SIGNS[change]} ${change}</span> `;
    return [
      `<article id="n${index}" class="${[kind, ...(change === undefined ? [] : [change])].join(' ')}" tabindex="-1">`,
      `<h3>${sign}${escaped(name)} <a class="back" href="#p-n${index}" aria-label="${escaped(name)} in the picture">in the picture</a></h3>`,
      `<p>${escaped([caption, ...(namespace === '' ? [] : [`namespace ${namespace}`]), ...lines].join(' · '))}</p>`,
      ...(place === undefined ? [] : [`<p class="origin">${this.origin(place)}</p>`]),
      ...(experiments.get(id) ?? []).map((words) => `<p>hit by <a href="#experiments">${escaped(words)}</a></p>`),
      ...(own.length === 0 ? [] : [printFindings(own)]),
      ...(known.length === 0 ? [] : [`<dl>${known.map((fact) => this.fact(fact)).join('')}</dl>`]),
      ...(ways.length === 0 ? [] : [`<ul>${ways.join('')}</ul>`]),
      '</article>',
    ].join('\n');
  }

  private fact({ name, value, place, before }: NodeFact): string {
    const was = before === undefined ? '' : `<del><code>${escaped(before)}</code></del> `;
    const where = place === undefined ? '' : ` <span class="origin">${this.origin(place)}</span>`;
    return `<dt>${escaped(name)}</dt><dd>${was}<code>${escaped(value)}</code>${where}</dd>`;
  }

  private origin(place: Place): string {
    const known = this.origins.get(place.entity) ?? new Map<string, string>();
    this.origins.set(place.entity, known);
    const key = place.path.join('\n');
    const words = known.get(key) ?? escaped(placeWords(place));
    known.set(key, words);
    return words;
  }

  private link(id: string): string {
    const index = this.indices.get(id) ?? -1;
    const node = this.parts.picture.nodes[index];
    return `<a href="#n${index}">${escaped(`${node?.caption} ${node?.name}`)}</a>`;
  }
}

function said({ lines, change }: PictureEdge): string {
  const sign = change === undefined ? '' : ` <span class="sign ${change}">${SIGNS[change]} ${change}</span>`;
  return `${sign}${lines.length === 0 ? '' : `: ${escaped(lines.join('; '))}`}`;
}

/** Findings as a list. */
export function printFindings(findings: readonly Finding[]): string {
  const items = findings.map(({ severity, rule, message, fix, resource, file, line }) => {
    const object = resource === undefined ? '' : `${describeObject(resource)}: `;
    const where = file === undefined || file === '' ? '' : `${file}${line === undefined ? '' : `:${line}`}`;
    const rest = [
      ...(fix === undefined ? [] : [`<br>Fix: ${escaped(fix)}`]),
      `<br><span class="origin">${escaped([rule, where].filter((each) => each !== '').join(', '))}</span>`,
    ].join('');
    return `<li class="${severity}"><strong>${severity}</strong> ${escaped(`${object}${message}`)}${rest}</li>`;
  });
  return `<ul class="findings">${items.join('')}</ul>`;
}
