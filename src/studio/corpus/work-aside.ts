import { carryEdits, type EditedOriginals, originalsOf } from '../../core/annotations/carry-edits.ts';
import { type CorpusEdits, passageKey, type PassageEdits } from '../../core/annotations/current-corpus.ts';
import type { Document, Passage } from '../../core/corpus/corpus.ts';
import type { ReviewChange, ReviewRecord, ReviewStep } from '../../core/merge/review-step.ts';
import { isAnnotatedAsBefore, type PutAside, putAside } from '../../core/open/put-aside.ts';
import { documentOfId } from '../../core/samples/document-of-sample.ts';
import { gapsWithin } from '../../core/samples/gaps-within.ts';
import { nextTask } from '../state/next-task.ts';
import type { StudioState } from '../state/state.ts';
import type { StudioContext } from '../state/studio-context.ts';
import { idsOfWork } from './file-work.ts';

/** Text that is hashed in a few milliseconds, in UTF-16 units. */
const TEXT_PER_TASK = 100_000;

/**
 * Those of the documents whose ids must not come to stand for another text: on which anything was decided, noted or
 * edited, and all of them once there are scores, or a selection, which names samples by their ids.
 */
function waitingFor(
  state: StudioState,
  documents: readonly Document[],
  gone: readonly Document[],
): readonly Document[] {
  const { selection, scorings, undo, redo } = state;
  const isOfSelection = ({ changes }: ReviewStep): boolean => changes.some(({ kind }) => kind === 'selection');
  if (selection !== undefined || scorings.length > 0 || [...undo, ...redo].some(isOfSelection)) return gone;
  const ids = new Set(documents.map(({ id }) => id));
  const { decisions, notes, marks, edits } = idsOfWork(state);
  const worked = new Set([
    ...[...decisions, ...notes, ...marks].map((sampleId) => documentOfId(sampleId, (id) => ids.has(id))),
    ...edits.map(({ documentId }) => documentId),
  ]);
  return gone.filter(({ id }) => worked.has(id));
}

/**
 * What has to wait of documents that leave the corpus. Hashing takes seconds for a large corpus: what the person does
 * meanwhile comes between.
 */
export async function putWorkAside(
  { get }: Pick<StudioContext, 'get'>,
  documents: readonly Document[],
  gone: readonly Document[],
): Promise<readonly PutAside[]> {
  const state = get();
  const aside: PutAside[] = [];
  let length = 0;
  for (const document of waitingFor(state, documents, gone)) {
    aside.push(putAside(document, originalsIn(document, state.edits)));
    length += textLength([document]);
    if (length < TEXT_PER_TASK) continue;
    length = 0;
    await nextTask();
  }
  return aside;
}

function originalsIn({ id, passages }: Document, edits: CorpusEdits): Readonly<Record<string, EditedOriginals>> {
  return Object.fromEntries(
    passages.flatMap((passage) => {
      const ofPassage = edits.get(passageKey({ documentId: id, passageId: passage.id }));
      return ofPassage === undefined ? [] : [[passage.id, originalsOf(passage, ofPassage)]];
    }),
  );
}

export function textLength(documents: readonly Document[]): number {
  return documents.reduce((sum, { passages }) => sum + passages.reduce((of, { text }) => of + text.length, 0), 0);
}

/** What becomes of work on documents whose texts are back with another annotation. */
export interface CarriedWork {
  /** Edits under the ids that their mentions have now, and marks that say nothing of what is there now. */
  readonly records: readonly ReviewRecord[];
  /** Documents that are annotated otherwise now, by their ids. */
  readonly changed: ReadonlySet<string>;
}

