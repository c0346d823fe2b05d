import type { Decision } from '../core/selection/selection.ts';
import type { DecisionChange, DecisionStep } from '../storage/project-store.ts';
import type { StudioCommands } from './state.ts';
import type { StudioContext } from './studio-context.ts';

type Verdict = Parameters<StudioCommands['decide']>[1];

const ACTIONS: Readonly<Record<Verdict, string>> = {
  approved: 'Approve',
  rejected: 'Reject',
  undecided: 'Clear decision of',
};

export function createDecideCommands(context: StudioContext): Pick<StudioCommands, 'decide' | 'undo' | 'redo'> {
  const { get, deps } = context;
  return {
    decide: async (sampleIds, verdict) => {
      const { decisions, undo } = get();
      const changes = changesOf(sampleIds, (sampleId): DecisionChange | undefined => {
        const before = decisions.get(sampleId);
        const after = verdict === 'undecided' ? undefined : { sampleId, verdict, decidedAtMs: deps.now() };
        return before?.verdict === after?.verdict ? undefined : { sampleId, before, after };
      });
      if (changes.length === 0) return;
      const label = `${ACTIONS[verdict]} ${changes.length} ${changes.length === 1 ? 'sample' : 'samples'}`;
      await applyChanges(context, changes, { undo: [...undo, { label, changes }], redo: [] });
    },
    undo: async () => {
      const { undo, redo } = get();
      const step = undo.at(-1);
      if (step === undefined) return;
      await applyChanges(context, reverse(step.changes), { undo: undo.slice(0, -1), redo: [...redo, step] });
    },
    redo: async () => {
      const { undo, redo } = get();
      const step = redo.at(-1);
      if (step === undefined) return;
      await applyChanges(context, step.changes, { undo: [...undo, step], redo: redo.slice(0, -1) });
    },
  };
}

/** One change a sample, however often it is named. */
function changesOf(
  sampleIds: readonly string[],
  change: (sampleId: string) => DecisionChange | undefined,
): readonly DecisionChange[] {
  return [...new Set(sampleIds)].flatMap((sampleId) => change(sampleId) ?? []);
}

function reverse(changes: readonly DecisionChange[]): readonly DecisionChange[] {
  return changes.map(({ sampleId, before, after }) => ({ sampleId, before: after, after: before }));
}

async function applyChanges(
  { get, set, deps, saver, session }: StudioContext,
  changes: readonly DecisionChange[],
  history: { readonly undo: readonly DecisionStep[]; readonly redo: readonly DecisionStep[] },
): Promise<void> {
  const decisions = new Map<string, Decision>(get().decisions);
  for (const { sampleId, after } of changes) {
    if (after === undefined) decisions.delete(sampleId);
    else decisions.set(sampleId, after);
  }
  set({ decisions, ...history });
  session.unsavedChanges = [...session.unsavedChanges, ...changes];
  await saver.save('decisions', async () => {
    const unsaved = session.unsavedChanges;
    const { undo, redo } = get();
    await deps.store.saveDecisionStep(unsaved, undo, redo);
    session.unsavedChanges = session.unsavedChanges.slice(unsaved.length);
  });
}
