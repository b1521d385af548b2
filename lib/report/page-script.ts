import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

let script: string | undefined;

/**
 * What runs in the page of a mesh. The package has it; a checkout makes it of its sources, again when one has changed.
 */
export function pageScript(): string {
  script ??= readFileSync(file(), 'utf8').trimEnd();
  return script;
}

function file(): string {
  const built = join(__dirname, '../page/script.js');
  if (existsSync(built)) return built;
  const checkout = require(join(__dirname, '../../bin/checkout.js')) as { pageOfCheckout(): string };
  return checkout.pageOfCheckout();
}
