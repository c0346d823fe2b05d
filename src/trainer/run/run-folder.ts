import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readCheckpoint, type Checkpoint, type Fingerprint } from '../checkpoint/checkpoint.ts';
import { PARTIAL_SUFFIX } from '../checkpoint/write-atomically.ts';
import { TrainRefusal } from '../train-problem.ts';
import { compareFingerprints } from './run-fingerprint.ts';
import { RUN_FILES } from './train-loop.ts';

/** What to do with what the folder holds. */
export type RunStart = 'new' | 'replace' | 'resume';

/**
 * Looks, and changes nothing: the checkpoint to go on from, undefined for a run that begins.
 *
 * @throws TrainRefusal `output-not-empty`, `nothing-to-resume`, `resume-differs` or `checkpoint-damaged`.
 */
export async function inspectFolder(
  folder: string,
  start: RunStart,
  fingerprint: Fingerprint,
): Promise<Checkpoint | undefined> {
  const names = existsSync(folder) ? await readdir(folder) : [];
  switch (start) {
    case 'new':
      if (names.length > 0) throw new TrainRefusal({ code: 'output-not-empty', folder });
      return undefined;
    case 'replace': {
      const own: readonly string[] = Object.values(RUN_FILES);
      const isOurs = names.every((name) => own.includes(name.replace(PARTIAL_SUFFIX, '')));
      if (!isOurs) throw new TrainRefusal({ code: 'output-not-empty', folder });
      return undefined;
    }
    case 'resume': {
      const checkpoint = await readCheckpoint(join(folder, RUN_FILES.last));
      if (checkpoint === undefined) throw new TrainRefusal({ code: 'nothing-to-resume', folder });
      const differences = compareFingerprints(checkpoint.state.fingerprint, fingerprint);
      if (differences.length > 0) throw new TrainRefusal({ code: 'resume-differs', folder, differences });
      return checkpoint;
    }
    default:
      return start satisfies never;
  }
}

/** Makes the folder ready to be written to; what an earlier run left there goes where it is to be replaced. */
export async function prepareFolder(folder: string, start: RunStart): Promise<void> {
  if (start === 'replace') {
    for (const name of Object.values(RUN_FILES)) {
      await rm(join(folder, name), { recursive: true, force: true });
      await rm(join(folder, name + PARTIAL_SUFFIX), { recursive: true, force: true });
    }
  }
  await mkdir(join(folder, RUN_FILES.checkpoints), { recursive: true });
}
