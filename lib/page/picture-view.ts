import { folded, groupsIn, namespaceId } from '../picture/folded';
import { lineBetween } from '../picture/geometry';
import { type LaidOut, layout, type PlacedPicture } from '../picture/layout';
import type { Picture, PictureEdge } from '../picture/picture';
import type { RequestWay } from '../picture/request-way';
import { curve, type SvgMarks, svgBody, svgSize } from '../picture/svg';
import { type PageData, unpackPicture } from '../report/page-data';
import { pageMarks } from '../report/page-marks';
import { element } from './elements';

const SVG = 'http://www.w3.org/2000/svg';

/** The picture in the page: what is folded, what fades, and the way that is lit. */
export class PictureView {
  readonly picture: Picture;
  private readonly svg = element<SVGSVGElement>('mesh');
  private readonly frame = element('picture');
  private readonly said = element('said');
  private readonly marks: SvgMarks;
  private readonly namespaceOf: ReadonlyMap<string, string>;
  private readonly folded: Set<string>;
  private readonly laidOut: LaidOut = new Map();
  private drawn: Picture;
  private placed: PlacedPicture | undefined;
  private found: ReadonlySet<string> | undefined;
  private way: RequestWay | undefined;

  constructor(data: PageData) {
    this.picture = unpackPicture(data.picture);
    this.marks = pageMarks(this.picture, data.badges);
    this.namespaceOf = new Map(this.picture.nodes.map(({ id, namespace }) => [id, namespace]));
    this.folded = new Set(data.folded);
    this.drawn = folded(this.picture, data.folded);
    this.svg.addEventListener('click', (event) => this.onClick(event));
    this.svg.addEventListener('keydown', (event) => {
      // As buttons do.
      if (event.key === ' ' && event.target instanceof Element && event.target.closest('a[role=button]') !== null) {
        this.onClick(event);
      }
    });
    this.startFolding();
    const changed = this.drawn.nodes.find(({ change }) => change !== undefined);
    if (changed !== undefined) this.reveal([changed.id]);
  }

  /** Shows what is not found less. @param ids of nodes; all when undefined */
  showFound(ids: ReadonlySet<string> | undefined): void {
    this.found = ids;
    this.light();
    const first = ids === undefined ? undefined : this.drawn.nodes.find(({ id }) => ids.has(id));
    if (first !== undefined) this.reveal([first.id]);
  }

  /** Lights a way, with everything on it unfolded; nothing when undefined. */
  showWay(way: RequestWay | undefined): void {
    this.way = way;
    const hidden = [...(way?.nodes ?? [])]
      .map((id) => this.namespaceOf.get(id) ?? '')
      .filter((each) => this.folded.has(each));
    for (const namespace of hidden) this.folded.delete(namespace);
    if (hidden.length > 0) this.draw();
    else this.light();
    this.reveal(way?.nodes ?? []);
  }

  /** Unfolds the namespace that a node is in. */
  unfoldTo(id: string): void {
    const namespace = this.namespaceOf.get(id) ?? '';
    if (this.folded.delete(namespace)) this.draw();
  }

  private startFolding(): void {
    const namespaces = groupsIn(this.picture.nodes);
    const all = (fold: boolean) => {
      this.folded.clear();
      if (fold) for (const namespace of namespaces) this.folded.add(namespace);
      this.draw();
      this.said.textContent = fold ? 'all namespaces are folded' : 'all namespaces are unfolded';
    };
    element('fold-all').addEventListener('click', () => all(true));
    element('unfold-all').addEventListener('click', () => all(false));
    element('folding').hidden = namespaces.length < 2;
  }

  private onClick(event: Event): void {
    const link = event.target instanceof Element ? event.target.closest('a[data-namespace]') : null;
    if (link === null) return;
    event.preventDefault();
    const namespace = link.getAttribute('data-namespace') ?? '';
    const isFolded = this.folded.delete(namespace);
    if (!isFolded) this.folded.add(namespace);
    this.draw();
    this.said.textContent = `namespace ${namespace} is ${isFolded ? 'unfolded' : 'folded'}`;
    const again = [...this.svg.querySelectorAll<SVGAElement>('a[data-namespace]')];
    again.find((each) => each.getAttribute('data-namespace') === namespace)?.focus();
  }

