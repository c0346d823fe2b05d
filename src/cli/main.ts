import { Command } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { addBitsPerByteCommand } from './commands/bits-per-byte.ts';
import { addBuildModelCommand } from './commands/build-model.ts';
import { addConvertCommand } from './commands/convert.ts';
import { addEvaluateCommand } from './commands/evaluate.ts';
import { EXIT } from './output/exit-codes.ts';
import { addExportCommand } from './commands/export.ts';
import { addInspectCommand } from './commands/inspect.ts';
import { addMergeCommand } from './commands/merge.ts';
import { addNllCommand } from './commands/nll.ts';
import { addPredictCommand } from './commands/predict.ts';
import { reportFailure } from './output/report-failure.ts';
import { addReproduceCommand } from './commands/reproduce.ts';
import { addScoreCommand } from './commands/score.ts';
import { addSelectCommand } from './commands/select.ts';
import { addTrainCommand } from './commands/train.ts';

const EXIT_CODE_HELP = `
Exit codes:
  ${EXIT.ok}  done
  ${EXIT.unexpected}  a fault of the program or the machine
  ${EXIT.usage}  invalid arguments
  ${EXIT.badData}  no usable document in the input
  ${EXIT.model}  a model that is missing, damaged or not supported
  ${EXIT.write}  the result could not be written
  ${EXIT.endpoint}  a completion server that cannot be reached or cannot give what is needed
  ${EXIT.interrupted}  interrupted`;

const program = new Command('bioselect')
  .description(packageJson.description)
  .version(packageJson.version)
  .addHelpText('after', EXIT_CODE_HELP);
// Before the commands are added: they take over what is set on the program. Commander's own errors are usage errors.
program.exitOverride((error) => {
  process.exit(error.exitCode === EXIT.unexpected ? EXIT.usage : error.exitCode);
});
addInspectCommand(program);
addConvertCommand(program);
addScoreCommand(program);
addMergeCommand(program);
addSelectCommand(program);
addExportCommand(program);
addPredictCommand(program);
addEvaluateCommand(program);
addNllCommand(program);
addBitsPerByteCommand(program);
addTrainCommand(program);
addReproduceCommand(program);
addBuildModelCommand(program);

try {
  await program.parseAsync();
} catch (thrown) {
  const { text, exitCode } = reportFailure(thrown);
  process.stderr.write(text);
  process.exitCode = exitCode;
}
