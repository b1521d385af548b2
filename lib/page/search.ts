import { element } from './elements';
import type { PictureView } from './picture-view';

/** Searches: what does not have the words fades in the picture and goes from the list. */
export function startSearch(view: PictureView): void {
  const search = element<HTMLInputElement>('search');
  const output = element<HTMLOutputElement>('found');
  const sections = [...document.querySelectorAll<HTMLDetailsElement>('#parts details')];
  const parts = [...document.querySelectorAll<HTMLElement>('article')];
  const openAtFirst = new Map(sections.map((section) => [section, section.open]));
  const texts = new Map<HTMLElement, string>();
  const textOf = (part: HTMLElement) => {
    const text = texts.get(part) ?? (part.textContent ?? '').toLowerCase();
    texts.set(part, text);
    return text;
  };
  const run = () => {
    const words = search.value
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    const found = parts.filter((part) => words.every((word) => textOf(part).includes(word)));
    const shown = new Set(found);
    for (const part of parts) part.hidden = !shown.has(part);
    for (const section of sections) {
      const hasFound = [...section.querySelectorAll('article')].some((part) => shown.has(part));
      section.hidden = !hasFound;
      section.open = words.length === 0 ? openAtFirst.get(section) === true : hasFound;
    }
    output.textContent = words.length === 0 ? '' : `${found.length} of ${parts.length}`;
    const ids = found.map(({ id }) => view.picture.nodes[Number(id.slice(1))]?.id ?? '');
    view.showFound(words.length === 0 ? undefined : new Set(ids));
  };
  const clear = () => {
    search.value = '';
    run();
  };
  search.addEventListener('input', run);
  document.addEventListener('keydown', (event) => {
    const { activeElement } = document;
    const isTyping = activeElement instanceof HTMLElement && activeElement.matches('input, textarea, select');
    if (event.key === '/' && !isTyping) {
      event.preventDefault();
      search.focus();
    } else if (event.key === 'Escape' && activeElement === search) clear();
  });
  const open = (target: string) => {
    if (target.startsWith('p-n')) view.unfoldTo(view.picture.nodes[Number(target.slice(3))]?.id ?? '');
    const part = document.getElementById(target);
    if (part === null) return;
    if (part.hidden) clear();
    const section = part.closest('details');
    if (section !== null) section.open = true;
  };
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href^="#"]:not([data-namespace])') : null;
    open(link?.getAttribute('href')?.slice(1) ?? '');
  });
  // The page may have been opened at a part.
  open(location.hash.slice(1));
}
