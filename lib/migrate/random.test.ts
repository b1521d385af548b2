import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { UnreadableError } from './errors';
import { migrated } from './migrating.testing';
import { randomFiles } from './random-manifests.testing';

/** As many as take a second or two; `MIGRATE_RUNS=1000` for more. */
const RUNS = Number(process.env.MIGRATE_RUNS ?? 8);

test('GIVEN manifests that were changed at random THEN the code makes the same objects, or nothing is written', async () => {
  await fc.assert(
    fc.asyncProperty(randomFiles(), async (files) => {
      const migration = await migrated(files).catch((error: unknown) => {
        if (error instanceof UnreadableError) return undefined;
        throw error;
      });
      if (migration === undefined) return;
      const { objects, same, differences, traffic } = migration.proof;
      expect({ same, differences, changes: traffic.changes }).toEqual({ same: objects, differences: [], changes: 0 });
    }),
    { numRuns: RUNS },
  );
});
