import * as fs from 'node:fs';
import * as path from 'node:path';
import { readManifests } from '../../../lib/model/read-manifests';
import { baseObject } from './base-objects';
import type { Input } from './inputs';

/** Hand-made objects in which fields say something about each other: `combinations/*.yaml`, right and wrong ones. */
export function* combinations(): Generator<Input> {
  const folder = path.join(__dirname, '..', 'combinations');
  for (const file of fs.readdirSync(folder).sort()) {
    const { manifests, findings } = readManifests(file, fs.readFileSync(path.join(folder, file), 'utf8'));
    if (findings.length > 0) throw new Error(`${file}: ${findings[0]?.message}`);
    for (const { object } of manifests) {
      yield { base: baseObject(file, object), fault: 'combination', edits: [], object };
    }
  }
}
