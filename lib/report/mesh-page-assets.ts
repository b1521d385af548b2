/** What the page of a mesh looks like, beside its picture. */
export const PAGE_STYLE = `
:root{color-scheme:light dark}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:15px/1.45 system-ui,"Segoe UI",Helvetica,Arial,sans-serif}
header{padding:12px 16px;border-bottom:1px solid var(--line)}
h1{font-size:20px;margin:0}h2{font-size:16px;margin:12px 0 4px}h3{font-size:15px;margin:0}
header p{margin:4px 0}
input{font:inherit;padding:4px 8px;max-width:100%;width:22em;color:var(--text);background:var(--page);border:1px solid var(--line);border-radius:6px}
main{display:grid;grid-template-columns:minmax(0,2fr) minmax(300px,1fr)}
#picture{overflow:auto;height:100vh;position:sticky;top:0}
#parts{padding:0 16px 40vh;overflow-wrap:anywhere;border-left:1px solid var(--line)}
article{padding:8px;margin:6px 0;border:1px solid var(--line);border-left:4px solid var(--line);border-radius:4px;scroll-margin:12px}
${['gateway', 'route', 'service', 'subset', 'workload', 'external', 'missing'].map((kind) => `article.${kind}{border-left-color:var(--${kind})}`).join('')}
article:target{background:var(--group);outline:3px solid var(--route)}
article p,dl,ul{margin:4px 0}ul{padding-left:20px}
dt{font-weight:600;font-size:13px}dd{margin:0 0 4px 12px}code{font-size:13px}
.origin{color:var(--quiet);font-size:13px}
a{color:var(--route)}
:focus-visible{outline:3px solid var(--route);outline-offset:2px}
svg a:focus-visible .node rect,svg a:hover .node rect,svg a:target .node rect{stroke-width:4}
.back{font-size:13px;font-weight:400}
.badge rect{fill:var(--quiet)}.badge text{fill:var(--page);font-size:11px;font-weight:600}
.badge.error rect{fill:var(--missing)}.badge.warning rect{fill:var(--external)}
.error strong{color:var(--missing)}.warning strong{color:var(--external)}
.faded{opacity:.2}[hidden]{display:none}
@media(max-width:800px){main{display:block}#picture{height:60vh;position:static;border-bottom:1px solid var(--line)}#parts{border-left:0}}
@media print{.search,.back{display:none}main{display:block}#picture{height:auto;overflow:visible;position:static}svg{width:100%;height:auto}#parts{padding:0;border:0}article{break-inside:avoid}.faded{opacity:1}article[hidden]{display:block}}
`;

/** Searches: what does not have the words fades in the picture and goes from the list. */
export const PAGE_SCRIPT = `
(() => {
  const search = document.getElementById('search');
  const found = document.getElementById('found');
  const links = new Map([...document.querySelectorAll('svg a')].map((link) => [link.getAttribute('href').slice(1), link]));
  const parts = [...document.querySelectorAll('article')];
  search.addEventListener('input', () => {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let count = 0;
    let first;
    for (const part of parts) {
      const text = part.textContent.toLowerCase();
      const is = words.every((word) => text.includes(word));
      part.hidden = !is;
      const link = links.get(part.id);
      link.classList.toggle('faded', !is);
      if (is) {
        count++;
        first = first || link;
      }
    }
    found.textContent = words.length === 0 ? '' : count + ' of ' + parts.length;
    if (words.length > 0 && first) first.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && document.activeElement !== search) {
      event.preventDefault();
      search.focus();
    } else if (event.key === 'Escape' && document.activeElement === search) {
      search.value = '';
      search.dispatchEvent(new Event('input'));
    }
  });
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="#n"]');
    const part = link && document.getElementById(link.getAttribute('href').slice(1));
    if (part && part.hidden) {
      search.value = '';
      search.dispatchEvent(new Event('input'));
    }
  });
})();
`;
