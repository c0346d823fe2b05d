import { editsOf } from '../../core/annotations/current-corpus.ts';
import type { DataIssue } from '../../core/issue.ts';
import { modelOfScoring, readChosenModel } from '../state/chosen-model.ts';
import { inCorpusTurn } from '../corpus/corpus-turn.ts';
import { listModelsThatPredicted } from '../review/predict-commands.ts';
import { reportNotice } from '../state/report-notice.ts';
import { saveSetting } from '../state/save-settings.ts';
import { scoreSamples } from '../score/score-commands.ts';
import { selectFirst, settleRule } from '../select/select-commands.ts';
import { showCarried } from '../corpus/show-carried.ts';
import { showCorpus } from '../corpus/show-corpus.ts';
import type { StudioContext } from '../state/studio-context.ts';
import { readSettings } from '../state/studio-settings.ts';

/**
 * Brings back what the store holds: settings, counts of the samples, decisions and history. Scoring that was cut
 * off by the end of the page goes on, unless its model came from files, which only the person can give again.
 */
export async function restoreProject(context: StudioContext): Promise<void> {
  // Files dropped while the project still loads are added to it, not the other way round.
  await inCorpusTurn(context, () => readProject(context));
}

/** For commands whose turn it is: true when the project is on the screen, or empty. */
export async function readProject(context: StudioContext): Promise<boolean> {
  const { set, deps, session } = context;
  try {
    const project = await deps.store.loadProject();
    const settings = readSettings(project.settings);
    const {
      sampleOptions,
      typeOrder,
      putAside,
      selectionOptions,
      device,
      precision,
      modelSource,
      author,
      conflicts,
      settledConflicts,
      customKeys,
      savedViews,
      reviewView,
      guidelines,
      drafts,
      scoringRuns,
    } = settings;
    const copies = settings.copies.map(({ name, mentionEdits }) => ({ name, edits: editsOf(mentionEdits) }));
    chooseModel(context, modelSource ?? (await lastModel(context)));
    session.corpusIssues = project.issues;
    set({
      device,
      precision,
      selectionOptions,
      sampleOptions,
      typeOrder,
      putAside,
      issues: project.issues,
      author,
      customKeys,
      savedViews,
      reviewView,
      guidelines,
      drafts,
      conflicts,
      settledConflicts,
      copies,
      decisions: new Map(project.decisions.map((decision) => [decision.sampleId, decision])),
      notes: new Map(project.notes.map((note) => [note.sampleId, note])),
      marks: new Map(project.marks.map((mark) => [mark.sampleId, mark])),
      edits: editsOf(project.mentionEdits),
      workPlace: project.workPlace,
      undo: project.undo,
      redo: project.redo,
    });
    const { documentCount, sources } = project;
    session.isRestoreDue = false;
    if (context.get().notice?.code === 'project-unread') set({ notice: undefined });
    const scorings = await deps.store.listScorings();
    set({ scorings });
    if (documentCount === 0) {
      await showEmptied(context);
      return true;
    }
    set({ corpus: { kind: 'opening', fileCount: sources.length, doneCount: 0, totalBytes: 0, doneBytes: 0 } });
    if ((await deps.samples.facts()) === undefined) {
      // A project of an older studio, or one that was recovered.
      const carried = await deps.samples.build({
        options: sampleOptions,
        scoringId: 'latest',
        onProgress: (building) => {
          set({ building });
        },
      });
      showCarried(context, carried);
    }
    session.textIssues = settings.textIssues ?? (await checkTexts(context));
    await listModelsThatPredicted(context);
    await showCorpus(context, sources);
    set({ selection: context.get().sampleView?.selected?.selection });
    const isReadOnly = context.get().storage.kind === 'read-only';
    if (settings.selectionDue === true && !isReadOnly) {
      await selectFirst(context);
      await saveSetting(context, 'selectionDue', undefined);
    }
    // The page ended before a rule that was moved stood still: what Select shows and what goes out are one.
    if (!isReadOnly) await settleRule(context);
    const lastScoring = scorings.at(-1);
    if (modelSource === undefined && lastScoring !== undefined)
      chooseModel(context, modelOfScoring(context, lastScoring));
    if (scoringRuns && !isReadOnly) void scoreSamples(context);
    return true;
  } catch (thrown) {
    session.isRestoreDue = true;
    reportNotice(context, 'project-unread', thrown);
    set({ corpus: { kind: 'empty' }, building: undefined });
    return false;
  }
}

/** Of a project whose files were all removed: its scores and its selection wait for them. */
async function showEmptied({ set, deps }: StudioContext): Promise<void> {
  const facts = await deps.samples.facts();
  if (facts === undefined) return;
  const selected = await deps.samples.selected();
  set({ shownScoringId: facts.scoringId, selection: selected?.selection });
}

/** Of a project that does not have them from an import. */
async function checkTexts(context: StudioContext): Promise<readonly DataIssue[]> {
  const { deps } = context;
  const issues = await deps.corpusWorker.checkTexts(await deps.store.loadCorpus());
  await deps.corpusWorker.forget();
  await saveSetting(context, 'textIssues', issues);
  return issues;
}

function chooseModel({ set, session }: StudioContext, chosen: StudioContext['session']['modelSource']): void {
  session.modelSource = chosen;
  set({ nextModel: chosen, ...(chosen?.kind === 'folder' && !chosen.isMadeHere ? { folderModel: chosen } : {}) });
}

/** The one that was used last in this browser, in whichever project. */
async function lastModel({ deps }: StudioContext): Promise<StudioContext['session']['modelSource']> {
  // A browser that keeps no such thing has none: the project begins with the usual model, which Score names.
  return readChosenModel(await deps.folders.lastModel().catch(() => undefined));
}
