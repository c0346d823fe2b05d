import type { BuildOptions } from '../contract/sample-answers.ts';
import type { ReviewRecord } from '../../core/merge/review-step.ts';
import type { ProjectDb } from '../project/project-db.ts';

/**
 * Makes the samples anew, in one transaction with a corpus that was written for it. Returned is what was written down
 * because sentences with decisions and notes have become one sample.
 */
export function makeSamples(db: ProjectDb, { options, scoringId, onProgress }: BuildOptions): readonly ReviewRecord[] {
  db.beginSamples(options);
  for (;;) {
    const progress = db.stepSamples();
    onProgress(progress);
    if (progress.doneCount === progress.totalCount) return db.finishSamples(scoringId);
  }
}
