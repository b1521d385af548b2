import { CHANGE_STYLE, LIGHT, SVG_STYLE } from '../picture/svg-style';

const KINDS = ['gateway', 'route', 'service', 'subset', 'workload', 'external', 'missing'];

/** What the page of a mesh looks like, its picture included. */
export const PAGE_STYLE = `${SVG_STYLE}
${CHANGE_STYLE}
:root{color-scheme:light dark}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:15px/1.45 system-ui,"Segoe UI",Helvetica,Arial,sans-serif}
header{padding:12px 16px;border-bottom:1px solid var(--line)}
h1{font-size:20px;margin:0}h2{font-size:16px;margin:12px 0 4px}h3{font-size:15px;margin:0}
header p{margin:4px 0}
input,select,textarea,button{font:inherit;padding:4px 8px;max-width:100%;color:var(--text);background:var(--page);border:1px solid var(--line);border-radius:6px}
button{cursor:pointer;background:var(--group)}
#search{width:22em}
main{display:grid;grid-template-columns:minmax(0,3fr) minmax(320px,2fr)}
#picture{overflow:auto;height:100vh;position:sticky;top:0}
#side{padding:0 16px 40vh;overflow-wrap:anywhere;border-left:1px solid var(--line)}
#ask form{display:grid;grid-template-columns:auto minmax(0,1fr);gap:6px 8px;align-items:center}
#ask form>*{min-width:0}#ask form p{grid-column:2;margin:0}
#ask textarea{font-family:ui-monospace,monospace;font-size:13px;resize:vertical}
#answer{font-family:ui-monospace,monospace;white-space:pre;overflow:auto;max-height:50vh;margin:8px 0;font-size:12px;line-height:1.5;tab-size:4}
#answer:empty{display:none}
#answer.wrong{white-space:pre-wrap;color:var(--missing);font-weight:600}
details>summary{cursor:pointer}summary h2{display:inline-block}
article,.chart,.experiment{padding:8px;margin:6px 0;border:1px solid var(--line);border-left:4px solid var(--line);border-radius:4px;scroll-margin:12px}
${KINDS.map((kind) => `article.${kind}{border-left-color:var(--${kind})}`).join('')}
${['new', 'gone', 'changed'].map((change) => `article.${change},.sign.${change}{background:var(--${change}-fill)}`).join('')}
.sign{border:1px solid var(--line);border-radius:4px;padding:0 6px;font-size:13px}
del{color:var(--quiet)}
article:target{background:var(--group);outline:3px solid var(--route)}
article p,dl,ul,.chart p,.experiment p{margin:4px 0}ul{padding-left:20px}
dt{font-weight:600;font-size:13px}dd{margin:0 0 4px 12px}code{font-size:13px}
.origin,.how{color:var(--quiet);font-size:13px}
a{color:var(--route)}
:focus-visible{outline:3px solid var(--route);outline-offset:2px}
svg a:focus-visible .node rect,svg a:hover .node rect,svg a:target .node rect{stroke-width:4}
svg .group a.fold text,svg a.fold .name{text-decoration:underline}svg a.fold:focus-visible text{fill:var(--route);font-weight:600}
.back{font-size:13px;font-weight:400}
.badge rect{fill:var(--quiet)}.badge text{fill:var(--page);font-size:11px;font-weight:600}
.badge.error rect{fill:var(--missing)}.badge.warning rect{fill:var(--external)}.badge.experiment rect{fill:var(--gateway)}
.error strong{color:var(--missing)}.warning strong{color:var(--external)}
.lit .node rect{stroke:var(--way);stroke-width:3.5}.edge.lit path,.call{stroke:var(--way);stroke-width:3.5;marker-end:url(#tip-way)}.tip-way{fill:var(--way)}
.call{fill:none;stroke-dasharray:2 6;stroke-linecap:round}
.chart svg{max-width:100%;height:auto}
.said{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.faded{opacity:.2}[hidden]{display:none!important}
@media(max-width:800px){main{display:block}#picture{height:60vh;position:static;border-bottom:1px solid var(--line)}#side{border-left:0}}
@media print{
:root{color-scheme:light;${LIGHT}}
.search,.back,#ask form,#folding{display:none}main{display:block}
#picture{height:auto;overflow:visible;position:static}#picture svg{max-width:100%;height:auto}
#side{padding:0 16px;border:0}article,.chart,.experiment{break-inside:avoid}
#answer{max-height:none;white-space:pre-wrap;overflow:visible}
#ask:has(#answer:empty){display:none}
}
`;
