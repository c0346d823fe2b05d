import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Corpus } from '../../core/corpus/corpus.ts';
import { formatIssue } from '../../core/describe-issue.ts';
import type { IfdResult } from '../../core/ifd/ifd.ts';
import type { ScoreProvenance } from '../../core/ifd/scored-sample.ts';
import type { DataIssue } from '../../core/issue.ts';
import { buildSamples } from '../../core/samples/build-samples.ts';
import type { Sample, SampleOptions } from '../../core/samples/sample.ts';
import { isAnnotated, sampleState } from '../../core/samples/sample-state.ts';
import { EXIT } from '../output/exit-codes.ts';
import { chooseEntityTypes, openCorpus } from './open-corpus.ts';
import { hintsOf, instructionTemplateOf, type SampleArguments } from '../options/sample-arguments.ts';
import { parseProvenance, provenancePath } from '../scores/score-provenance.ts';
import { parseScoreRows } from '../scores/score-rows.ts';
import { writeErr } from '../output/write-text.ts';
import { countNoun } from '../../core/text/count-noun.ts';

export interface OpenedSamples {
  readonly corpus: Corpus;
  readonly samples: readonly Sample[];
  readonly sampleOptions: SampleOptions;
  readonly issues: readonly DataIssue[];
}

/** Files to samples; faults of the files go to standard error. Ends the command where nothing usable is there. */
export async function openSamples(
  files: readonly string[],
  args: SampleArguments,
  command: Command,
): Promise<OpenedSamples> {
  const { corpus, issues: openIssues } = await openCorpus(files, hintsOf(args));
  const sampleOptions: SampleOptions = {
    entityTypes: chooseEntityTypes(corpus, args.types),
    instructionTemplate: instructionTemplateOf(args),
    unit: args.unit,
  };
  const { samples, issues: sampleIssues } = buildSamples(corpus, sampleOptions);
  const issues = [...openIssues, ...sampleIssues];
  for (const issue of issues) {
    if (issue.severity === 'error') writeErr(command, `error: ${formatIssue(issue)}\n`);
  }
  const others = issues.filter((issue) => issue.severity !== 'error').length;
  if (others > 0) writeErr(command, `${others} warnings and notes; "bioselect inspect" lists them.\n`);
  const open = samples.filter((sample) => !isAnnotated(sample)).length;
  if (open > 0) {
    const [are, go] = open === 1 ? ['is', 'goes'] : ['are', 'go'];
    writeErr(
      command,
      `note: ${open} of ${countNoun(samples.length, 'sample')} ${are} not annotated and ${go} into no training data\n`,
    );
  }
  if (samples.length === 0) command.error('error: no usable document in the input', { exitCode: EXIT.badData });
  return { corpus, samples, sampleOptions, issues };
}

export interface OpenedScores {
  /** By index into the samples; undefined where the scores have none for the sample's content. */
  readonly resultOf: (index: number) => IfdResult | undefined;
  readonly provenance: ScoreProvenance | undefined;
  /** Annotated samples that have a row, with an IFD or a reason. */
  readonly matchedCount: number;
}

/**
 * The scores of these samples. Without a path nothing is scored. Ends the command where the file cannot be read, or
 * where it has no row for any of the positives.
 */
export async function openScores(
  path: string | undefined,
  samples: readonly Sample[],
  command: Command,
): Promise<OpenedScores> {
  if (path === undefined) return { resultOf: () => undefined, provenance: undefined, matchedCount: 0 };
  const { resultByHash, faults } = parseScoreRows(await readInput(path, command));
  const [first] = faults;
  if (first !== undefined) {
    writeErr(
      command,
      `warning: ${path}: ${countNoun(faults.length, 'line is no score', 'lines are no scores')}, line ${first.line} first: ${first.detail}\n`,
    );
  }
  // A row of a sample that is not annotated is of an older run, or of another file that says the same.
  const results = samples.map((sample) => (isAnnotated(sample) ? resultByHash.get(sample.contentHash) : undefined));
  const matchedCount = results.filter((result) => result !== undefined).length;
  const annotatedCount = samples.filter(isAnnotated).length;
  const isPositive = samples.map((sample) => sampleState(sample) === 'positive');
  const positives = isPositive.filter(Boolean).length;
  if (positives > 0 && !results.some((result, index) => isPositive[index] === true && result !== undefined)) {
    command.error(
      `error: ${path} has no score for ${positives === 1 ? 'the only positive sample' : `any of the ${positives} positive samples`}; were other --types, another --unit or another --instruction scored?`,
      { exitCode: EXIT.badData },
    );
  }
  const missingCount = annotatedCount - matchedCount;
  if (missingCount > 0) {
    writeErr(
      command,
      `warning: ${missingCount} of ${countNoun(annotatedCount, 'sample')} ${missingCount === 1 ? 'has' : 'have'} no score in ${path}\n`,
    );
  }
  return { resultOf: (index) => results[index], provenance: await readProvenance(path, command), matchedCount };
}

async function readProvenance(path: string, command: Command): Promise<ScoreProvenance | undefined> {
  const metaPath = provenancePath(path);
  const text = await readFile(metaPath, 'utf8').catch(() => undefined);
  const provenance = text === undefined ? undefined : parseProvenance(text);
  if (provenance === undefined) {
    writeErr(command, `warning: ${metaPath} is missing or no provenance; where the scores come from is not known\n`);
  }
  return provenance;
}

/** A text file named by an option. */
export async function readInput(path: string, command: Command): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return command.error(`error: ${path} could not be read: ${detail}`, { exitCode: EXIT.badData });
  }
}
