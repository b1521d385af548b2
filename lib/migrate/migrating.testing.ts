import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Migration, migrate } from './migrate';

/** Migrates texts that stand in a folder of their own, by their paths in it. */
export async function migrated(texts: Readonly<Record<string, string>>): Promise<Migration> {
  const folder = mkdtempSync(join(tmpdir(), 'migrate-'));
  try {
    for (const [name, text] of Object.entries(texts)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return await migrate(['.'], folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The statements of a chart with one file of manifests, and what became of the objects. */
export async function statements(text: string): Promise<{ readonly code: string; readonly migration: Migration }> {
  const migration = await migrated({ 'chart.yaml': text });
  const file = migration.files.get('charts/chart.ts') ?? migration.files.get('scenarios/chart.ts') ?? '';
  const [, body = ''] = /\n {4}super\([^;]*\);\n+([\s\S]*?)\n {2}}\n}\n$/.exec(file) ?? [];
  return { code: body.replace(/^ {4}/gm, ''), migration };
}
