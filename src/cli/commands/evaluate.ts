import { basename } from 'node:path';
import { Option, type Command } from 'commander';
import {
  analysePredictions,
  type AnalysisOptions,
  type PredictionAnalysis,
} from '../../core/evaluation/analysis/analyse-predictions.ts';
import { DEFAULT_BOOTSTRAP, pairedBootstrap, type BootstrapOptions } from '../../core/evaluation/analysis/bootstrap.ts';
import {
  studyConfidence,
  type ConfidenceStudy,
  type DevelopmentSplit,
} from '../../core/evaluation/calibration/confidence-study.ts';
import { NAME_MULTISET_LABEL } from '../../core/evaluation/scores/name-multiset-f1.ts';
import type { EntityType } from '../../core/corpus/corpus.ts';
import type { Sample } from '../../core/samples/sample.ts';
import { isAnnotated } from '../../core/samples/sample-state.ts';
import type { OffsetUnit } from '../../core/text/offset-index.ts';
import { analyseCheckpoints, checkpointSeries, checkpointTable } from '../evaluation/evaluate-checkpoints.ts';
import { checkpointsHtml, evaluationHtml } from '../evaluation/evaluation-html.ts';
import { comparisonTable, confidenceTable, evaluationTables, showTable } from '../evaluation/evaluation-text.ts';
import { EXIT } from '../output/exit-codes.ts';
import { judgedSampleRow } from '../evaluation/judged-sample-row.ts';
import { openSamples, readInput } from '../corpus/open-samples.ts';
import { parsePredictions, type PredictionFault } from '../evaluation/parse-predictions.ts';
import { parseInteger, parsePositiveInteger } from '../options/option-values.ts';
import { createUnitOption, type SampleArguments } from '../options/sample-arguments.ts';
import { saveResult } from '../output/save-result.ts';
import { writeErr, writeOut } from '../output/write-text.ts';
import { describeNotes } from '../evaluation/prediction-notes.ts';

type EvaluateArguments = SampleArguments & {
  readonly predictions?: string;
  readonly checkpoints?: string;
  readonly maxNewTokens: number;
  readonly against?: string;
  readonly dev?: readonly string[];
  readonly devPredictions?: string;
  readonly offsets: OffsetUnit;
  readonly limit?: number;
  readonly replicates: number;
  readonly seed: number;
  readonly perSample?: string;
  readonly html?: string;
  readonly json?: true;
};

type ClusterOf = NonNullable<AnalysisOptions['clusterOf']>;

/** Predictions of one system on the samples. */
interface Evaluated {
  readonly name: string;
  readonly analysis: PredictionAnalysis;
  readonly faults: readonly PredictionFault[];
  readonly confidence: ConfidenceStudy | undefined;
}

const DEFAULT_MAX_NEW_TOKENS = 256;
const OFFSET_UNITS: readonly OffsetUnit[] = ['utf-16', 'code-point', 'utf-8-byte'];

/** `evaluate FILES… --predictions pred.jsonl`: strict span F1 with all that explains it; see docs/evaluation.md. */
export function addEvaluateCommand(program: Command): void {
  const command = program
    .command('evaluate')
    .description('compare predictions with the annotations of the files: strict span F1')
    .argument('<files...>', 'files with the right annotations')
    .option(
      '--predictions <file>',
      'rows {"id", "answer"} or {"id", "mentions": [{"start", "end", "entityType", "confidence"}]}',
    )
    .option(
      '--checkpoints <dir>',
      'instead of --predictions: a run of "train" with keep_epochs, whose models are evaluated one by one',
    )
    .option(
      '--max-new-tokens <count>',
      'tokens that an answer to --checkpoints may have',
      parsePositiveInteger,
      DEFAULT_MAX_NEW_TOKENS,
    )
    .option('--against <file>', 'predictions of another system, compared by a paired bootstrap')
    .option('--dev <files...>', 'a development split: calibration and threshold are fitted there')
    .option('--dev-predictions <file>', 'predictions for --dev by the system of --predictions')
    .option('--types <list>', 'entity types asked for, as A,B (default: all types of the files)')
    .addOption(createUnitOption())
    .addOption(
      new Option('--offsets <unit>', 'unit of the mentions’ start and end').choices(OFFSET_UNITS).default('utf-16'),
    )
    .option('--limit <count>', 'use only this many samples, also of --dev', parsePositiveInteger)
    .option('--replicates <count>', 'resamples of the bootstrap', parsePositiveInteger, DEFAULT_BOOTSTRAP.replicates)
    .option('--seed <n>', 'seed of the bootstrap', parseInteger, DEFAULT_BOOTSTRAP.seed)
    .option('--per-sample <file>', 'write one row per sample: its counts, and the outcome of each mention')
    .option('--html <file>', 'write a report with diagrams, one file without scripts')
    .option('--json', 'print one JSON object; 0/0 is null')
    .action(async (files: string[], args: EvaluateArguments) => {
      await runEvaluate(files, args, command);
    });
}

