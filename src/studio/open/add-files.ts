import type { Corpus, EntityType } from '../../core/corpus/corpus.ts';
import { countEntityTypes, type EntityTypeCount, inOrderOfCount } from '../../core/corpus/entity-types.ts';
import { toFailure } from '../../core/failure.ts';
import type { DataIssue } from '../../core/issue.ts';
import type { ReadAs } from '../../core/open/source-opener.ts';
import type { SampleOptions } from '../../core/samples/sample.ts';
import type { StoredSource } from '../../storage/contract/project-store.ts';
import type { IncomingFile } from '../../worker/corpus-protocol.ts';
import { type PutAside } from '../../core/open/put-aside.ts';
import { findBack, readAgainNotice, sayBack } from '../corpus/files-back.ts';
import { countFileWork } from '../corpus/file-work.ts';
import { carryWork, putWorkAside, saveHistory, stepsWithout } from '../corpus/work-aside.ts';
import type { ReviewRecord } from '../../core/merge/review-step.ts';
import { listModelsThatPredicted } from '../review/predict-commands.ts';
import { letGoOfCorpus } from '../corpus/let-go-of-corpus.ts';
import { isOfFiles, joinIssues, notRead } from '../corpus/incoming-issues.ts';
import { restartScoring } from '../score/score-commands.ts';
import { showCarried } from '../corpus/show-carried.ts';
import { extendEntityTypes, showCorpus } from '../corpus/show-corpus.ts';
import type { CorpusState } from '../state/slices/corpus-slice.ts';
import type { StudioContext } from '../state/studio-context.ts';

const NO_CORPUS: Corpus = { documents: [] };

/** The source's documents and issues go, those of the new reading come, behind all others. */
export async function readSourceAgain(
  context: StudioContext,
  before: CorpusState,
  file: IncomingFile & { readonly readAs: ReadAs },
): Promise<void> {
  const { get, set, session } = context;
  const { source } = file.readAs;
  const issuesBefore = { ofFiles: session.corpusIssues, shown: get().issues };
  const isOther = (issue: DataIssue) => issue.file !== source;
  session.corpusIssues = session.corpusIssues.filter(isOther);
  set({
    issues: issuesBefore.shown.filter(isOther),
    corpus: { kind: 'opening', fileCount: 1, doneCount: 0, totalBytes: 0, doneBytes: 0 },
  });
  const isAdded = await addFiles(context, before, { files: [file], issues: [], without: source });
  if (isAdded) return;
  // The request gave nothing: what was read before is worth more.
  const newIssues = get().issues.filter((issue) => !isOther(issue));
  session.corpusIssues = joinIssues(issuesBefore.ofFiles, newIssues);
  set({ corpus: before, issues: joinIssues(issuesBefore.shown, newIssues) });
}

/** Shows that files come in; returns what to go back to when none of them is of use. */
export function startOpening({ get, set }: StudioContext, fileCount: number): CorpusState {
  const before = get().corpus;
  set({ corpus: { kind: 'opening', fileCount, doneCount: 0, totalBytes: 0, doneBytes: 0 } });
  return before;
}

