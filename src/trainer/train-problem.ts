import type { ExportIssue } from '../core/export/read-export.ts';

/** Why a training cannot start or go on: facts and a code. The words are made once, in `describe-train-problem.ts`. */
export type TrainProblem =
  | { readonly code: 'config-unreadable'; readonly file: string; readonly detail: string }
  /** `nearest` is the known key that was probably meant. */
  | { readonly code: 'config-unknown-key'; readonly file: string; readonly key: string; readonly nearest?: string }
  | {
      readonly code: 'config-bad-value';
      readonly file: string;
      readonly key: string;
      readonly found: string;
      readonly expected: string;
    }
  | { readonly code: 'not-an-export'; readonly path: string; readonly detail: string }
  | { readonly code: 'export-damaged'; readonly path: string; readonly issues: readonly ExportIssue[] }
  | { readonly code: 'no-train-rows'; readonly file: string }
  /** Not one sample fits into `maxLength` tokens; the shortest has `shortest`. */
  | { readonly code: 'all-too-long'; readonly file: string; readonly maxLength: number; readonly shortest: number }
  | { readonly code: 'window-too-small'; readonly maxLength: number; readonly modelWindow: number }
  | { readonly code: 'architecture-untrainable'; readonly found: string; readonly trainable: readonly string[] }
  | { readonly code: 'output-not-empty'; readonly folder: string }
  | { readonly code: 'nothing-to-resume'; readonly folder: string }
  /** The checkpoint was made by a run that computes something else. */
  | {
      readonly code: 'resume-differs';
      readonly folder: string;
      readonly differences: readonly { readonly what: string; readonly before: string; readonly now: string }[];
    }
  | { readonly code: 'checkpoint-damaged'; readonly file: string; readonly detail: string }
  | { readonly code: 'loss-not-finite'; readonly update: number; readonly detail: string }
  | { readonly code: 'engine-missing'; readonly engine: string; readonly detail: string; readonly install: string }
  | { readonly code: 'engine-too-old'; readonly engine: string; readonly found: string; readonly needed: string }
  | {
      readonly code: 'engine-failed';
      readonly engine: string;
      readonly exitCode: number | null;
      readonly lastLines: readonly string[];
    }
  | {
      readonly code: 'engine-result-missing';
      readonly engine: string;
      readonly folder: string;
      readonly detail: string;
    };

/** Problems on their way through a `throw`, all that were found at once. */
export class TrainRefusal extends Error {
  readonly problems: readonly TrainProblem[];
  constructor(...problems: readonly TrainProblem[]) {
    super(problems.map(({ code }) => code).join(', '));
    this.name = 'TrainRefusal';
    this.problems = problems;
  }
}
