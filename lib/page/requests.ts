import { Mesh } from '../mesh/mesh';
import { requestWay } from '../picture/request-way';
import type { PageData } from '../report/page-data';
import { printRequestText } from '../report/request-text';
import { CallError, type HeaderLine, parseCall } from '../simulation/call';
import { ClientError, findClient } from '../simulation/find-client';
import { readHeaderLine } from '../simulation/header-line';
import { simulate } from '../simulation/simulate';
import { REQUEST_AUTHENTICATION } from '../world/kinds';
import { unpackWorld } from '../world/packed-world';
import { element } from './elements';
import type { PictureView } from './picture-view';
import { checkSignatures } from './web-crypto';

/** A header that is none. */
class HeaderError extends Error {}

const KNOWN_ERRORS = [CallError, ClientError, HeaderError];

/** What is asked for, as the form has it. */
interface Asked {
  readonly from: string;
  /** As `meshwright request` takes it. */
  readonly request: string;
  readonly headers: readonly HeaderLine[];
}

/** Lets a request be typed, says where it goes, and shows its way. */
export function startRequests(view: PictureView, data: PageData): void {
  const form = element<HTMLFormElement>('request');
  const answer = element('answer');
  let mesh: Mesh | undefined;
  const show = (text: string, isWrong: boolean) => {
    answer.textContent = text;
    answer.classList.toggle('wrong', isWrong);
  };
  const ask = async () => {
    try {
      const asked = askedIn(form);
      mesh ??= Mesh.of(unpackWorld(data.world), data.meshConfig === undefined ? {} : { meshConfig: data.meshConfig });
      const { text, way } = await answerTo(mesh, asked);
      view.showWay(way);
      show(text, false);
    } catch (error) {
      if (!KNOWN_ERRORS.some((known) => error instanceof known)) throw error;
      view.showWay(undefined);
      show((error as Error).message, true);
    }
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void ask();
  });
  form.addEventListener('reset', () => {
    view.showWay(undefined);
    show('', false);
  });
  element('ask').hidden = false;
}

function askedIn(form: HTMLFormElement): Asked {
  const fields = new FormData(form);
  const text = (name: string) => String(fields.get(name) ?? '').trim();
  const [method, url] = [text('method'), text('url')];
  const lines = text('headers')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return {
    from: text('from'),
    request: method === '' || method === 'GET' ? url : `${method} ${url}`,
    headers: lines.map((line) => {
      const read = readHeaderLine(line);
      if (read === undefined) throw new HeaderError(`${JSON.stringify(line)} is no header: write NAME: VALUE`);
      return read;
    }),
  };
}

async function answerTo(mesh: Mesh, { from, request, headers }: Asked) {
  const call = parseCall(findClient(mesh, from), request, { headers });
  const rules = mesh.world.all(REQUEST_AUTHENTICATION).flatMap(({ spec }) => spec.jwtRules ?? []);
  const isChecked = await checkSignatures([call.path, ...call.headers.map(([, value]) => value)], rules);
  const outcome = simulate(mesh, call);
  const printed = [...printRequestText([{ from, request, answer: outcome }])].join('');
  const doubt = isChecked ? '' : '  unknown: this browser checks no signatures here, so no token is taken for signed\n';
  return { text: `${printed}${doubt}`, way: requestWay(mesh, outcome) };
}
