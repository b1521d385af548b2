import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';

/** Looks at a page and notes what is not as it should be. */
export class Looking {
  constructor(
    readonly page: Page,
    private readonly name: string,
    readonly problems: string[],
  ) {}

  /** What a script says in the page. */
  run<T>(script: string): Promise<T> {
    return this.page.evaluate(script) as Promise<T>;
  }

  async expect(says: string, script: string): Promise<void> {
    const result = await this.run<unknown>(script);
    if (result !== true) this.problems.push(`${this.name}: not so: ${says} (${JSON.stringify(result)})`);
  }

  /** Waits until something is so. */
  async waitFor(says: string, script: string): Promise<void> {
    try {
      await this.page.waitForFunction(script, { timeout: 5000 });
    } catch {
      this.problems.push(`${this.name}: never: ${says}`);
    }
  }

  /** Asks axe-core about contrast, names, roles and focus. */
  async expectAccessible(what: string): Promise<void> {
    if (!(await this.run<boolean>(`typeof axe !== 'undefined'`))) {
      await this.run(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
    }
    const script = `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html.slice(0, 300)))`;
    for (const text of await this.run<readonly string[]>(script)) {
      this.problems.push(`${this.name}: ${what}: ${text}`);
    }
  }

  /** Keeps what is seen, where `SCREENSHOTS` says. */
  async keep(what: string, options: { readonly fullPage?: boolean } = {}): Promise<void> {
    const folder = process.env.SCREENSHOTS;
    if (folder === undefined) return;
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: join(folder, `${this.name}-${what}.png`), ...options });
  }
}
