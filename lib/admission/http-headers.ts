import { quote } from '../kube/go';
import type { Field } from './field';
import { whyNoHeaderFormat } from './header-format';
import type { Report } from './report';

/** The characters of a token of HTTP. */
const TOKEN = /^[-!#$%&'*+.^_`|~0-9A-Za-z]+$/;
const PSEUDO: ReadonlySet<string> = new Set([':method', ':scheme', ':authority', ':path', ':status']);
const CLAIMS = '@request.auth.claims';
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be in a value
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f]/;

const TOKEN_FIX = "use letters, digits and - (or another of !#$%&'*+.^_`|~)";

/** Whether a key of `headers` is a claim of a token: `@request.auth.claims.group`, `@request.auth.claims[a][b]`. */
export function isClaim(key: string): boolean {
  if (!key.toLowerCase().startsWith(CLAIMS)) return false;
  const rest = key.slice(CLAIMS.length);
  if (rest.length < 2) return false;
  return rest.startsWith('.') || (rest.startsWith('[') && rest.endsWith(']'));
}

function isHeaderName(name: string): boolean {
  return TOKEN.test(name);
}

/** Whether a header says which host is asked for. */
function isAuthority(name: string): boolean {
  return /^(?::authority|host)$/i.test(name);
}

/** The key of a condition on a header: a name, a pseudo header, or a claim of a token. */
export function checkMatchedHeader(at: Field, name: string, report: Report): void {
  if (name === '') report.refuse(at, 'the name of a header is empty', 'write the name of a header');
  else if (!isClaim(name) && !PSEUDO.has(name) && !isHeaderName(name)) {
    report.refuse(at, `${quote(name)} is not the name of a header`, TOKEN_FIX);
  }
}

/** A name in a list of headers, or `*` for all. */
export function checkHeaderName(at: Field, report: Report, name = at.text): void {
  if (name === '') report.refuse(at, 'the name of a header is empty', 'write the name of a header');
  else if (!isHeaderName(name)) report.refuse(at, `${quote(name)} is not the name of a header`, TOKEN_FIX);
}

/** What is added to, set in or removed from the headers of a request and of its response. */
export function checkHeaderOperations(at: Field, report: Report): void {
  const request = at.get('request');
  const response = at.get('response');
  for (const operation of ['add', 'set']) {
    for (const [name, value] of request.get(operation).entries()) {
      checkOperation(value, name, true, report);
      checkValue(value, report);
    }
    for (const [name, value] of response.get(operation).entries()) {
      checkOperation(value, name, false, report);
      checkValue(value, report);
    }
  }
  for (const [name, item] of request.get('remove').texts()) checkOperation(item, name, false, report);
  for (const [name, item] of response.get('remove').texts()) checkOperation(item, name, false, report);
}

function checkOperation(at: Field, name: string, settable: boolean, report: Report): void {
  if (name === '') report.refuse(at, 'the name of a header is empty', 'write the name of a header');
  else if (settable && isAuthority(name)) return;
  else if (/^host$/i.test(name)) {
    report.refuse(at, 'the header Host cannot be changed here', 'only a request can have it set: headers.request.set');
  } else if (name.startsWith(':')) {
    const fix = 'only :authority of a request can be set; use rewrite for :path';
    report.refuse(at, `${quote(name)}: headers that begin with a colon cannot be changed here`, fix);
  }
}

function checkValue(at: Field, report: Report): void {
  const { text } = at;
  if (CONTROL.test(text)) {
    report.refuse(
      at,
      `${quote(text)} has characters that no header may have`,
      'remove line ends and control characters',
    );
    return;
  }
  const why = whyNoHeaderFormat(text);
  if (why === undefined) return;
  report.refuse(at, `${quote(text)} cannot be expanded by Envoy: ${why}`, 'write %% for a percent sign');
}

/** That the authority of a request is set in one place at most. */
export function checkAuthorityOnce(headers: Field, report: Report, rewritten = ''): void {
  const request = headers.get('request');
  let current = rewritten;
  for (const operation of ['set', 'add']) {
    for (const [name, value] of request.get(operation).entries()) {
      if (!isAuthority(name)) continue;
      if (current !== '') {
        const what = `the authority is set to ${quote(current)} elsewhere, and to ${quote(value.text)} here`;
        report.refuse(value, what, 'keep one of rewrite.authority, and Host or :authority of headers.request');
        return;
      }
      current = value.text;
    }
  }
}
