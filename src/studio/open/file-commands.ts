import { currentCorpus } from '../../core/annotations/current-corpus.ts';
import type { Corpus, Document, EntityType } from '../../core/corpus/corpus.ts';
import { countEntityTypes } from '../../core/corpus/entity-types.ts';
import { inCorpusTurn } from '../corpus/corpus-turn.ts';
import { countFileWork } from '../corpus/file-work.ts';
import { putWorkAside, saveHistory, stepsWithout, textLength } from '../corpus/work-aside.ts';
import { letGoOfCorpus } from '../corpus/let-go-of-corpus.ts';
import { saveFiles, storedSource } from './add-files.ts';
import { reportNotice } from '../state/report-notice.ts';
import type { CorpusState } from '../state/slices/corpus-slice.ts';
import type { StudioState } from '../state/state.ts';
import type { RemovedFile } from '../state/slices/corpus-slice.ts';
import type { CorpusCommands } from '../state/slices/corpus-slice.ts';
import type { StudioContext } from '../state/studio-context.ts';

type FileCommands = Pick<
  CorpusCommands,
  'fileWork' | 'removeFile' | 'putFileBack' | 'dismissFileNotice' | 'dismissFiles'
>;

/** Text that may stay in memory for a file to be put back, in UTF-16 units. */
const MAX_HELD_TEXT = 20_000_000;

export function createFileCommands(context: StudioContext): FileCommands {
  const { get, set, deps, saver, session } = context;
  return {
    fileWork: async (file) => {
      try {
        return await countFileWork(context, (each) => each === file);
      } catch (thrown) {
        reportNotice(context, 'read-failed', thrown);
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
      reportNotice(context, 'act-failed', thrown);
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
    putAside: [...state.putAside, ...(await putWorkAside(context, documents, gone))],
  });
  if (!isSaved) return;
  await saveHistory(context, stepsWithout(get(), documents, { gone: new Set(gone.map(({ id }) => id)) }));
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
