import { STRATEGIES } from '../../core/selection/strategies.ts';
import type { Command } from 'commander';
import type { IfdResult } from '../../core/ifd/ifd.ts';
import { describeReason } from '../../core/selection/describe-reason.ts';
import { selectSamples } from '../../core/selection/select-samples.ts';
import {
  indexMentions,
  selectionStatistics,
  type EntityTypeStatistics,
} from '../../core/selection/selection-statistics.ts';
import type { Selection, SelectionPick } from '../../core/selection/selection.ts';
import { EXIT } from '../output/exit-codes.ts';
import { openSamples, openScores } from '../corpus/open-samples.ts';
import { addSampleOptions, type SampleArguments } from '../options/sample-arguments.ts';
import { addSelectionOptions, toSelectionOptions, type SelectionArguments } from '../options/selection-arguments.ts';
import { saveResult } from '../output/save-result.ts';
import { writeErr, writeOut } from '../output/write-text.ts';
import { countNoun } from '../../core/text/count-noun.ts';

type SelectArguments = SampleArguments &
  SelectionArguments & { readonly scores?: string; readonly out?: string; readonly json?: true };

/** `select FILES… --scores scores.jsonl`: what Hybrid Superfiltering, or a baseline, keeps. */
export function addSelectCommand(program: Command): void {
  const command = program
    .command('select')
    .description('select samples by their scores, with the reason for each')
    .argument('<files...>', 'the files that were scored')
    .option('--scores <file>', 'scores.jsonl as "bioselect score" writes it; random and full need none')
    .option('--out <file>', 'write one row per sample: id, kept, reason, explanation, ifd, rank')
    .option('--json', 'print the counts as one JSON object');
  addSelectionOptions(addSampleOptions(command)).action(async (files: string[], args: SelectArguments) => {
    await runSelect(files, args, command);
  });
}

async function runSelect(files: readonly string[], args: SelectArguments, command: Command): Promise<void> {
  requireScores(args, command);
  const { samples } = await openSamples(files, args, command);
  const { resultOf, matchedCount } = await openScores(args.scores, samples, command);
  const selection = selectSamples(samples, resultOf, toSelectionOptions(args));
  if (args.out !== undefined) {
    const rows = selection.picks.map((pick, index) => JSON.stringify(toPickRow(pick, resultOf(index))));
    await saveResult(args.out, rows.map((row) => `${row}\n`).join(''), command);
    writeErr(command, `${args.out} written.\n`);
  }
  const statistics = selectionStatistics(indexMentions(samples), (index) => selection.picks[index]?.kept === true);
  if (args.json === true) {
    const { options, counts, cutOffIfd = null } = selection;
    const report = { options, samples: samples.length, withScoreRow: matchedCount, counts, cutOffIfd };
    writeOut(command, `${JSON.stringify({ ...report, entityTypes: statistics }, undefined, 2)}\n`);
  } else writeOut(command, showSelection(selection, statistics));
}

/** Ends the command where the strategy ranks by IFD and no scores are named. */
export function requireScores(args: Pick<SelectArguments, 'scores' | 'strategy'>, command: Command): void {
  if (STRATEGIES[args.strategy].ranksByIfd && args.scores === undefined) {
    command.error(`error: --strategy ${args.strategy} needs --scores`, { exitCode: EXIT.usage });
  }
}

function toPickRow({ sampleId, kept, reason }: SelectionPick, result: IfdResult | undefined): object {
  return {
    id: sampleId,
    kept,
    reason: reason.kind,
    explanation: describeReason(reason),
    ifd: result?.kind === 'scored' ? result.ifd : null,
    rank: 'rank' in reason ? reason.rank : null,
  };
}

function showSelection(selection: Selection, statistics: readonly EntityTypeStatistics[]): string {
  const { counts, picks, cutOffIfd } = selection;
  const lines = [
    `kept       ${counts.keptPositives + counts.keptNegatives} of ${countNoun(picks.length, 'sample')}`,
    `positives  ${counts.keptPositives} of ${counts.positives}`,
    `negatives  ${counts.keptNegatives} of ${counts.negatives}`,
    ...(counts.notAnnotated > 0 ? [`not annotated, never kept: ${counts.notAnnotated}`] : []),
    `cut-off    ${cutOffIfd === undefined ? 'none' : `IFD ${cutOffIfd.toFixed(4)}`}`,
    '',
    ...statistics.map(
      ({ entityType, mentions, keptMentions, names, vanishedNames }) =>
        `${entityType}: ${keptMentions} of ${countNoun(mentions, 'mention')} kept; ${vanishedNames} of ${countNoun(names, 'name')} ${vanishedNames === 1 ? 'vanishes' : 'vanish'}`,
    ),
    '',
    ...[...countReasons(picks)].map(([reason, count]) => `${String(count).padStart(6)}  ${reason}`),
  ];
  return `${lines.join('\n')}\n`;
}

function reasonName(reason: SelectionPick['reason']): string {
  if (reason.kind === 'unscored') return `unscored: ${reason.reason}`;
  return reason.kind === 'not-annotated' ? `not-annotated: ${reason.gap}` : reason.kind;
}

function countReasons(picks: readonly SelectionPick[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { reason } of picks) {
    const name = reasonName(reason);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
