import type { MentionRecord } from '../src/core/annotations/apply-changes.ts';
import type { Mention } from '../src/core/corpus/corpus.ts';
import { conflictKey, type ListedConflict } from '../src/core/merge/merge-conflict.ts';
import { type ReviewChange, type ReviewStep, reverseStep } from '../src/core/merge/review-step.ts';
import type { SampleNote } from '../src/core/merge/sample-note.ts';
import type { AnnotationMark } from '../src/core/samples/annotation-mark.ts';
import type { Decision } from '../src/core/selection/selection.ts';
import { type ProjectContent, type StoredPassage, withoutTimes } from './read-project-copy.ts';

export const rowsPerFile = 400;
export const author = 'curator';

/** What a project has to be after the acts of a person; without times, which no act says. */
export interface Project {
  /** Their numbers, in the order in which they were opened. */
  readonly files: readonly number[];
  readonly decisions: ReadonlyMap<string, Decision>;
  readonly notes: ReadonlyMap<string, SampleNote>;
  readonly marks: ReadonlyMap<string, AnnotationMark>;
  /** By document, passage and id, as JSON; only those that are not as the file has them. */
  readonly edits: ReadonlyMap<string, MentionRecord>;
  /** By `conflictKey`. */
  readonly conflicts: ReadonlyMap<string, ListedConflict>;
  readonly undo: readonly ReviewStep[];
  readonly redo: readonly ReviewStep[];
}

export interface ModelSample extends StoredPassage {
  readonly id: string;
}

export const emptyProject: Project = {
  files: [],
  decisions: new Map(),
  notes: new Map(),
  marks: new Map(),
  edits: new Map(),
  conflicts: new Map(),
  undo: [],
  redo: [],
};

export function fileName(file: number): string {
  return `rows-${file}.jsonl`;
}

/** One line of training data a sample, no two alike. */
export function fileBytes(file: number): Buffer {
  const lines = samplesOf(file).map(({ text, mentions }) =>
    JSON.stringify({
      instruction: 'Find the entities.',
      input: text,
      output: JSON.stringify(mentions.map(({ entityType, quote }) => ({ entity: entityType, name: quote }))),
    }),
  );
  return Buffer.from(lines.join('\n'));
}

const samplesByFile = new Map<number, readonly ModelSample[]>();

export function samplesOf(file: number): readonly ModelSample[] {
  const known = samplesByFile.get(file) ?? makeSamples(file);
  samplesByFile.set(file, known);
  return known;
}

function makeSamples(file: number): readonly ModelSample[] {
  return Array.from({ length: rowsPerFile }, (_, index) => {
    const number = file * rowsPerFile + index;
    const drug = `Drug ${number}`;
    const text = `${drug} tablets and saline eased cough in ${number} rats.`;
    const passageId = `r${index + 1}`;
    const documentId = fileName(file);
    const mentions = [
      mentionOf(text, drug, 'Chemical'),
      mentionOf(text, 'saline', 'Chemical'),
      mentionOf(text, 'cough', 'Disease'),
    ];
    return {
      id: `${documentId}/${passageId}/0-${text.length}`,
      documentId,
      passageId,
      text,
      mentions: mentions.map((mention, place) => ({ id: `m${place + 1}`, ...mention })),
    };
  });
}

/** Where words stand in a text, as a mention without its id. */
function mentionOf(text: string, quote: string, entityType: string): Omit<Mention, 'id'> {
  const start = text.indexOf(quote);
  return { span: { start, end: start + quote.length }, entityType, quote };
}

/** The mention that these tests add by hand, with the id that it gets. */
export function addedMention(text: string): Mention {
  const mention = mentionOf(text, 'tablets', 'Chemical');
  return { id: `e${mention.span.start}-${mention.span.end}`, ...mention };
}

/** As they are after the edits, by place. */
export function mentionsOf({ edits }: Project, sample: ModelSample): readonly Mention[] {
  const standing = new Map(sample.mentions.map((mention) => [mention.id, mention]));
  for (const id of [...standing.keys(), addedMention(sample.text).id]) {
    const state = edits.get(editKey(sample, id))?.state;
    if (state?.kind === 'put') standing.set(id, state.mention);
    if (state?.kind === 'deleted') standing.delete(id);
  }
  return [...standing.values()].toSorted((one, other) => one.span.start - other.span.start);
}

