import { groupBy } from '../kube/group-by';
import type { Mesh } from '../mesh/mesh';
import { escaped } from '../picture/svg';
import { requestNames } from './request-names';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** The form for a request, which the script shows. */
export function printRequestForm(mesh: Mesh): readonly string[] {
  const { workloads, hosts } = requestNames(mesh);
  const names = [...new Set(workloads.map(({ name }) => name))].sort();
  const clients = [...groupBy(names, (name) => name.slice(0, name.indexOf('/')))];
  const urls = hosts.flatMap(({ host, ports }) => {
    // A port that is known by first bytes alone is seldom what is meant, such as the one of a gateway's own state.
    const port = ports.find(({ protocol }) => schemeOf(protocol) !== undefined) ?? ports[0];
    return port === undefined || host.startsWith('*') ? [] : [urlOf(host, port)];
  });
  return [
    '<section id="ask" hidden>',
    '<h2>Where does a request go?</h2>',
    '<form id="request" autocomplete="off">',
    '<label for="from">From</label>',
    `<select id="from" name="from">${clients
      .map(
        ([namespace, own]) =>
          `<optgroup label="${escaped(namespace)}">${own.map((name) => `<option>${escaped(name)}</option>`).join('')}</optgroup>`,
      )
      .join('')}<option value="outside">outside of the mesh</option></select>`,
    '<label for="method">Method</label>',
    `<select id="method" name="method">${METHODS.map((method) => `<option>${method}</option>`).join('')}</select>`,
    '<label for="url">URL</label>',
    `<input id="url" name="url" list="urls" required spellcheck="false" placeholder="${escaped(urls[0] ?? 'http://reviews:9080/')}">`,
    `<datalist id="urls">${[...new Set(urls)].map((url) => `<option>${escaped(url)}</option>`).join('')}</datalist>`,
    '<label for="headers">Headers</label>',
    '<textarea id="headers" name="headers" rows="2" spellcheck="false" placeholder="end-user: jason"></textarea>',
    '<p><button>Show its way</button> <button type="reset">Clear</button></p>',
    '</form>',
    '<div id="answer" role="status" tabindex="0" aria-label="Where it goes"></div>',
    '</section>',
  ];
}

const SCHEMES: Readonly<Record<string, string>> = {
  ...{ http: 'http', http2: 'http', https: 'https', grpc: 'grpc' },
  ...{ tcp: 'tcp', tls: 'tls' },
};

function schemeOf(protocol: string): string | undefined {
  return SCHEMES[protocol.toLowerCase()];
}

function urlOf(host: string, { port, protocol }: { readonly port: number; readonly protocol: string }): string {
  const scheme = schemeOf(protocol) ?? 'http';
  return `${scheme}://${host}:${port}${scheme === 'tcp' || scheme === 'tls' ? '' : '/'}`;
}