export function carryWork(
  { edits, marks }: Pick<StudioState, 'edits' | 'marks'>,
  aside: readonly PutAside[],
  back: readonly Document[],
): CarriedWork {
  const asideById = new Map(aside.map((each) => [each.documentId, each]));
  const changed = new Map(
    back.flatMap((document) => {
      const before = asideById.get(document.id);
      const isSame = before === undefined || isAnnotatedAsBefore(before, document);
      return isSame ? [] : [[document.id, { document, originals: before.originals ?? {} }] as const];
    }),
  );
  const records: ReviewRecord[] = [];
  for (const [documentId, { document, originals }] of changed) {
    for (const passage of document.passages) {
      const ref = { documentId, passageId: passage.id };
      const ofPassage = edits.get(passageKey(ref));
      if (ofPassage === undefined) continue;
      const carried = carryEdits(passage, ofPassage, originals[passage.id] ?? {});
      records.push(
        ...differences(ofPassage, carried).map((each) => ({ kind: 'mention', passage: ref, ...each }) as const),
      );
    }
  }
  for (const sampleId of marks.keys()) {
    const documentId = documentOfId(sampleId, (id) => changed.has(id));
    const document = documentId === undefined ? undefined : changed.get(documentId)?.document;
    if (document !== undefined && hasGap(document, sampleId))
      records.push({ kind: 'mark', sampleId, after: undefined });
  }
  return { records, changed: new Set(changed.keys()) };
}

function differences(
  before: PassageEdits,
  after: PassageEdits,
): readonly Pick<ReviewRecord & { readonly kind: 'mention' }, 'mentionId' | 'state'>[] {
  const gone = [...before.keys()].filter((id) => !after.has(id));
  const other = [...after].filter(([id, edit]) => JSON.stringify(before.get(id)) !== JSON.stringify(edit));
  return [
    ...gone.map((mentionId) => ({ mentionId, state: { kind: 'as-imported' } as const })),
    ...other.map(([mentionId, state]) => ({ mentionId, state })),
  ];
}

/** What a mark settled was another gap, or none. */
function hasGap(document: Document, sampleId: string): boolean {
  const of = (passage: Passage): boolean => {
    const prefix = `${document.id}/${passage.id}/`;
    if (!sampleId.startsWith(prefix)) return false;
    const [start, end] = sampleId
      .slice(prefix.length)
      .split('-')
      .map((part) => Number.parseInt(part, 10));
    if (start === undefined || end === undefined || Number.isNaN(start + end)) return false;
    return gapsWithin(passage.gaps, { start, end }) !== undefined;
  };
  return document.passages.some(of);
}

/** The undo list without what cannot be undone on the screen: work on documents that are gone, or annotated otherwise. */
export function stepsWithout(
  { undo, redo }: Pick<StudioState, 'undo' | 'redo'>,
  documents: readonly Document[],
  { gone, changed = new Set() }: { readonly gone: ReadonlySet<string>; readonly changed?: ReadonlySet<string> },
): Pick<StudioState, 'undo' | 'redo'> {
  const ids = new Set(documents.map(({ id }) => id));
  const isIn = (set: ReadonlySet<string>, id: string): boolean => {
    const documentId = documentOfId(id, (each) => ids.has(each));
    return documentId !== undefined && set.has(documentId);
  };
  const isKept = (change: ReviewChange): boolean => {
    switch (change.kind) {
      case 'decision':
      case 'note':
        return !isIn(gone, change.sampleId);
      case 'mark':
        return !isIn(gone, change.sampleId) && !isIn(changed, change.sampleId);
      case 'mention':
        return !gone.has(change.passage.documentId) && !changed.has(change.passage.documentId);
      case 'conflict':
      case 'selection':
      case 'versions':
        return true;
      default:
        return change satisfies never;
    }
  };
  const without = (steps: readonly ReviewStep[]): readonly ReviewStep[] =>
    steps.flatMap((step) => {
      const changes = step.changes.filter(isKept);
      if (changes.length === step.changes.length) return [step];
      return changes.length === 0 ? [] : [{ ...step, changes }];
    });
  return { undo: without(undo), redo: without(redo) };
}

export async function saveHistory(
  { get, set, deps, saver }: StudioContext,
  { undo, redo }: Pick<StudioState, 'undo' | 'redo'>,
): Promise<void> {
  set({ undo, redo });
  await saver.save('history', () => deps.store.saveStep([], get().undo, get().redo));
}
