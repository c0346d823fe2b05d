import type { Corpus, EntityType } from '../../core/corpus/corpus.ts';
import { countEntityTypes, type EntityTypeCount, inOrderOfCount } from '../../core/corpus/entity-types.ts';
import { toFailure } from '../../core/failure.ts';
import type { ParseOptions } from '../../core/formats/parse-source.ts';
import type { DataIssue } from '../../core/issue.ts';
import type { ReadAs } from '../../core/open/source-opener.ts';
import type { SampleOptions } from '../../core/samples/sample.ts';
import type { StoredSource } from '../../storage/contract/project-store.ts';
import { listFiles } from '../../browser/list-files.ts';
import type { IncomingFile } from '../../worker/parse-protocol.ts';
import { type PutAside } from '../../core/open/put-aside.ts';
import { inCorpusTurn } from '../corpus/corpus-turn.ts';
import { lastingDrafts } from '../state/drafts.ts';
import { keepDraft } from '../state/keep-draft.ts';
import { DEMONSTRATION_FILE, holdsAnything, isDemonstration } from '../corpus/demonstration.ts';
import { findBack, sayBack } from '../corpus/files-back.ts';
import { clearProject, forgetProject } from '../projects/forget-project.ts';
import { listModelsThatPredicted } from '../review/predict-commands.ts';
import { letGoOfCorpus } from '../corpus/let-go-of-corpus.ts';
import { chooseDemonstration } from '../projects/project-commands.ts';
import { isOfFiles, joinIssues, notRead, unreadPeek } from '../corpus/incoming-issues.ts';
import { readProject } from '../projects/restore-project.ts';
import { saveLastingSettings, saveSetting } from '../state/save-settings.ts';
import { restartScoring } from '../score/score-commands.ts';
import { showCarried } from '../corpus/show-carried.ts';
import { extendEntityTypes, showCorpus } from '../corpus/show-corpus.ts';
import type { CorpusState } from '../state/state.ts';
import type { StudioCommands } from '../state/studio-commands.ts';
import type { StudioContext } from '../state/studio-context.ts';

type OpenCommands = Pick<
  StudioCommands,
  | 'openCorpus'
  | 'openDemonstration'
  | 'cancelOpening'
  | 'peekSource'
  | 'readSourceAs'
  | 'closeCorpus'
  | 'setSampleOptions'
  | 'addEntityType'
>;

const NO_CORPUS: Corpus = { documents: [] };

export function createOpenCommands(context: StudioContext): OpenCommands {
  const { deps, session } = context;
  return {
    openCorpus: (files) =>
      inCorpusTurn(context, async () => {
        if (session.isRestoreDue && !(await readProject(context))) return;
        const before = startOpening(context, files.length);
        await addFiles(context, before, await listFiles(files));
      }),
    openDemonstration: async () => {
      const isOther = await inCorpusTurn(context, async () => {
        if (session.isRestoreDue && !(await readProject(context))) return false;
        if (isDemonstration(context.get())) return false;
        if (holdsAnything(context.get())) return true;
        const before = startOpening(context, 1);
        try {
          await addFiles(context, before, { files: await deps.readDemonstration(), issues: [] });
        } catch (thrown) {
          keepWhatWasThere(context, before, [notRead(DEMONSTRATION_FILE, thrown)]);
        }
        return false;
      });
      if (isOther) await chooseDemonstration(context);
    },
    cancelOpening: () => {
      session.opening?.abort();
    },
    peekSource: async (source, options, signal) => {
      const file = findIncoming(context, source, options);
      return file && deps.corpusWorker.peekFile(file, signal).catch((thrown: unknown) => unreadPeek(source, thrown));
    },
    readSourceAs: (source, options) =>
      inCorpusTurn(context, async () => {
        const file = findIncoming(context, source, options);
        const before = context.get().corpus;
        if (file && before.kind !== 'opening') await readAgain(context, before, file);
      }),
    closeCorpus: () => inCorpusTurn(context, () => closeCorpus(context)),
    addEntityType: (entityType) =>
      inCorpusTurn(context, async () => {
        const { sampleOptions } = context.get();
        const name = entityType.trim();
        const { entityTypes } = sampleOptions;
        if (name === '' || entityTypes.includes(name)) return;
        await changeSampleOptions(context, { ...sampleOptions, entityTypes: [...entityTypes, name] });
      }),
    setSampleOptions: (options) =>
      inCorpusTurn(context, async () => {
        await changeSampleOptions(context, options);
      }),
  };
}

async function changeSampleOptions(context: StudioContext, options: SampleOptions): Promise<void> {
  const { corpus } = context.get();
  const isShown = corpus.kind !== 'ready' || (await rebuild(context, corpus, options));
  if (!isShown) return;
  context.set({ sampleOptions: options });
  await saveSetting(context, 'sampleOptions', options);
  const isApplied = context.get().drafts.instruction === options.instructionTemplate;
  if (isApplied) await keepDraft(context, 'instruction', undefined);
}

/** The file that a source came in, which may be an archive, with the wish to read it in some way. */
function findIncoming(
  { session }: StudioContext,
  source: string,
  options: ParseOptions,
): (IncomingFile & { readonly readAs: ReadAs }) | undefined {
  const file = session.incoming.find(
    ({ name }) => name === source || source.startsWith(`${name}/`) || /^\.gz(?:ip)?$/iu.test(name.replace(source, '')),
  );
  return file && { ...file, readAs: { ...options, source } };
}

