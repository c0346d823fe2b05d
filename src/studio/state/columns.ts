import { type CorpusEdits, currentPassage, passageKey } from '../../core/annotations/current-corpus.ts';
import { standMention } from '../../core/annotations/stand-mention.ts';
import type { Mention, Passage } from '../../core/corpus/corpus.ts';
import { mentionsWithin } from '../../core/samples/mentions-within.ts';
import type { Sample } from '../../core/samples/sample.ts';
import type { SampleSuggestions } from '../../core/samples/sample-prediction.ts';
import { memoizeLast } from './memoize-last.ts';
import type { OpenSample } from './slices/samples-slice.ts';
import type { PredictedBy } from './slices/jobs-slice.ts';
import type { StudioState } from './state.ts';

/** A set of mentions that can stand beside another: of the project, of the files, of a model, of a merged copy. */
export type ColumnId = 'current' | 'imported' | `model:${string}` | `copy:${string}`;

export interface Column {
  readonly id: ColumnId;
  readonly label: string;
  /** In the label of an act: "Take “aspirin” as the file has it". */
  readonly subject: string;
}

type Columned = Pick<StudioState, 'sampleOptions' | 'copies'>;

const CURRENT: Column = { id: 'current', label: 'Current', subject: 'the project' };
const IMPORTED: Column = { id: 'imported', label: 'As imported', subject: 'the file' };

const listColumns = memoizeLast(
  (predictedBy: readonly PredictedBy[], copies: StudioState['copies']): readonly Column[] => [
    CURRENT,
    IMPORTED,
    ...predictedBy.map(({ kind, modelHash, modelName }): Column => {
      const isAmbiguous = predictedBy.some((each) => each.modelName === modelName && each.modelHash !== modelHash);
      const which = kind === 'file' ? 'from the file' : modelHash.slice(0, 8);
      const name = isAmbiguous ? `${modelName} (${which})` : modelName;
      // A file that names no model says what they are.
      const label = kind === 'file' && name.startsWith('predictions in ') ? `P${name.slice(1)}` : `Prediction: ${name}`;
      return { id: `model:${modelHash}`, label, subject: name };
    }),
    ...copies.map(({ name }): Column => ({ id: `copy:${name}`, label: `Copy: ${name}`, subject: `“${name}”` })),
  ],
);

/** What can be compared now. */
export function columnsOf({ predictedBy, copies }: Pick<StudioState, 'predictedBy' | 'copies'>): readonly Column[] {
  return listColumns(predictedBy, copies);
}

/** A column's mentions in a sample's input; undefined where it has no say on the sample: the model was not asked. */
export function mentionsOfColumn(state: Columned, open: OpenSample, id: ColumnId): readonly Mention[] | undefined {
  const { sample } = open.row;
  if (id === 'current') return sample.mentions;
  if (id === 'imported') return withinSample(state, sample, open.imported);
  const name = id.slice(id.indexOf(':') + 1);
  if (id.startsWith('model:')) return predictedMentions(sample, open.predictions.get(name));
  const copy = state.copies.find((each) => each.name === name);
  return copy === undefined ? undefined : withinSample(state, sample, copiedPassage(open, copy.edits));
}

/** An answer stands in one text; it is placed there once. */
const stood = new WeakMap<SampleSuggestions, readonly Mention[]>();

function predictedMentions(sample: Sample, prediction: SampleSuggestions | undefined): readonly Mention[] | undefined {
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

/** Of a passage that stays as it is, each sample's mentions stay the same objects: they are drawn once. */
const cuts = new WeakMap<Passage, Map<string, Cut>>();

function withinSample(
  { sampleOptions }: Pick<StudioState, 'sampleOptions'>,
  { span }: Sample,
  passage: Passage,
): readonly Mention[] {
  const ofPassage = cuts.get(passage) ?? new Map<string, Cut>();
  cuts.set(passage, ofPassage);
  const key = `${span.start} ${span.end}`;
  const types = typeSet(sampleOptions);
  const known = ofPassage.get(key);
  if (known?.types === types) return known.mentions;
  const mentions = mentionsWithin(passage.mentions, span, types);
  ofPassage.set(key, { types, mentions });
  return mentions;
}

/** Passages with a copy's edits on them, as long as the copy and the imported passage are there. */
const copied = new WeakMap<CorpusEdits, WeakMap<Passage, Passage>>();

function copiedPassage({ row, imported }: OpenSample, edits: CorpusEdits): Passage {
  const ofCopy = copied.get(edits) ?? new WeakMap<Passage, Passage>();
  copied.set(edits, ofCopy);
  const passage = ofCopy.get(imported) ?? currentPassage(imported, edits.get(passageKey(row.sample)));
  ofCopy.set(imported, passage);
  return passage;
}