  private draw(): void {
    this.drawn = folded(this.picture, [...this.folded]);
    const placed = layout(this.drawn, this.laidOut);
    this.placed = placed;
    for (const [, name = '', value = ''] of svgSize(placed).matchAll(/(\w+)="([^"]*)"/g)) {
      this.svg.setAttribute(name, value);
    }
    this.svg.innerHTML = svgBody(placed, this.marks).join('\n');
    this.light();
  }

  /** What stands for a node in what is drawn. */
  private stand(id: string): string {
    const namespace = this.namespaceOf.get(id);
    return namespace !== undefined && this.folded.has(namespace) ? namespaceId(namespace) : id;
  }

  private light(): void {
    const { way, found } = this;
    for (const call of this.svg.querySelectorAll('.call')) call.remove();
    const [lit, seen] = [way?.nodes, found].map((ids) => ids && new Set([...ids].map((id) => this.stand(id))));
    for (const { id } of this.drawn.nodes) {
      const anchor = this.anchorOf(id);
      anchor?.classList.toggle('lit', lit?.has(id) === true);
      anchor?.classList.toggle('faded', (lit !== undefined && !lit.has(id)) || (seen !== undefined && !seen.has(id)));
    }
    const taken = new Set(
      way === undefined ? [] : this.picture.edges.filter(way.takes).map((edge) => this.pairOf(edge)),
    );
    for (const drawn of this.svg.querySelectorAll('.edge')) {
      const edge = this.drawn.edges[Number(drawn.getAttribute('data-edge'))];
      const isTaken = edge !== undefined && taken.has(pair(edge.from, edge.to, edge.kind === 'copies'));
      drawn.classList.toggle('lit', isTaken);
      drawn.classList.toggle('faded', way !== undefined && !isTaken);
    }
    for (const { from, to } of way?.calls ?? []) this.drawCall(this.stand(from), this.stand(to));
  }

  private pairOf({ from, to, kind }: PictureEdge): string {
    return pair(this.stand(from), this.stand(to), kind === 'copies');
  }

  /** Who calls is said by no manifest, and so by no edge. */
  private drawCall(from: string, to: string): void {
    this.placed ??= layout(this.drawn, this.laidOut);
    const box = (id: string) => this.placed?.nodes.find(({ node }) => node.id === id)?.box;
    const [start, end] = [box(from), box(to)];
    if (from === to || start === undefined || end === undefined) return;
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('class', 'call');
    path.setAttribute('d', curve(lineBetween(start, end)));
    this.svg.append(path);
  }

  private anchorOf(id: string): Element | null {
    return document.getElementById(this.marks.nodes.get(id)?.id ?? '');
  }

  /**
   * Scrolls within the picture alone: what was typed, and what is said, stay where they are. What is more than fits
   * begins at the left, as requests do.
   */
  private reveal(ids: Iterable<string>): void {
    const boxes = [...ids].flatMap((id) => this.anchorOf(this.stand(id))?.getBoundingClientRect() ?? []);
    const [first] = boxes;
    if (first === undefined) return;
    const frame = this.frame.getBoundingClientRect();
    const edge = (side: 'left' | 'top' | 'right' | 'bottom', of: (...values: number[]) => number) =>
      of(...boxes.map((box) => box[side]));
    const [left, right] = [edge('left', Math.min), edge('right', Math.max)];
    const [top, bottom] = [edge('top', Math.min), edge('bottom', Math.max)];
    this.frame.scrollBy(
      right - left > frame.width ? left - frame.left - MARGIN : (left + right - frame.left - frame.right) / 2,
      bottom - top > frame.height ? first.top - frame.top - MARGIN : (top + bottom - frame.top - frame.bottom) / 2,
    );
  }
}

/** Between what is shown and the frame, in pixels. */
const MARGIN = 24;

function pair(from: string, to: string, isCopy: boolean): string {
  return `${from}\n${to}\n${isCopy}`;
}
