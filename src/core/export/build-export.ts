import type { Corpus, EntityType } from '../corpus/corpus.ts';
import type { IfdResult } from '../ifd/ifd.ts';
import type { ScoreProvenance } from '../ifd/scored-sample.ts';
import type { Scoring } from '../ifd/scoring.ts';
import { MAX_ROW_BYTES, rowBytes } from '../samples/row-length.ts';
import { sampleState } from '../samples/sample-state.ts';
import type { Sample, SampleOptions } from '../samples/sample.ts';
import { renderInstruction, TEMPLATE_ID } from '../samples/templates.ts';
import { applyDecisions, type FinalPick } from '../selection/apply-decisions.ts';
import type { Decision, Selection } from '../selection/selection.ts';
import { countInstructions } from './count-instructions.ts';
import type { ExportFile } from './export-file.ts';
import {
  describeFiles,
  EXPORT_FORMAT,
  EXPORT_FORMAT_VERSION,
  splitUnit,
  type ExportCounts,
  type ExportManifest,
} from './export-manifest.ts';
import { exportReadme } from './export-readme.ts';
import { toDroppedRow, toExportRow, toJsonl, toPromptCompletionRow } from './export-rows.ts';
import { type DocumentSplit, splitDocuments, type SplitOptions } from './split-documents.ts';
import { trainerConfigs, trainingMaxLength } from './trainer-configs.ts';

