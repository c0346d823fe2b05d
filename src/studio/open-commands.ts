import { NO_EDITS } from '../core/annotations/current-corpus.ts';
import type { Corpus, Document } from '../core/corpus/corpus.ts';
import { toFailure } from '../core/failure.ts';
import type { ParseOptions } from '../core/formats/parse-source.ts';
import type { DataIssue } from '../core/issue.ts';
import type { ReadAs } from '../core/project/source-opener.ts';
import type { SampleOptions } from '../core/samples/sample.ts';
import type { StoredSource } from '../storage/project-store.ts';
import { listFiles } from '../storage/list-files.ts';
import type { IncomingFile } from '../worker/parse-protocol.ts';
import { DEFAULT_SAMPLE_OPTIONS } from './defaults.ts';
import { stopPredicting } from './predict-commands.ts';
import { readProject } from './restore-project.ts';
import { saveLastingSettings, saveSetting } from './save-settings.ts';
import { restartScoring, stopScoring } from './score-commands.ts';
import { extendEntityTypes, prepareCurrent, showCorpus } from './show-corpus.ts';
import type { CorpusState } from './state.ts';
import type { StudioCommands } from './studio-commands.ts';
import type { StudioContext } from './studio-context.ts';

type OpenCommands = Pick<
  StudioCommands,
  | 'openCorpus'
  | 'openDemonstration'
  | 'cancelOpening'
  | 'peekSource'
  | 'readSourceAs'
  | 'closeCorpus'
  | 'setSampleOptions'
>;

const NO_CORPUS: Corpus = { documents: [] };
const DEMONSTRATION = 'demonstration corpus';

export function createOpenCommands(context: StudioContext): OpenCommands {
  const { set, deps, session } = context;
  return {
    openCorpus: (files) =>
      inTurn(context, async () => {
        if (session.isRestoreDue && !(await readProject(context))) return;
        const before = startOpening(context, files.length);
        await addFiles(context, before, await listFiles(files));
      }),
    openDemonstration: () =>
      inTurn(context, async () => {
        if (session.isRestoreDue && !(await readProject(context))) return;
        const before = startOpening(context, 1);
        try {
          await addFiles(context, before, { files: await deps.readDemonstration(), issues: [] });
        } catch (thrown) {
          keepWhatWasThere(context, before, [notRead(DEMONSTRATION, thrown)]);
        }
      }),
    cancelOpening: () => {
      session.opening?.abort();
    },
    peekSource: async (source, options) => {
      const file = findIncoming(context, source, options);
      return file && deps.corpusWorker.peekFile(file).catch(() => undefined);
    },
    readSourceAs: (source, options) =>
      inTurn(context, async () => {
        const file = findIncoming(context, source, options);
        const before = context.get().corpus;
        if (file && before.kind !== 'opening') await readAgain(context, before, file);
      }),
    closeCorpus: () => inTurn(context, () => closeCorpus(context)),
    setSampleOptions: (options) =>
      inTurn(context, async () => {
        const { corpus } = context.get();
        const isShown = corpus.kind !== 'ready' || (await rebuild(context, corpus, options));
        if (!isShown) return;
        set({ sampleOptions: options });
        await saveSetting(context, 'sampleOptions', options);
      }),
  };
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
  const rest = before.kind === 'ready' ? withoutSource(before, source) : before;
  const isAdded = await addFiles(context, rest, { files: [file], issues: [] });
  if (isAdded) return;
  // The wish gave nothing: what was read before is worth more.
  const newIssues = get().issues.filter((issue) => !isOther(issue));
  session.corpusIssues = joinIssues(issuesBefore.ofFiles, newIssues);
  set({ corpus: before, issues: joinIssues(issuesBefore.shown, newIssues) });
}

function withoutSource(ready: Extract<CorpusState, { kind: 'ready' }>, source: string): CorpusState {
  const isOther = (document: Document) => document.source !== source;
  const corpus = { documents: ready.corpus.documents.filter(isOther) };
  const imported = { documents: ready.imported.documents.filter(isOther) };
  return { ...ready, corpus, imported, sources: ready.sources.filter(({ file }) => file !== source) };
}