/** The source's documents and issues go, those of the new reading come, behind all others. */
async function readAgain(
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
  // The wish gave nothing: what was read before is worth more.
  const newIssues = get().issues.filter((issue) => !isOther(issue));
  session.corpusIssues = joinIssues(issuesBefore.ofFiles, newIssues);
  set({ corpus: before, issues: joinIssues(issuesBefore.shown, newIssues) });
}

/** Shows that files come in; returns what to go back to when none of them is of use. */
function startOpening({ get, set }: StudioContext, fileCount: number): CorpusState {
  const before = get().corpus;
  set({ corpus: { kind: 'opening', fileCount, doneCount: 0, totalBytes: 0, doneBytes: 0 } });
  return before;
}

async function addFiles(
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
    const { left, gone } =
      existing === undefined ? { left: NO_CORPUS, gone: NO_CORPUS } : await corpusWithout(context, without);
    const added = await deps.corpusWorker.addSources(left, files, {
      signal: opening.signal,
      aside: get().putAside,
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
    // The thread was done already when the wish came: nothing has been shown or saved yet.
    opening.signal.throwIfAborted();
    const options = get().sampleOptions;
    // What the earlier reading had was there to be asked for, or to be left out.
    const known = new Set(countEntityTypes(gone).map(({ entityType }) => entityType));
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
    const { back, waiting } = findBack(get().putAside, added.documents);
    const incoming = { before, sources, issues, textIssues, sampleOptions, putAside: waiting };
    const isSaved = await saveFiles(context, added.corpus, incoming);
    if (isSaved && back.length > 0) await sayBack(context, back);
    return isSaved;
  } catch (thrown) {
    if (toFailure(thrown).code === 'cancelled') keepWhatWasThere(context, before, []);
    else keepWhatWasThere(context, before, [...read.issues, ...files.map(({ name }) => notRead(name, thrown))]);
    return false;
  } finally {
    await letGoOfCorpus(context);
  }
}

/** As the files have it, all of it in memory while files come in; and what a file has that is to go. */
async function corpusWithout(
  { deps }: StudioContext,
  source: string | undefined,
): Promise<{ readonly left: Corpus; readonly gone: Corpus }> {
  const { documents } = await deps.store.loadCorpus();
  return {
    left: { documents: documents.filter((document) => document.source !== source) },
    gone: { documents: documents.filter((document) => document.source === source) },
  };
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
}

/**
 * What came in is on the disk with its samples before it is on the screen. Where the disk refuses, what was there
 * stays, and the corpus comes when it can be saved.
 */
export async function saveFiles(context: StudioContext, corpus: Corpus, incoming: Incoming): Promise<boolean> {
  const { get, set, deps, saver, session } = context;
  const { before, sources, issues, textIssues, sampleOptions, putAside } = incoming;
  let isSaved = false;
  const work = async (): Promise<void> => {
    const carried = await deps.store.saveCorpus(
      corpus,
      { issues, sources },
      {
        options: sampleOptions,
        scoringId: get().shownScoringId,
        settings: { sampleOptions, textIssues, putAside },
        onProgress: (building) => {
          set({ building });
        },
      },
    );
    session.corpusIssues = issues;
    session.textIssues = textIssues;
    set({ putAside });
    showCarried(context, carried);
    await showCorpus(context, sources);
    await listModelsThatPredicted(context);
    isSaved = true;
    restartScoring(context);
  };
  await saver.save('corpus', work, 'for-a-wish');
  if (!isSaved) set({ corpus: before, building: undefined });
  return isSaved;
}

/** Nothing usable came in: the screen goes back to what it showed, with the issues beside it. */
function keepWhatWasThere(
  { get, set, deps, saver, session }: StudioContext,
  before: CorpusState,
  issues: readonly DataIssue[],
): void {
  session.corpusIssues = joinIssues(session.corpusIssues, issues);
  set({ corpus: before, issues: joinIssues(get().issues, issues) });
  // Until the person dismisses it, a file that could not be read is named.
  if (issues.length > 0) void saver.save('issues', () => deps.store.saveIssues(session.corpusIssues));
}

/** Makes the samples anew; true where they are on the disk and on the screen. */
async function rebuild(
  context: StudioContext,
  { sources }: Extract<CorpusState, { kind: 'ready' }>,
  sampleOptions: SampleOptions,
): Promise<boolean> {
  const { get, set, deps, saver } = context;
  let isBuilt = false;
  const work = async (): Promise<void> => {
    const carried = await deps.samples.build({
      options: sampleOptions,
      scoringId: get().shownScoringId,
      onProgress: (building) => {
        set({ building });
      },
    });
    showCarried(context, carried);
    await showCorpus(context, sources.map(storedSource));
    isBuilt = true;
    restartScoring(context);
  };
  await saver.save('samples', work, 'for-a-wish');
  set({ building: undefined });
  return isBuilt;
}

async function closeCorpus(context: StudioContext): Promise<void> {
  const { saver } = context;
  forgetProject(context);
  context.set({ drafts: lastingDrafts(context.get().drafts) });
  await saver.drop();
  await saver.save('clear', () => clearProject(context));
  await saveLastingSettings(context);
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