export interface ExportRequest {
  /** What the samples were built from; its documents are what the split keeps whole. */
  readonly corpus: Corpus;
  readonly samples: readonly Sample[];
  readonly sampleOptions: SampleOptions;
  /** By index into `samples`. */
  readonly resultOf: (index: number) => IfdResult | undefined;
  /** Made of the same samples in the same order. */
  readonly selection: Selection;
  /** When it was made, milliseconds since the epoch: `now` for this export, `never` where no selection holds. */
  readonly selectedAtMs: number | 'now' | 'never';
  /** By sample id. */
  readonly decisions: ReadonlyMap<string, Decision>;
  /** Undefined where nothing was scored. */
  readonly provenance: ScoreProvenance | undefined;
  /** The scoring behind the selection, where the project names it. */
  readonly scoring?: Scoring | undefined;
  /** Samples whose score is of what they said before an edit. */
  readonly scoredBeforeEdit?: number;
  readonly split: SplitOptions;
  /** Model that the configs name; a hub id or folder. */
  readonly strongModel?: string;
  readonly packageVersion: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

/** The default of the configs, of the weak model's own family. */
export const DEFAULT_STRONG_MODEL = 'Qwen/Qwen3-4B-Instruct-2507';

/**
 * The curated data set as files: rows, what was dropped and why, trainer configs, and a manifest with the SHA-256 of
 * every other file. Pure: the same request gives the same bytes. Throws where the selection was not made of these
 * samples.
 */
export function buildExport(request: ExportRequest): readonly ExportFile[] {
  return buildWithManifest(request).files;
}

/** Builds an export like `buildExport`, and returns its manifest, too. Throws like it. */
export function buildWithManifest(request: ExportRequest): {
  readonly files: readonly ExportFile[];
  readonly manifest: ExportManifest;
} {
  const { samples, selection, split: splitOptions } = request;
  const finalPicks = applyDecisions(selection, request.decisions);
  const split = splitDocuments(request.corpus, splitOptions);
  const train: Sample[] = [];
  const dev: Sample[] = [];
  const dropped: object[] = [];
  const tooLong: string[] = [];
  samples.forEach((sample, index) => {
    const pick = finalPicks[index];
    if (pick?.sampleId !== sample.id) throw new Error(`the selection has no pick for sample ${sample.id}`);
    const isTooLong = rowBytes(sample) > MAX_ROW_BYTES;
    if (pick.kept && isTooLong) tooLong.push(sample.id);
    if (!pick.kept || isTooLong) dropped.push(toDroppedRow(sample, pick, request.resultOf(index)));
    else if (split.sideOf(sample.documentId, sample.passageId) === 'dev') dev.push(sample);
    else train.push(sample);
  });

  const manifest: Omit<ExportManifest, 'files'> = {
    format: EXPORT_FORMAT,
    formatVersion: EXPORT_FORMAT_VERSION,
    packageVersion: request.packageVersion,
    createdAt: request.createdAt,
    sources: [...new Set(request.corpus.documents.map((document) => document.source))],
    samples: describeSamples(request.sampleOptions, [...train, ...dev]),
    scoring: describeScoring(request),
    selection: describeSelection(request),
    split: {
      ...splitOptions,
      unit: splitUnit(request.corpus),
      trainUnits: split.trainUnits,
      devUnits: split.devUnits,
      trainFrom: countUnits(train, split),
      devFrom: countUnits(dev, split),
    },
    counts: countExport(request, finalPicks, { train, dev }),
    tooLong,
  };
  const hasDev = dev.length > 0;
  const files: readonly ExportFile[] = [
    { name: 'README.md', text: exportReadme(manifest) },
    { name: 'train.jsonl', text: toJsonl(train.map(toExportRow)) },
    { name: 'dev.jsonl', text: toJsonl(dev.map(toExportRow)) },
    { name: 'dropped.jsonl', text: toJsonl(dropped) },
    { name: 'trl/train.jsonl', text: toJsonl(train.map(toPromptCompletionRow)) },
    // A loader that meets an empty file cannot infer its columns and gives up.
    ...(hasDev ? [{ name: 'trl/dev.jsonl', text: toJsonl(dev.map(toPromptCompletionRow)) }] : []),
    ...trainerConfigs({
      strongModel: request.strongModel ?? DEFAULT_STRONG_MODEL,
      seed: splitOptions.seed,
      hasDev,
      maxLength: trainingMaxLength(longestRow([...train, ...dev])),
    }),
  ];
  const whole: ExportManifest = { ...manifest, files: describeFiles(files) };
  const manifestFile = { name: 'manifest.json', text: `${JSON.stringify(whole, undefined, 2)}\n` };
  return { files: [...files, manifestFile], manifest: whole };
}

/** In UTF-8 bytes; 0 where there is none. */
function longestRow(samples: readonly Sample[]): number {
  return samples.reduce((most, sample) => Math.max(most, rowBytes(sample)), 0);
}

function describeScoring({ provenance, scoring, scoredBeforeEdit = 0 }: ExportRequest): ExportManifest['scoring'] {
  if (provenance === undefined) return null;
  const named = scoring && {
    beganAt: new Date(scoring.beganAtMs).toISOString(),
    prompt: scoring.prompt,
  };
  return { ...provenance, ...named, scoredBeforeEdit };
}

function describeSelection({ selection, selectedAtMs }: ExportRequest): ExportManifest['selection'] {
  if (selectedAtMs === 'never') return null;
  return {
    ...selection.options,
    tieRule: 'input-order',
    cutOffIfd: selection.cutOffIfd ?? null,
    madeAt: selectedAtMs === 'now' ? null : new Date(selectedAtMs).toISOString(),
  };
}

function describeSamples(options: SampleOptions, rows: readonly Sample[]): ExportManifest['samples'] {
  const { entityTypes, instructionTemplate, unit } = options;
  const instructions = countInstructions(rows, options);
  const isUsed = instructions.templateRows > 0 || rows.length === 0;
  const instruction = isUsed ? renderInstruction(instructionTemplate, entityTypes) : null;
  return { templateId: TEMPLATE_ID, instructionTemplate, instruction, instructions, entityTypes, unit };
}

function countExport(
  request: ExportRequest,
  finalPicks: readonly FinalPick[],
  { train, dev }: { readonly train: readonly Sample[]; readonly dev: readonly Sample[] },
): ExportCounts {
  const { positives, negatives, notAnnotated, keptPositives, keptNegatives } = request.selection.counts;
  const kept = train.length + dev.length;
  return {
    documents: request.corpus.documents.length,
    samples: request.samples.length,
    positives,
    negatives,
    notAnnotated,
    scored: request.samples.filter((_, index) => request.resultOf(index)?.kind === 'scored').length,
    keptPositivesByFilter: keptPositives,
    keptNegativesByFilter: keptNegatives,
    approved: finalPicks.filter((pick) => pick.decision?.verdict === 'approved').length,
    rejected: finalPicks.filter((pick) => pick.decision?.verdict === 'rejected').length,
    kept,
    dropped: request.samples.length - kept,
    train: train.length,
    dev: dev.length,
    trainPositives: countPositives(train),
    devPositives: countPositives(dev),
    keptMentionsByType: countMentions([...train, ...dev], request.sampleOptions.entityTypes),
  };
}

function countPositives(samples: readonly Sample[]): number {
  return samples.filter((sample) => sampleState(sample) === 'positive').length;
}

function countMentions(
  samples: readonly Sample[],
  entityTypes: readonly EntityType[],
): Readonly<Record<EntityType, number>> {
  const counts = new Map<EntityType, number>(entityTypes.map((entityType) => [entityType, 0]));
  for (const { mentions } of samples) {
    for (const { entityType } of mentions) counts.set(entityType, (counts.get(entityType) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
}

function countUnits(rows: readonly Sample[], { unitOf }: DocumentSplit): number {
  return new Set(rows.map(({ documentId, passageId }) => unitOf(documentId, passageId))).size;
}
