import type { Change, NodeKind } from './picture';

type Colours = Readonly<Record<string, readonly [light: string, dark: string]>>;

/** The colours of the picture, by names that a page may set itself. */
const COLOURS: Colours = {
  page: ['#ffffff', '#0d1117'],
  text: ['#1f2328', '#e6edf3'],
  quiet: ['#57606a', '#9da7b1'],
  line: ['#6e7781', '#8b949e'],
  group: ['#f6f8fa', '#161b22'],
  gateway: ['#8250df', '#a371f7'],
  route: ['#0969da', '#58a6ff'],
  service: ['#1a7f37', '#3fb950'],
  subset: ['#1a7f37', '#3fb950'],
  workload: ['#57606a', '#8b949e'],
  external: ['#9a6700', '#d29922'],
  missing: ['#cf222e', '#ff7b72'],
  namespace: ['#57606a', '#8b949e'],
};

/** Those of what differs between two worlds, and of the way of a request. */
const CHANGE_COLOURS: Colours = {
  new: ['#1a7f37', '#3fb950'],
  gone: ['#cf222e', '#ff7b72'],
  changed: ['#9a6700', '#d29922'],
  'new-fill': ['#dafbe1', '#12261e'],
  'gone-fill': ['#ffebe9', '#25171c'],
  'changed-fill': ['#fff8c5', '#272115'],
  way: ['#bf3989', '#ff7ebf'],
};

function variables(colours: Colours, index: 0 | 1): string {
  return Object.entries(colours)
    .map(([name, pair]) => `--${name}:${pair[index]}`)
    .join(';');
}

function lightAndDark(colours: Colours): readonly string[] {
  return [`:root{${variables(colours, 0)}}`, `@media(prefers-color-scheme:dark){:root{${variables(colours, 1)}}}`];
}

/** The light colours as CSS declares them, for paper. */
export const LIGHT = `${variables(COLOURS, 0)};${variables(CHANGE_COLOURS, 0)}`;

const NODE_KINDS: readonly NodeKind[] = [
  ...(['gateway', 'route', 'service', 'subset', 'workload', 'external', 'missing', 'namespace'] as const),
];
const CHANGES: readonly Change[] = ['new', 'gone', 'changed'];

/** What a picture looks like. */
export const SVG_STYLE = [
  ...lightAndDark(COLOURS),
  'svg{background:var(--page);font:12px system-ui,"Segoe UI",Helvetica,Arial,sans-serif}',
  'text{fill:var(--text)}',
  '.quiet{fill:var(--quiet);font-size:11px}',
  '.name{font-weight:600}',
  '.group rect{fill:var(--group);stroke:var(--line);stroke-opacity:.4}',
  '.node rect{fill:var(--page);stroke-width:1.5}',
  ...NODE_KINDS.map((kind) => `.${kind} rect{stroke:var(--${kind})}`),
  '.subset rect,.missing rect{stroke-dasharray:4 3}',
  '.edge path{fill:none;stroke:var(--line);stroke-width:1.2}',
  '.edge rect{fill:var(--page);fill-opacity:.85}',
  '.copies path,.contains path{stroke-dasharray:4 3}',
  '.several path,.namespace rect{stroke-width:2.5}',
  '.tip{fill:var(--line)}',
].join('\n');

/** What differs between two worlds: by colour, and by a broken line for what is gone. */
export const CHANGE_STYLE = [
  ...lightAndDark(CHANGE_COLOURS),
  ...CHANGES.flatMap((change) => [
    `.node.${change} rect,.legend .${change} rect{fill:var(--${change}-fill);stroke-width:2.5}`,
    `.legend .${change} rect{stroke:var(--${change})}`,
    `.edge.${change} path{stroke:var(--${change});stroke-width:2.5}`,
  ]),
  '.node.gone rect,.legend .gone rect,.edge.gone path{stroke-dasharray:6 4}',
].join('\n');