async function runEvaluate(files: readonly string[], args: EvaluateArguments, command: Command): Promise<void> {
  if ((args.dev === undefined) !== (args.devPredictions === undefined)) {
    command.error('error: --dev and --dev-predictions need each other', { exitCode: EXIT.usage });
  }
  const predictions = args.predictions ?? '';
  if ((predictions === '') === (args.checkpoints === undefined)) {
    command.error('error: either --predictions or --checkpoints is needed', { exitCode: EXIT.usage });
  }
  const { corpus, samples: all, sampleOptions } = await openSamples(files, args, command);
  const asked = all.slice(0, args.limit);
  const samples = requireAnnotated(asked, command);
  const bootstrap = { ...DEFAULT_BOOTSTRAP, replicates: args.replicates, seed: args.seed };
  // Files of columns say where sentences end and not where documents do: the whole file would be one.
  const borderless = new Set(corpus.documents.filter(({ boundaries }) => boundaries === 'assumed').map(({ id }) => id));
  const clusterOf: ClusterOf = ({ id, documentId }) => (borderless.has(documentId) ? id : documentId);
  if (args.checkpoints !== undefined) {
    await evaluateCheckpoints(args.checkpoints, samples, {
      args,
      entityTypes: sampleOptions.entityTypes,
      analysis: { bootstrap, clusterOf },
      facts: factsOf(files, samples, { ...bootstrap, resamplesSentences: borderless.size > 0 }),
      command,
    });
    return;
  }
  const dev = await openDevelopment(sampleOptions.entityTypes, { args, bootstrap, command });
  const evaluate = (path: string, development?: DevelopmentSplit): Promise<Evaluated> =>
    evaluateFile(path, asked, { args, bootstrap, clusterOf, command, ...(development && { development }) });
  const evaluated = [await evaluate(predictions, dev)];
  if (args.against !== undefined) evaluated.push(await evaluate(args.against));
  const [first, second] = evaluated;
  if (first === undefined) throw new Error('nothing was evaluated');
  const comparison = second && pairedBootstrap(first.analysis.clusters, second.analysis.clusters, bootstrap);
  const compared = comparison && second && comparisonTable(comparison, namesOf(first, second));
  if (args.perSample !== undefined) {
    const rows = first.analysis.judgedSamples.map((sample) => `${JSON.stringify(judgedSampleRow(sample))}\n`);
    await saveResult(args.perSample, rows.join(''), command);
  }
  if (args.html !== undefined) {
    const sections = evaluated.map(({ name, analysis, confidence }) => {
      const tables = [
        ...evaluationTables(analysis),
        ...(confidence === undefined ? [] : [confidenceTable(confidence)]),
      ];
      return { name, tables, typePairs: analysis.confusion.typePairs, confidence };
    });
    await saveResult(
      args.html,
      evaluationHtml(sections, {
        facts: factsOf(files, samples, { ...bootstrap, resamplesSentences: borderless.size > 0 }),
        comparison: compared,
      }),
      command,
    );
  }
  if (args.json === true) {
    const other = second && { against: { name: second.name, ...toJson(second) }, comparison };
    const notAnnotated = asked.length - samples.length;
    writeOut(command, `${JSON.stringify({ ...toJson(first), notAnnotated, ...other }, nullForUndefined, 2)}\n`);
    return;
  }
  const blocks = evaluated.flatMap(({ name, analysis, confidence }) => [
    ...(evaluated.length > 1 ? [`${name}\n`] : []),
    ...evaluationTables(analysis).map(showTable),
    ...(confidence === undefined ? [] : [showTable(confidenceTable(confidence))]),
  ]);
  if (compared !== undefined) blocks.push(showTable(compared));
  writeOut(command, blocks.join('\n'));
}

async function evaluateCheckpoints(
  runDir: string,
  samples: readonly Sample[],
  {
    args,
    facts,
    ...options
  }: {
    readonly args: EvaluateArguments;
    readonly entityTypes: readonly EntityType[];
    readonly analysis: AnalysisOptions;
    readonly facts: readonly (readonly [name: string, value: string])[];
    readonly command: Command;
  },
): Promise<void> {
  const { command } = options;
  const checkpoints = await analyseCheckpoints(runDir, samples, { ...options, maxNewTokens: args.maxNewTokens });
  const table = checkpointTable(checkpoints);
  if (args.html !== undefined) {
    await saveResult(
      args.html,
      checkpointsHtml(basename(runDir), { facts, table, series: checkpointSeries(checkpoints) }),
      command,
    );
  }
  if (args.json === true) {
    const rows = checkpoints.map(({ epoch, analysis: { report, intervals } }) => {
      return { epoch, strictSpans: report.strictSpans, intervals: { micro: intervals.micro } };
    });
    writeOut(command, `${JSON.stringify({ checkpoints: rows }, nullForUndefined, 2)}\n`);
  } else writeOut(command, showTable(table));
}

/** JSON has no undefined: a ratio of 0/0 must not vanish. */
function nullForUndefined(__: string, value: unknown): unknown {
  return value === undefined ? null : value;
}

