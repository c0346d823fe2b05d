import type { Command } from 'commander';
import { FailureError } from '../../core/failure.ts';
import { toRuntimeFailure } from '../../decoder/runtime-failure.ts';
import { openExport } from '../../trainer/data/open-export.ts';
import { describeTrainProblem } from '../../trainer/describe-train-problem.ts';
import { TrainRefusal, type TrainProblem } from '../../trainer/train-problem.ts';
import { EXIT } from '../output/exit-codes.ts';
import { addTrainOptions, type TrainArguments } from '../options/train-arguments.ts';
import { trainBundled } from '../training/train-bundled.ts';
import { trainWithEngine } from '../training/train-engine.ts';
import { writeErr } from '../output/write-text.ts';

/** `train EXPORT`: the studio's export becomes a better model. */
export function addTrainCommand(program: Command): void {
  const command = program
    .command('train')
    .description('train a model on an export of the studio, here or with another trainer')
    .argument('[export]', 'folder or zip that the studio exported', '.');
  addTrainOptions(command).action(async (path: string, args: TrainArguments) => {
    try {
      await runTrain(path, args, command);
    } catch (error) {
      // The runtime's own words for it are many.
      const failure = toRuntimeFailure(error);
      if (failure.code === 'out-of-memory') throw new FailureError(failure);
      if (!(error instanceof TrainRefusal)) throw error;
      const words = error.problems.map((problem) => `error: ${describeTrainProblem(problem)}`).join('\n');
      // Not by commander: it takes code 1 for its own usage errors.
      writeErr(command, `${words}\n`);
      process.exitCode = exitCodeOf(error.problems);
    }
  });
}

async function runTrain(path: string, args: TrainArguments, command: Command): Promise<void> {
  if (args.pretrain !== undefined) {
    await trainBundled({ kind: 'text', file: args.pretrain }, { args, command });
    return;
  }
  const opened = await openExport(path);
  if (args.engine !== undefined) await trainWithEngine(opened, args.engine, { args, command });
  else await trainBundled({ kind: 'export', opened }, { args, command });
}

function exitCodeOf([problem]: readonly TrainProblem[]): number {
  switch (problem?.code) {
    case undefined:
      return EXIT.unexpected;
    case 'config-unreadable':
    case 'config-unknown-key':
    case 'config-bad-value':
    case 'window-too-small':
    case 'output-not-empty':
    case 'nothing-to-resume':
    case 'resume-differs':
      return EXIT.usage;
    case 'not-an-export':
    case 'export-damaged':
    case 'no-train-rows':
    case 'all-too-long':
    case 'checkpoint-damaged':
      return EXIT.badData;
    case 'architecture-untrainable':
      return EXIT.model;
    case 'loss-not-finite':
    case 'engine-missing':
    case 'engine-too-old':
    case 'engine-failed':
    case 'engine-result-missing':
      return EXIT.unexpected;
    default:
      return problem satisfies never;
  }
}