export async function addFiles(
  context: StudioContext,
  before: CorpusState,
  read: {
    readonly files: readonly IncomingFile[];
    readonly issues: readonly DataIssue[];
    /** A file whose documents give way to those that come in. */
    readonly without?: string;
  },
): Promise<boolean> {
  const { without } = read;
  const { get, set, deps, session } = context;
  const existing = before.kind === 'ready' ? before : undefined;
  const sourcesBefore = (existing?.sources ?? []).filter(({ file }) => file !== without);
  const names = new Set(sourcesBefore.map(({ file }) => file));
  const isReadBefore = (source: string): boolean => sourcesBefore.some(({ file }) => file === source);
  const files = read.files.map((file) =>
    file.readAs === undefined ? { ...file, name: uniqueName(file.name, names) } : file,
  );
  session.incoming = [...session.incoming.filter(({ name }) => !files.some((file) => file.name === name)), ...files];
  const opening = new AbortController();
  session.opening = opening;
  session.removedFile = undefined;
  set({ fileNotice: undefined });
  const totalBytes = files.reduce((sum, { content }) => sum + content.size, 0);
  // From here on it can be cancelled, also while the thread is given what was there before.
  set({ corpus: { kind: 'opening', fileCount: files.length, doneCount: 0, totalBytes, doneBytes: 0 } });
  try {
    const { documents: documentsBefore } = existing === undefined ? NO_CORPUS : await deps.store.loadCorpus();
    const gone = documentsBefore.filter(({ source }) => source === without);
    const corpusBefore = { documents: documentsBefore.filter(({ source }) => source !== without) };
    const waitingBefore = get().putAside;
    // What was said of these texts must not come to be said of others.
    const aside = [...waitingBefore, ...(await putWorkAside(context, documentsBefore, gone))];
    const added = await deps.corpusWorker.addSources(corpusBefore, files, {
      signal: opening.signal,
      aside,
      onProgress: ({ doneCount, doneBytes }) => {
        set({ corpus: { kind: 'opening', fileCount: files.length, doneCount, totalBytes, doneBytes } });
      },
    });
    const newIssues = [...read.issues, ...added.issues];
    if (added.documents.length === 0) {
      keepWhatWasThere(context, before, newIssues);
      return false;
    }
    const textIssues = await deps.corpusWorker.checkTexts(added.corpus, opening.signal);
    // The thread was done already when the request came: nothing has been shown or saved yet.
    opening.signal.throwIfAborted();
    const options = get().sampleOptions;
    // What the earlier reading had was there to be asked for, or to be left out.
    const known = new Set(countEntityTypes({ documents: gone }).map(({ entityType }) => entityType));
    const sampleOptions = {
      ...options,
      entityTypes: extendEntityTypes(
        options.entityTypes,
        (existing?.entityTypes ?? []).map(({ entityType }) => entityType),
        typesTogether(existing?.entityTypes ?? [], countEntityTypes(added)).filter((type) => !known.has(type)),
      ),
    };
    const sources = [...sourcesBefore, ...added.sources].map(storedSource);
    // What kept a file from being read earlier is no longer so.
    const stillUnread = session.corpusIssues.filter(({ file }) => isReadBefore(file) || !isOfFiles(file, files));
    const issues = joinIssues(stillUnread, newIssues);
    const { back, waiting } = findBack(aside, added.documents);
    const carried = carryWork(get(), aside, back);
    const workBefore = await countFileWork(context, (file) => file === without);
    const incoming = {
      before,
      sources,
      issues,
      textIssues,
      sampleOptions,
      putAside: waiting,
      records: carried.records,
    };
    const isSaved = await saveFiles(context, added.corpus, incoming);
    if (!isSaved) return false;
    const isHere = new Set(back.map(({ id }) => id));
    const lost = new Set(gone.flatMap(({ id }) => (isHere.has(id) ? [] : [id])));
    if (lost.size + carried.changed.size > 0) {
      await saveHistory(context, stepsWithout(get(), documentsBefore, { gone: lost, changed: carried.changed }));
    }
    const workAfter = await countFileWork(context, (file) => file === without);
    const notice =
      without === undefined
        ? undefined
        : readAgainNotice(get(), without, { before: workBefore, after: workAfter, carried });
    const returned = back.filter(({ id }) => waitingBefore.some(({ documentId }) => documentId === id));
    if (notice !== undefined) set({ fileNotice: notice });
    else if (returned.length > 0) await sayBack(context, returned);
    return true;
  } catch (thrown) {
    if (toFailure(thrown).code === 'cancelled') keepWhatWasThere(context, before, []);
    else keepWhatWasThere(context, before, [...read.issues, ...files.map(({ name }) => notRead(name, thrown))]);
    return false;
  } finally {
    await letGoOfCorpus(context);
  }
}

/** Types of two counts, those with most mentions first. */
function typesTogether(...counts: readonly (readonly EntityTypeCount[])[]): readonly EntityType[] {
  const sums = new Map<EntityType, number>();
  for (const { entityType, count } of counts.flat()) sums.set(entityType, (sums.get(entityType) ?? 0) + count);
  return inOrderOfCount(sums).map(({ entityType }) => entityType);
}

export interface Incoming {
  readonly before: CorpusState;
  readonly sources: readonly StoredSource[];
  readonly issues: readonly DataIssue[];
  readonly textIssues: readonly DataIssue[];
  readonly sampleOptions: SampleOptions;
  readonly putAside: readonly PutAside[];
  /** Of work on documents that are annotated otherwise now. */
  readonly records?: readonly ReviewRecord[];
}

/**
 * What came in is on the disk with its samples before it is on the screen. Where the disk refuses, what was there
 * stays, and the corpus comes when it can be saved.
 */
export async function saveFiles(context: StudioContext, corpus: Corpus, incoming: Incoming): Promise<boolean> {
  const { get, set, deps, saver, session } = context;
  const { before, sources, issues, textIssues, sampleOptions, putAside, records = [] } = incoming;
  let isSaved = false;
  const work = async (): Promise<void> => {
    const carried = await deps.store.saveCorpus(
      corpus,
      { issues, sources },
      {
        options: sampleOptions,
        scoringId: get().shownScoringId,
        settings: { sampleOptions, textIssues, putAside },
        records,
        onProgress: (building) => {
          set({ building });
        },
      },
    );
    session.corpusIssues = issues;
    session.textIssues = textIssues;
    set({ putAside });
    showCarried(context, [...records, ...carried]);
    await showCorpus(context, sources);
    await listModelsThatPredicted(context);
    isSaved = true;
    restartScoring(context);
  };
  await saver.save('corpus', work, 'on-request');
  if (!isSaved) set({ corpus: before, building: undefined });
  return isSaved;
}

/** Nothing usable came in: the screen goes back to what it showed, with the issues beside it. */
export function keepWhatWasThere(
  { get, set, deps, saver, session }: StudioContext,
  before: CorpusState,
  issues: readonly DataIssue[],
): void {
  session.corpusIssues = joinIssues(session.corpusIssues, issues);
  set({ corpus: before, issues: joinIssues(get().issues, issues) });
  // Until the person dismisses it, a file that could not be read is named.
  if (issues.length > 0) void saver.save('issues', () => deps.store.saveIssues(session.corpusIssues));
}

export function storedSource({ file, format, evidence }: StoredSource): StoredSource {
  return { file, format, evidence };
}

function uniqueName(name: string, taken: Set<string>): string {
  let unique = name;
  for (let count = 2; taken.has(unique); count++) unique = `${name} (${count})`;
  taken.add(unique);
  return unique;
}