/** A split to fit on. Ends the command where its predictions have no confidences: then there is nothing to fit. */
async function openDevelopment(
  entityTypes: readonly string[],
  {
    args,
    ...rest
  }: { readonly args: EvaluateArguments; readonly bootstrap: BootstrapOptions; readonly command: Command },
): Promise<DevelopmentSplit | undefined> {
  if (args.dev === undefined || args.devPredictions === undefined) return undefined;
  const { command } = rest;
  const devArgs = { ...args, types: entityTypes.join(',') };
  const { samples: all } = await openSamples(args.dev, devArgs, command);
  const samples = all.slice(0, args.limit);
  const { analysis } = await evaluateFile(args.devPredictions, samples, { args, ...rest });
  const { judgedMentions } = analysis;
  if (judgedMentions === undefined) {
    return command.error(`error: ${args.devPredictions} has mentions without a confidence, so nothing can be fitted`, {
      exitCode: EXIT.badData,
    });
  }
  return { judged: judgedMentions, goldCount: goldCountOf(analysis) };
}

/** The annotated ones: what is not annotated says neither what is right nor what is wrong. Ends the command without any. */
function requireAnnotated(samples: readonly Sample[], command: Command): readonly Sample[] {
  const annotated = samples.filter(isAnnotated);
  if (annotated.length === 0) {
    command.error('error: no sample is annotated, so there is nothing to compare with', { exitCode: EXIT.badData });
  }
  return annotated;
}

async function evaluateFile(
  path: string,
  asked: readonly Sample[],
  {
    args,
    bootstrap,
    command,
    clusterOf,
    development,
  }: {
    readonly args: EvaluateArguments;
    readonly bootstrap: BootstrapOptions;
    readonly command: Command;
    readonly clusterOf?: ClusterOf;
    readonly development?: DevelopmentSplit;
  },
): Promise<Evaluated> {
  const samples = requireAnnotated(asked, command);
  const left = new Set(asked.flatMap((sample) => (isAnnotated(sample) ? [] : [sample.id])));
  const inputs = new Map(samples.map((sample) => [sample.id, sample.input]));
  const text = await readInput(path, command);
  const parsed = parsePredictions(text, { offsetUnit: args.offsets, inputOf: (id) => inputs.get(id) });
  const predictions = parsed.predictions.filter(({ id }) => !left.has(id));
  const analysis = analysePredictions(samples, predictions, { bootstrap, ...(clusterOf && { clusterOf }) });
  const { report, judgedMentions } = analysis;
  if (report.missingIds.length === samples.length) {
    const detail = `error: ${path} has no prediction for ${samples.length === 1 ? 'the only sample' : `any of the ${samples.length} samples`}; do --types, --unit and the ids match?`;
    command.error(detail, { exitCode: EXIT.badData });
  }
  for (const note of describeNotes(analysis, parsed.faults)) writeErr(command, `warning: ${note}\n`);
  if (judgedMentions === undefined && development !== undefined) {
    writeErr(command, `warning: ${path} has mentions without a confidence; --dev has no use for it\n`);
  }
  const confidence = judgedMentions && studyConfidence(judgedMentions, goldCountOf(analysis), development);
  // Without a mention there is no confidence to study.
  const isStudied = confidence !== undefined && confidence.mentionCount > 0;
  return { name: basename(path), analysis, faults: parsed.faults, confidence: isStudied ? confidence : undefined };
}

function goldCountOf({ report }: PredictionAnalysis): number {
  const { truePositives, falseNegatives } = report.strictSpans.micro;
  return truePositives + falseNegatives;
}

/** Two files of the same name are told apart by their order. */
function namesOf(first: Evaluated, second: Evaluated): { readonly first: string; readonly second: string } {
  if (first.name !== second.name) return { first: first.name, second: second.name };
  return { first: `${first.name} (1)`, second: `${second.name} (2)` };
}

function toJson({ analysis, faults, confidence }: Evaluated): object {
  const { report, intervals, confusion } = analysis;
  const { strictSpans, names, ...lists } = report;
  return {
    strictSpans,
    intervals: { micro: intervals.micro, byType: Object.fromEntries(intervals.byType) },
    names: { label: NAME_MULTISET_LABEL, ...names },
    confusion,
    confidence,
    ...lists,
    faults,
  };
}

function factsOf(
  files: readonly string[],
  samples: readonly Sample[],
  { replicates, seed, resamplesSentences }: BootstrapOptions & { readonly resamplesSentences: boolean },
): readonly (readonly [name: string, value: string])[] {
  const unit = resamplesSentences ? 'documents, or samples of files without document borders' : 'documents';
  return [
    ['files', files.map((file) => basename(file)).join(', ')],
    ['samples', String(samples.length)],
    ['documents', String(new Set(samples.map(({ documentId }) => documentId)).size)],
    ['intervals', `percentile bootstrap over ${unit}, ${replicates} replicates, seed ${seed}`],
  ];
}
