import type { ExportIssue } from '../core/export/read-export.ts';
import type { TrainProblem } from './train-problem.ts';

/** Issues of an export that are written out; the rest is counted. */
const SHOWN_ISSUES = 5;

/** A problem in words: what is wrong, then what to do. One or more lines, without a line end. */
export function describeTrainProblem(problem: TrainProblem): string {
  switch (problem.code) {
    case 'config-unreadable':
      return `${problem.file} is not valid YAML:  ${problem.detail}`;
    case 'config-unknown-key': {
      const hint = problem.nearest === undefined ? '' : `; did you mean "${problem.nearest}"?`;
      return `${problem.file}: unknown key "${problem.key}"${hint}`;
    }
    case 'config-bad-value':
      return `${problem.file}: ${problem.key} is ${problem.found}, expected ${problem.expected}`;
    case 'not-an-export':
      return `${problem.path} is not an export of the studio:  ${problem.detail}\nName the folder that holds manifest.json, or the zip.`;
    case 'export-damaged':
      return `${problem.path} was changed after the export:\n${showIssues(problem.issues)}\nExport again, or restore the files; nothing was written.`;
    case 'no-train-rows':
      return `${problem.file} has no rows to train on. Keep more samples and export again.`;
    case 'all-too-long':
      return `no sample of ${problem.file} fits into ${problem.maxLength} tokens; the shortest has ${problem.shortest} with its answer. Raise max_length, or export sentences instead of passages.`;
    case 'window-too-small':
      return `max_length is ${problem.maxLength}, but the model holds ${problem.modelWindow} tokens. Set max_length to ${problem.modelWindow} or less.`;
    case 'architecture-untrainable':
      return `the model's architecture is ${problem.found}, which the bundled trainer cannot train; it trains ${problem.trainable.join(', ')}. Choose such a model, or train this one with --engine trl.`;
    case 'output-not-empty':
      return `${problem.folder} is not empty. Name another folder, continue with --resume, or replace an earlier training with --force.`;
    case 'nothing-to-resume':
      return `${problem.folder} has no checkpoint to continue from. Leave out --resume to start a training.`;
    case 'resume-differs': {
      const lines = problem.differences.map(({ what, before, now }) => `  ${what}: ${before} then, ${now} now`);
      return `the training in ${problem.folder} was started differently:\n${lines.join('\n')}\nUse the same settings, or start again in another folder.`;
    }
    case 'checkpoint-damaged':
      return `the checkpoint ${problem.file} cannot be read: ${problem.detail}`;
    case 'loss-not-finite':
      return `the loss is not a number at update ${problem.update}: ${problem.detail}. Lower learning_rate and continue from the last checkpoint with --resume, or start again.`;
    case 'engine-missing':
      return `${problem.engine} was not found: ${problem.detail}\nInstall it with: ${problem.install}`;
    case 'engine-too-old':
      return `${problem.engine} ${problem.found} is installed, ${problem.needed} or newer is needed.`;
    case 'engine-failed': {
      const end = problem.exitCode === null ? 'was ended by a signal' : `ended with code ${problem.exitCode}`;
      return `${problem.engine} ${end}. Its last lines:\n${problem.lastLines.map((line) => `  ${line}`).join('\n')}`;
    }
    case 'engine-result-missing':
      return `${problem.engine} ended, but its result in ${problem.folder} cannot be used: ${problem.detail}`;
    default:
      return problem satisfies never;
  }
}

function showIssues(issues: readonly ExportIssue[]): string {
  const lines = issues.slice(0, SHOWN_ISSUES).map(({ code, file, line, detail }) => {
    const place = line === undefined ? file : `${file} line ${line}`;
    return `  ${place}: ${detail} (${code})`;
  });
  const rest = issues.length - lines.length;
  return [...lines, ...(rest > 0 ? [`  and ${rest} more`] : [])].join('\n');
}
