import { currentCorpus } from '../../core/annotations/current-corpus.ts';
import type { Corpus, Document, EntityType } from '../../core/corpus/corpus.ts';
import { countEntityTypes } from '../../core/corpus/entity-types.ts';
import { type PutAside, putAside } from '../../core/open/put-aside.ts';
import type { ReviewStep } from '../../core/merge/review-step.ts';
import { documentOfId } from '../../core/samples/document-of-sample.ts';
import { inCorpusTurn } from '../corpus/corpus-turn.ts';
import { countFileWork, idsOfWork } from '../corpus/file-work.ts';
import { letGoOfCorpus } from '../corpus/let-go-of-corpus.ts';
import { saveFiles, storedSource } from './open-commands.ts';
import { nextTask } from '../state/next-task.ts';
import { reportMishap } from '../state/report-mishap.ts';
import type { CorpusState, StudioState } from '../state/state.ts';
import type { StudioCommands } from '../state/studio-commands.ts';
import type { RemovedFile, StudioContext } from '../state/studio-context.ts';

type FileCommands = Pick<
  StudioCommands,
  'fileWork' | 'removeFile' | 'putFileBack' | 'dismissFileNotice' | 'dismissFiles'
>;

/** Text that may stay in memory for a file to be put back, in UTF-16 units. */
const MAX_HELD_TEXT = 20_000_000;
/** Text that is hashed in a few milliseconds, in UTF-16 units. */
const TEXT_PER_TASK = 100_000;

export function createFileCommands(context: StudioContext): FileCommands {
  const { get, set, deps, saver, session } = context;
  return {
    fileWork: async (file) => {
      try {
        return await countFileWork(context, (each) => each === file);
      } catch (thrown) {
        reportMishap(context, 'read-failed', thrown);
        return undefined;
      }
    },
    removeFile: (file) =>
      changeFiles(context, async (corpus) => {
        if (corpus.kind === 'ready' && corpus.sources.some((source) => source.file === file)) {
          await removeFile(context, corpus, file);
        }
      }),
    putFileBack: () =>
      changeFiles(context, async (corpus) => {
        const { removedFile } = session;
        if (removedFile !== undefined) await putFileBack(context, corpus, removedFile);
      }),
    dismissFileNotice: () => {
      session.removedFile = undefined;
      set({ fileNotice: undefined });
    },
    dismissFiles: (files) =>
      inCorpusTurn(context, async () => {
        const { corpus, issues } = get();
        const read = new Set(corpus.kind === 'ready' ? corpus.sources.map(({ file }) => file) : []);
        const gone = new Set(files.filter((file) => !read.has(file)));
        session.corpusIssues = session.corpusIssues.filter(({ file }) => !gone.has(file));
        set({ issues: issues.filter(({ file }) => !gone.has(file)) });
        await saver.save('issues', () => deps.store.saveIssues(session.corpusIssues));
      }),
  };
}

async function changeFiles(context: StudioContext, work: (corpus: CorpusState) => Promise<void>): Promise<void> {
  await inCorpusTurn(context, async () => {
    try {
      // What is being done on a file is done first.
      await context.session.stepTurn;
      await work(context.get().corpus);
    } catch (thrown) {
      context.set({ building: undefined });
      reportMishap(context, 'act-failed', thrown);
    } finally {
      await letGoOfCorpus(context);
    }
  });
}

/**
 * The file's documents and samples go; what people did on them is put aside, to be there again with the same text. All
 * of it is one transaction, but for the undo list, which follows.
 */
async function removeFile(
  context: StudioContext,
  before: Extract<CorpusState, { kind: 'ready' }>,
  file: string,
): Promise<void> {
  const { get, set, deps, session } = context;
  const { documents } = await deps.store.loadCorpus();
  const gone = documents.filter(({ source }) => source === file);
  const left: Corpus = { documents: documents.filter(({ source }) => source !== file) };
  const work = await countFileWork(context, (each) => each === file);
  const state = get();
  const sampleOptions = { ...state.sampleOptions, entityTypes: typesLeft(state, before, { gone, left }) };
  const [issuesOfFile, issues] = [
    session.corpusIssues.filter((issue) => issue.file === file),
    session.corpusIssues.filter((issue) => issue.file !== file),
  ];
  const isSaved = await saveFiles(context, left, {
    before,
    sources: before.sources.filter((source) => source.file !== file).map(storedSource),
    issues,
    textIssues: await deps.corpusWorker.checkTexts(left),
    sampleOptions,
    putAside: [...state.putAside, ...(await putAsideAll(waitingFor(state, documents, gone)))],
  });
  if (!isSaved) return;
  await saveHistory(context, stepsWithout(get(), documents, gone));
  if (left.documents.length === 0) set({ corpus: { kind: 'empty' }, sampleView: undefined, opened: new Map() });
  const isHeld = textLength(gone) <= MAX_HELD_TEXT;
  session.removedFile = isHeld
    ? {
        documents: gone,
        at: documents.findIndex(({ source }) => source === file),
        sources: before.sources.map(storedSource),
        issues: issuesOfFile,
        options: { before: state.sampleOptions, after: sampleOptions },
        steps: { before: state, after: get() },
      }
    : undefined;
  set({ fileNotice: { kind: 'removed', file, work, isHeld } });
}