async function inTurn(context: StudioContext, work: () => Promise<void>): Promise<void> {
  const { session } = context;
  const turn = session.corpusTurn.then(work);
  session.corpusTurn = turn.catch(() => undefined);
  return turn;
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
  read: { readonly files: readonly IncomingFile[]; readonly issues: readonly DataIssue[] },
): Promise<boolean> {
  const { get, set, deps, session } = context;
  const existing = before.kind === 'ready' ? before : undefined;
  const corpusBefore = existing?.imported ?? NO_CORPUS;
  const names = new Set(existing?.sources.map(({ file }) => file));
  const files = read.files.map((file) =>
    file.readAs === undefined ? { ...file, name: uniqueName(file.name, names) } : file,
  );
  session.incoming = [...session.incoming.filter(({ name }) => !files.some((file) => file.name === name)), ...files];
  const opening = new AbortController();
  session.opening = opening;
  const totalBytes = files.reduce((sum, { content }) => sum + content.size, 0);
  try {
    const added = await deps.corpusWorker.addSources(corpusBefore, files, {
      signal: opening.signal,
      onProgress: ({ doneCount, doneBytes }) => {
        set({ corpus: { kind: 'opening', fileCount: files.length, doneCount, totalBytes, doneBytes } });
      },
    });
    const newIssues = [...read.issues, ...added.issues];
    if (added.documents.length === 0) {
      keepWhatWasThere(context, before, newIssues);
      return false;
    }
    const view = await prepareCurrent(context, added.corpus, (corpus) => {
      const options = get().sampleOptions;
      return {
        ...options,
        entityTypes: extendEntityTypes(options.entityTypes, existing?.corpus ?? NO_CORPUS, corpus),
      };
    });
    // The thread was done already when the wish came: nothing has been shown or saved yet.
    opening.signal.throwIfAborted();
    const sources = [...(existing?.sources ?? []), ...added.sources].map(storedSource);
    session.corpusIssues = joinIssues(session.corpusIssues, newIssues);
    showCorpus(context, { ...view, sources });
    restartScoring(context);
    await Promise.all([
      saveCorpus(context, added.corpus, sources),
      saveSetting(context, 'sampleOptions', view.sampleOptions),
    ]);
    return true;
  } catch (thrown) {
    if (toFailure(thrown).code === 'cancelled') keepWhatWasThere(context, before, []);
    else keepWhatWasThere(context, before, [...read.issues, ...files.map(({ name }) => notRead(name, thrown))]);
    return false;
  }
}

/** Nothing usable came in: the screen goes back to what it showed, with the issues beside it. */
function keepWhatWasThere(
  { get, set, session }: StudioContext,
  before: CorpusState,
  issues: readonly DataIssue[],
): void {
  session.corpusIssues = joinIssues(session.corpusIssues, issues);
  set({ corpus: before, issues: joinIssues(get().issues, issues) });
}

async function rebuild(
  context: StudioContext,
  { imported, sources }: Extract<CorpusState, { kind: 'ready' }>,
  sampleOptions: SampleOptions,
): Promise<boolean> {
  const { get, set } = context;
  try {
    const view = await prepareCurrent(context, imported, () => sampleOptions);
    showCorpus(context, { ...view, sources: sources.map(storedSource) });
    restartScoring(context);
    return true;
  } catch (thrown) {
    const issues = sources.map(({ file }) => notRead(file, thrown));
    set({ issues: joinIssues(get().issues, issues) });
    return false;
  }
}

async function closeCorpus(context: StudioContext): Promise<void> {
  const { set, deps, saver, session } = context;
  stopScoring(context);
  session.preview?.abort();
  stopPredicting(context);
  session.isRestoreDue = false;
  session.corpusIssues = [];
  session.incoming = [];
  session.unsavedRecords = [];
  session.arrivedScores = [];
  session.ranking = undefined;
  set({
    corpus: { kind: 'empty' },
    issues: [],
    sampleOptions: DEFAULT_SAMPLE_OPTIONS,
    samples: [],
    scores: new Map(),
    scoring: { kind: 'idle' },
    selection: undefined,
    decisions: new Map(),
    notes: new Map(),
    edits: NO_EDITS,
    undo: [],
    redo: [],
    preview: { kind: 'idle' },
    predictions: new Map(),
    predictedBy: [],
    otherPredictions: new Map(),
    copies: [],
  });
  await saver.drop();
  await saver.save('clear', () => deps.store.clear());
  await saveLastingSettings(context);
}

async function saveCorpus(
  { deps, saver, session }: StudioContext,
  corpus: Corpus,
  sources: readonly StoredSource[],
): Promise<void> {
  await saver.save('corpus', () => deps.store.saveCorpus(corpus, session.corpusIssues, sources));
}

function storedSource({ file, format, evidence }: StoredSource): StoredSource {
  return { file, format, evidence };
}

/** The same complaint about the same place once: a person drops a bad file more than once. */
function joinIssues(known: readonly DataIssue[], further: readonly DataIssue[]): readonly DataIssue[] {
  const seen = new Set(known.map(issueKey));
  return [...known, ...further.filter((issue) => !seen.has(issueKey(issue)))];
}

function issueKey({ code, file, line, documentId, found }: DataIssue): string {
  return JSON.stringify([code, file, line, documentId, found]);
}

function uniqueName(name: string, taken: Set<string>): string {
  let unique = name;
  for (let count = 2; taken.has(unique); count++) unique = `${name} (${count})`;
  taken.add(unique);
  return unique;
}

function notRead(file: string, thrown: unknown): DataIssue {
  const failure = toFailure(thrown);
  const found = 'detail' in failure ? failure.detail : failure.code;
  return { code: 'read-failed', severity: 'error', file, found };
}
