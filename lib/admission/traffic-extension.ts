import type { Field } from './field';
import type { Context } from './kinds';
import type { Report } from './report';
import { checkTrafficSelectors, checkWasm } from './wasm-plugin';
import { checkAttachment } from './workload-selectors';

const LUA_LIMIT = 64 * 1024;

/** @see https://istio.io/latest/docs/reference/config/proxy_extensions/ */
export function checkTrafficExtension(spec: Field, _context: Context, report: Report): void {
  checkAttachment(spec, report);
  checkTrafficSelectors(spec.get('match'), report);
  const wasm = spec.get('wasm');
  const lua = spec.get('lua');
  if (wasm.present === lua.present) {
    const what = wasm.present ? 'wasm and lua exclude each other' : 'the extension does nothing';
    report.refuse(spec, what, wasm.present ? 'keep one of them' : 'write wasm or lua');
  }
  if (wasm.present) checkWasm(wasm, report);
  if (lua.present) checkLua(lua.get('inlineCode'), report);
}

function checkLua(code: Field, report: Report): void {
  const size = Buffer.byteLength(code.text);
  if (size === 0) report.refuse(code, 'there is no code', 'write inlineCode');
  if (size > LUA_LIMIT) report.refuse(code, `the code has ${size} bytes, ${LUA_LIMIT} are allowed`, 'shorten it');
}