/** As it was before the file was removed, where nothing came in or was done since; else beside what was done. */
async function putFileBack(context: StudioContext, corpus: CorpusState, removed: RemovedFile): Promise<void> {
  const { get, set, deps, session } = context;
  const { documents: left } = await deps.store.loadCorpus();
  const { documents: gone, at, options, steps } = removed;
  const whole: Corpus = { documents: [...left.slice(0, at), ...gone, ...left.slice(at)] };
  const ids = new Set(gone.map(({ id }) => id));
  const { sampleOptions, putAside: aside, undo, redo } = get();
  // Where nothing else is open, what is counted would be taken for that of a corpus that was closed.
  if (corpus.kind === 'empty')
    set({ corpus: { kind: 'opening', fileCount: 1, doneCount: 0, totalBytes: 0, doneBytes: 0 } });
  const isSaved = await saveFiles(context, whole, {
    before: corpus,
    sources: removed.sources,
    issues: [...session.corpusIssues, ...removed.issues],
    textIssues: await deps.corpusWorker.checkTexts(whole),
    sampleOptions:
      JSON.stringify(sampleOptions) === JSON.stringify(options.after)
        ? options.before
        : {
            ...sampleOptions,
            entityTypes: [...new Set([...sampleOptions.entityTypes, ...options.before.entityTypes])],
          },
    putAside: aside.filter(({ documentId }) => !ids.has(documentId)),
  });
  if (!isSaved) return;
  if (undo === steps.after.undo && redo === steps.after.redo) await saveHistory(context, steps.before);
  session.removedFile = undefined;
  set({ fileNotice: undefined });
}

function textLength(documents: readonly Document[]): number {
  return documents.reduce((sum, { passages }) => sum + passages.reduce((of, { text }) => of + text.length, 0), 0);
}

/** Types asked for, without those that went with the file: nobody could choose them or leave them out any more. */
function typesLeft(
  { sampleOptions: { entityTypes: asked }, edits }: StudioState,
  before: Extract<CorpusState, { kind: 'ready' }>,
  { gone, left }: { readonly gone: readonly Document[]; readonly left: Corpus },
): readonly EntityType[] {
  const there = new Set(countEntityTypes(currentCorpus(left, edits).corpus).map(({ entityType }) => entityType));
  // As imported and as it was edited.
  const had = new Set([...before.entityTypes, ...countEntityTypes({ documents: gone })].map((type) => type.entityType));
  const kept = asked.filter((entityType) => there.has(entityType) || !had.has(entityType));
  return kept.length === 0 && left.documents.length > 0 ? asked : kept;
}

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

/** Hashing takes seconds for a large corpus: what the person does meanwhile comes between. */
async function putAsideAll(documents: readonly Document[]): Promise<readonly PutAside[]> {
  const aside: PutAside[] = [];
  let length = 0;
  for (const document of documents) {
    aside.push(putAside(document));
    length += textLength([document]);
    if (length < TEXT_PER_TASK) continue;
    length = 0;
    await nextTask();
  }
  return aside;
}

/** What was done on documents that are gone cannot be undone on the screen: it leaves the undo list. */
function stepsWithout(
  { undo, redo }: Pick<StudioState, 'undo' | 'redo'>,
  documents: readonly Document[],
  gone: readonly Document[],
): Pick<StudioState, 'undo' | 'redo'> {
  const ids = new Set(documents.map(({ id }) => id));
  const goneIds = new Set<string | undefined>(gone.map(({ id }) => id));
  const isGone = (sampleId: string): boolean => goneIds.has(documentOfId(sampleId, (id) => ids.has(id)));
  const without = (steps: readonly ReviewStep[]): readonly ReviewStep[] =>
    steps.flatMap((step) => {
      const changes = step.changes.filter((change) => {
        switch (change.kind) {
          case 'decision':
          case 'note':
          case 'mark':
            return !isGone(change.sampleId);
          case 'mention':
            return !goneIds.has(change.passage.documentId);
          case 'conflict':
          case 'selection':
          case 'versions':
            return true;
          default:
            return change satisfies never;
        }
      });
      if (changes.length === step.changes.length) return [step];
      return changes.length === 0 ? [] : [{ ...step, changes }];
    });
  return { undo: without(undo), redo: without(redo) };
}

async function saveHistory(
  { get, set, deps, saver }: StudioContext,
  { undo, redo }: Pick<StudioState, 'undo' | 'redo'>,
): Promise<void> {
  set({ undo, redo });
  await saver.save('history', () => deps.store.saveStep([], get().undo, get().redo));
}
