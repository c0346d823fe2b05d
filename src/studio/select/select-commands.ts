import type { ReviewStep } from '../../core/merge/review-step.ts';
import { describeRule } from '../../core/selection/describe-rule.ts';
import { isSameRule } from '../../core/selection/same-rule.ts';
import type { SelectionOptions, StoredSelection } from '../../core/selection/selection.ts';
import { applyStep } from '../edits/apply-step.ts';
import { newStep } from '../edits/new-step.ts';
import { refreshSamples } from '../state/refresh-samples.ts';
import { reportNotice } from '../state/report-notice.ts';
import { saveSetting } from '../state/save-settings.ts';
import type { SelectionCommands } from '../state/slices/selection-slice.ts';
import type { ScoringCommands } from '../state/slices/scoring-slice.ts';
import type { StudioContext } from '../state/studio-context.ts';
import { areUsableOptions } from '../state/studio-settings.ts';

/** A cut that is dragged or typed is one act when it has stood still for so long. */
const SETTLED_AFTER_MS = 500;

export function createSelectCommands(context: StudioContext): SelectionCommands & Pick<ScoringCommands, 'showScoring'> {
  const { get, set, deps, session } = context;
  return {
    /**
     * The rule that Select shows. Where a selection holds, the samples are selected by it once it stands still. Options
     * outside their bounds, as a half-typed number gives them, change nothing.
     */
    setSelectionOptions: async (selectionOptions: SelectionOptions) => {
      if (!areUsableOptions(selectionOptions)) return;
      set({ selectionOptions });
      void refreshSamples(context, 'rule');
      const move = ++session.ruleMoveCount;
      const announced = context.saver.announce();
      try {
        await saveSetting(context, 'selectionOptions', selectionOptions);
        await deps.wait(SETTLED_AFTER_MS);
        if (session.ruleMoveCount === move) await settleRule(context);
      } finally {
        announced();
      }
    },
    settleRule: async () => {
      await settleRule(context);
    },
    applyRule: async () => {
      session.ruleMoveCount++;
      await makeSelection(context);
    },
    selectBy: async (selectionOptions) => {
      session.ruleMoveCount++;
      set({ selectionOptions });
      await saveSetting(context, 'selectionOptions', selectionOptions);
      await makeSelection(context);
    },
    showScoring: async (scoringId) => {
      if (get().shownScoringId === scoringId || session.scoring !== undefined) return;
      try {
        await deps.samples.showScoring(scoringId);
        set({ shownScoringId: scoringId });
        await refreshSamples(context, 'ranks');
      } catch (thrown) {
        reportNotice(context, 'act-failed', thrown);
      }
    },
  };
}

/**
 * A rule that was moved becomes the selection's, where one holds, before anything else is done with it. Undefined where
 * nothing is under way.
 */
export function settleRule(context: StudioContext): Promise<void> | undefined {
  const { get, session } = context;
  session.ruleMoveCount++;
  const { selection, selectionOptions } = get();
  if (selection === undefined || isSameRule(selection.rule, selectionOptions)) return session.selectionTurn;
  return makeSelection(context);
}

/** The first selection, once everything that can be ranked is scored: nobody's act, and undo does not take it back. */
export async function selectFirst(context: StudioContext): Promise<void> {
  if (context.get().selection === undefined) await makeSelection(context, 'studio');
}

/**
 * Selects by the rule that Select shows, one after the other. What a person asked for is one act of the undo list.
 */
async function makeSelection(context: StudioContext, by: 'person' | 'studio' = 'person'): Promise<void> {
  const { session } = context;
  const announced = context.saver.announce();
  const turn = (session.selectionTurn ?? Promise.resolve()).then(() => make(context, by)).finally(announced);
  session.selectionTurn = turn;
  await turn;
  if (session.selectionTurn === turn) session.selectionTurn = undefined;
}

async function make(context: StudioContext, by: 'person' | 'studio'): Promise<void> {
  const { get, deps } = context;
  const { sampleView, selectionOptions, corpus } = get();
  if (sampleView === undefined || corpus.kind !== 'ready') return;
  let after: StoredSelection;
  try {
    after = await deps.samples.makeSelection(selectionOptions, deps.now());
  } catch (thrown) {
    reportNotice(context, 'act-failed', thrown);
    return;
  }
  const label = `Select ${describeRule(after.rule)}`;
  await applyStep(context, ({ selection: before, undo, redo }) => {
    const changes = [{ kind: 'selection', before, after } as const];
    if (by === 'studio') return { changes, undo, redo: redo.some(selects) ? [] : redo };
    return { changes, undo: [...undo, newStep(context, { label, reason: undefined }, changes)], redo: [] };
  });
}

/** Done again, such a step would put another selection in the place of one that it does not know. */
function selects({ changes }: ReviewStep): boolean {
  return changes.some(({ kind }) => kind === 'selection');
}
