import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { cacheFolder } from '../cache';
import { SERVER } from '../versions';
import type { ServerVerdict } from './server-verdict';

/** Verdicts that a server of this version gave before: it gives the same again, and so is not asked twice. */
export class VerdictStore {
  private readonly verdicts: Map<string, ServerVerdict>;
  private changed = false;

  constructor(
    server = SERVER,
    private readonly file = path.join(cacheFolder('verdicts'), `${server}.json.gz`),
  ) {
    this.verdicts = new Map(
      fs.existsSync(file)
        ? gunzipSync(fs.readFileSync(file))
            .toString('utf8')
            .split('\n')
            .filter((line) => line !== '')
            .map((line) => JSON.parse(line) as [string, ServerVerdict])
        : [],
    );
  }

  /** The verdict about an object, from the store or from a server. */
  async verdict(json: string, ask: (json: string) => Promise<ServerVerdict>): Promise<ServerVerdict> {
    const key = createHash('sha1').update(json).digest('base64url');
    const known = this.verdicts.get(key);
    if (known !== undefined) return known;
    const verdict = await ask(json);
    // A server that fails may answer another time.
    if (verdict.status !== 429 && verdict.status < 500) {
      this.verdicts.set(key, verdict);
      this.changed = true;
    }
    return verdict;
  }

  save(): void {
    if (!this.changed) return;
    const pieces: Buffer[] = [];
    let lines: string[] = [];
    const flush = () => {
      // A gzip file may be several, one after the other: none of the texts is too long for a string.
      pieces.push(gzipSync(lines.map((line) => `${line}\n`).join('')));
      lines = [];
    };
    for (const entry of this.verdicts) {
      lines.push(JSON.stringify(entry));
      if (lines.length === 20_000) flush();
    }
    flush();
    fs.writeFileSync(`${this.file}.new`, Buffer.concat(pieces));
    fs.renameSync(`${this.file}.new`, this.file);
    this.changed = false;
  }
}
