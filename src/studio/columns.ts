import { type CorpusEdits, currentDocument, passageKey } from '../core/annotations/current-corpus.ts';
import { standMention } from '../core/annotations/stand-mention.ts';
import type { Corpus, Document, Mention } from '../core/corpus/corpus.ts';
import { mentionsWithin } from '../core/samples/mentions-within.ts';
import type { Sample } from '../core/samples/sample.ts';
import type { SamplePrediction } from '../core/samples/sample-prediction.ts';
import { memoizeLast } from './memoize-last.ts';
import { questionHashOf } from './prediction-selectors.ts';
import type { PredictedBy, StudioState } from './state.ts';

/** A set of mentions that can stand beside another: of the project, of the files, of a model, of a merged copy. */
export type ColumnId = 'current' | 'imported' | `model:${string}` | `copy:${string}`;

export interface Column {
  readonly id: ColumnId;
  readonly label: string;
  /** In the label of an act: "Take “aspirin” as the file has it". */
  readonly subject: string;
}

type Columned = Pick<
  StudioState,
  'corpus' | 'sampleOptions' | 'predictions' | 'otherPredictions' | 'predictedBy' | 'copies'
>;

const CURRENT: Column = { id: 'current', label: 'Current', subject: 'the project' };
const IMPORTED: Column = { id: 'imported', label: 'As imported', subject: 'the file' };

const listColumns = memoizeLast(
  (predictedBy: readonly PredictedBy[], copies: StudioState['copies']): readonly Column[] => [
    CURRENT,
    IMPORTED,
    ...predictedBy.map(({ modelHash, modelName }): Column => {
      const isAmbiguous = predictedBy.some((each) => each.modelName === modelName && each.modelHash !== modelHash);
      const name = isAmbiguous ? `${modelName} (${modelHash.slice(0, 8)})` : modelName;
      return { id: `model:${modelHash}`, label: `Prediction: ${name}`, subject: name };
    }),
    ...copies.map(({ name }): Column => ({ id: `copy:${name}`, label: `Copy: ${name}`, subject: `“${name}”` })),
  ],
);

/** What can be compared now. */
export function columnsOf({ predictedBy, copies }: Pick<StudioState, 'predictedBy' | 'copies'>): readonly Column[] {
  return listColumns(predictedBy, copies);
}

/** A column by what an address or a setting calls it; undefined where this project has no such column. */
export function findColumn(state: Pick<StudioState, 'predictedBy' | 'copies'>, id: string): Column | undefined {
  return columnsOf(state).find((column) => column.id === id);
}

/**
 * A column's mentions in a sample's input; undefined where the column has no say on the sample: the model was not
 * asked, or its answers are not read from the disk yet (`readPredictions`).
 */
export function mentionsOfColumn(state: Columned, sample: Sample, id: ColumnId): readonly Mention[] | undefined {
  if (id === 'current') return sample.mentions;
  if (id === 'imported') return withinSample(state, sample, importedDocument(state, sample.documentId));
  const name = id.slice(id.indexOf(':') + 1);
  if (id.startsWith('model:')) return predictedMentions(sample, answersOf(state, name)?.get(questionHashOf(sample)));
  const copy = state.copies.find((each) => each.name === name);
  return copy === undefined ? undefined : withinSample(state, sample, copiedDocument(state, sample, copy.edits));
}

/** The answers of a model by question; undefined where they are not in memory. */
export function answersOf(
  { predictions, otherPredictions }: Pick<StudioState, 'predictions' | 'otherPredictions'>,
  modelHash: string,
): ReadonlyMap<string, SamplePrediction> | undefined {
  const [shown] = predictions.values();
  return shown?.modelHash === modelHash ? predictions : otherPredictions.get(modelHash);
}

/** Samples with equal questions have equal inputs, so an answer stands in all of them alike. */
const stood = new WeakMap<SamplePrediction, readonly Mention[]>();

function predictedMentions(sample: Sample, prediction: SamplePrediction | undefined): readonly Mention[] | undefined {
  if (prediction === undefined) return undefined;
  const known = stood.get(prediction);
  if (known !== undefined) return known;
  const mentions = prediction.mentions.map(({ start, end, entityType }, index) =>
    standMention(sample.input, { id: `p${index + 1}`, entityType, pieces: [{ start, end }] }),
  );
  stood.set(prediction, mentions);
  return mentions;
}

const typeSet = memoizeLast(({ entityTypes }: StudioState['sampleOptions']) => new Set(entityTypes));

interface Cut {
  readonly types: ReadonlySet<string>;
  readonly mentions: readonly Mention[];
}

/** Of a document that stays as it is, each sample's mentions stay the same objects: they are drawn once. */
const cuts = new WeakMap<Document, Map<string, Cut>>();

function withinSample(
  { sampleOptions }: Pick<StudioState, 'sampleOptions'>,
  { passageId, span }: Sample,
  document: Document | undefined,
): readonly Mention[] {
  if (document === undefined) return [];
  const ofDocument = cuts.get(document) ?? new Map<string, Cut>();
  cuts.set(document, ofDocument);
  const key = `${span.start} ${span.end} ${passageId}`;
  const types = typeSet(sampleOptions);
  const known = ofDocument.get(key);
  if (known?.types === types) return known.mentions;
  const passage = document.passages.find(({ id }) => id === passageId);
  const mentions = mentionsWithin(passage?.mentions ?? [], span, types);
  ofDocument.set(key, { types, mentions });
  return mentions;
}

const indexDocuments = memoizeLast(
  ({ documents }: Corpus): ReadonlyMap<string, Document> => new Map(documents.map((each) => [each.id, each])),
);

function importedDocument({ corpus }: Pick<StudioState, 'corpus'>, documentId: string): Document | undefined {
  return corpus.kind === 'ready' ? indexDocuments(corpus.imported).get(documentId) : undefined;
}

/** Documents with a copy's edits on them, as long as the copy and the imported document are there. */
const copied = new WeakMap<CorpusEdits, WeakMap<Document, Document>>();

function copiedDocument(state: Columned, sample: Sample, edits: CorpusEdits): Document | undefined {
  const imported = importedDocument(state, sample.documentId);
  if (imported === undefined || !edits.has(passageKey(sample))) return imported;
  const known = copied.get(edits) ?? new WeakMap<Document, Document>();
  copied.set(edits, known);
  const document = known.get(imported) ?? currentDocument(imported, edits);
  known.set(imported, document);
  return document;
}
