import { editsOf } from '../core/annotations/current-corpus.ts';
import { toFailure } from '../core/failure.ts';
import { showScoresOf } from './load-model.ts';
import { listModelsThatPredicted, showPredictionsOf } from './predict-commands.ts';
import { scoreSamples } from './score-commands.ts';
import { showCorpus, prepareCurrent } from './show-corpus.ts';
import type { StudioContext } from './studio-context.ts';
import { readSettings } from './studio-settings.ts';

/**
 * Brings back what the store holds: settings, corpus, samples, scores, decisions and history. Scoring that was cut
 * off by the end of the page goes on, unless its model came from files, which only the person can give again.
 */
export async function restoreProject(context: StudioContext): Promise<void> {
  const { session } = context;
  // Files dropped while the project still loads are added to it, not the other way round.
  const turn = session.corpusTurn.then(() => readProject(context));
  session.corpusTurn = turn;
  await turn;
}

/** For commands whose turn it is: true when the project is on the screen, or empty. */
export async function readProject(context: StudioContext): Promise<boolean> {
  const { set, deps, session } = context;
  try {
    const project = await deps.store.loadProject();
    const settings = readSettings(project.settings);
    const {
      sampleOptions,
      selectionOptions,
      device,
      precision,
      modelSource,
      author,
      conflicts,
      settledConflicts,
      customKeys,
      savedViews,
      guidelines,
      scoringRuns,
    } = settings;
    const copies = settings.copies.map(({ name, mentionEdits }) => ({ name, edits: editsOf(mentionEdits) }));
    session.modelSource = modelSource;
    session.corpusIssues = project.issues;
    set({
      device,
      precision,
      selectionOptions,
      sampleOptions,
      issues: project.issues,
      author,
      customKeys,
      savedViews,
      guidelines,
      conflicts,
      settledConflicts,
      copies,
      decisions: new Map(project.decisions.map((decision) => [decision.sampleId, decision])),
      notes: new Map(project.notes.map((note) => [note.sampleId, note])),
      edits: editsOf(project.mentionEdits),
      undo: project.undo,
      redo: project.redo,
    });
    const { corpus: imported, sources } = project;
    session.isRestoreDue = false;
    if (imported.documents.length === 0) return true;
    set({ corpus: { kind: 'opening', fileCount: sources.length, doneCount: 0, totalBytes: 0, doneBytes: 0 } });
    const view = await prepareCurrent(context, imported, () => sampleOptions);
    const latest = await deps.store.latestScoring();
    if (latest !== undefined) await showScoresOf(context, latest.modelHash);
    await showPredictionsOf(context, undefined);
    await listModelsThatPredicted(context);
    showCorpus(context, { ...view, sources });
    if (scoringRuns && context.get().storage.kind !== 'read-only') void scoreSamples(context);
    return true;
  } catch (thrown) {
    session.isRestoreDue = true;
    set({ save: { kind: 'failed', failure: toFailure(thrown) }, corpus: { kind: 'empty' } });
    return false;
  }
}