/** The project after a new step, behind which there is nothing to redo; the same one where nothing changes. */
export function withStep(project: Project, label: string, changes: readonly ReviewChange[]): Project {
  if (changes.length === 0) return project;
  const step = { label, author, atMs: 0, changes };
  return { ...withChanges(project, changes), undo: [...project.undo, step], redo: [] };
}

export function undone(project: Project): Project {
  const step = project.undo.at(-1);
  if (step === undefined) return project;
  const { undo, redo } = project;
  return { ...withChanges(project, reverseStep(step.changes)), undo: undo.slice(0, -1), redo: [...redo, step] };
}

export function redone(project: Project): Project {
  const step = project.redo.at(-1);
  if (step === undefined) return project;
  const { undo, redo } = project;
  return { ...withChanges(project, step.changes), undo: [...undo, step], redo: redo.slice(0, -1) };
}

function withChanges(project: Project, changes: readonly ReviewChange[]): Project {
  const [decisions, notes, edits] = [new Map(project.decisions), new Map(project.notes), new Map(project.edits)];
  const [marks, conflicts] = [new Map(project.marks), new Map(project.conflicts)];
  for (const change of changes) {
    switch (change.kind) {
      case 'decision':
        put(decisions, change.sampleId, change.after);
        break;
      case 'note':
        put(notes, change.sampleId, change.after);
        break;
      case 'mark':
        put(marks, change.sampleId, change.after);
        break;
      case 'mention': {
        const { passage, mentionId, after } = change;
        put(edits, editKey(passage, mentionId), recordOf(project, { passage, mentionId, after }));
        break;
      }
      case 'conflict': {
        const { conflict, after } = change;
        put(conflicts, conflictKey(conflict), after && { conflict, state: after });
        break;
      }
      case 'selection':
        // No act of this model selects.
        break;
      case 'versions':
        // Not what a project is, but how it came to be so.
        break;
      default:
        change satisfies never;
    }
  }
  return { ...project, decisions, notes, marks, edits, conflicts };
}

type MentionAfter = Pick<Extract<ReviewChange, { kind: 'mention' }>, 'passage' | 'mentionId' | 'after'>;

/** What is written down of a mention; undefined where it is as in the file again. */
function recordOf({ files }: Project, { passage, mentionId, after }: MentionAfter): MentionRecord | undefined {
  const file = files.find((each) => fileName(each) === passage.documentId);
  const sample =
    file === undefined ? undefined : samplesOf(file).find(({ passageId }) => passageId === passage.passageId);
  const original = sample?.mentions.find(({ id }) => id === mentionId);
  if (after === undefined) return original && { passage, mentionId, state: { kind: 'deleted' } };
  // Of what these tests do to a mention, only the type tells it from the one in the file.
  if (original?.entityType === after.entityType) return undefined;
  return { passage, mentionId, state: { kind: 'put', mention: after } };
}

function editKey({ documentId, passageId }: { documentId: string; passageId: string }, mentionId: string): string {
  return JSON.stringify([documentId, passageId, mentionId]);
}

function put<T>(map: Map<string, T>, key: string, value: T | undefined): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}

/** As a copy of the project has to hold it. */
export function contentOf(project: Project): ProjectContent {
  const samples = project.files.flatMap(samplesOf);
  return withoutTimes({
    sources: project.files.map(fileName),
    passages: samples.map(({ documentId, passageId, text, mentions }) => ({ documentId, passageId, text, mentions })),
    sampleIds: samples.map(({ id }) => id),
    decisions: inOrder(project.decisions.values(), ({ sampleId }) => [sampleId]),
    notes: inOrder(project.notes.values(), ({ sampleId }) => [sampleId]),
    marks: inOrder(project.marks.values(), ({ sampleId }) => [sampleId]),
    edits: inOrder(project.edits.values(), ({ passage, mentionId }) => [
      passage.documentId,
      passage.passageId,
      mentionId,
    ]),
    conflicts: [...project.conflicts.values()],
    undo: project.undo,
    redo: project.redo,
  });
}

/** As SQLite sorts text. */
function inOrder<T>(items: Iterable<T>, keysOf: (item: T) => readonly string[]): readonly T[] {
  return [...items].toSorted((one, other) => {
    const others = keysOf(other);
    for (const [place, key] of keysOf(one).entries()) {
      const against = others[place] ?? '';
      if (key !== against) return key < against ? -1 : 1;
    }
    return 0;
  });
}
