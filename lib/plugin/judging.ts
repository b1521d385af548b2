import type { FilesToCheck } from '../check/asked-run';
import type { CheckOutcome } from '../check/check-outcome';
import { CheckSession } from '../check/check-session';
import { loadSchemas } from '../check/installed-schemas';

/** Checks files. What is to be remembered is saved by whoever asks. */
export function judged({ files, schemas, ...options }: FilesToCheck): CheckOutcome {
  const { cwd, settings, memory } = options;
  const judge = loadSchemas({ cwd, settings, memory, ...(schemas === undefined ? {} : { folder: schemas }) });
  const session = new CheckSession(judge, options);
  const asked = session.recall(files);
  if (asked.outcome !== undefined) return asked.outcome;
  for (const file of asked.files) for (const _ of session.read(file));
  return session.finish();
}
