import { type ReviewChange, reverseStep } from '../core/project/review-step.ts';
import type { Decision } from '../core/selection/selection.ts';
import { applyStep } from './apply-step.ts';
import { DEFAULT_AUTHOR } from './defaults.ts';
import { saveSetting } from './save-settings.ts';
import type { StudioCommands } from './studio-commands.ts';
import type { StudioContext } from './studio-context.ts';

type ReviewCommands = Pick<StudioCommands, 'decide' | 'edit' | 'announceEdit' | 'note' | 'setAuthor' | 'undo' | 'redo'>;

type Verdict = Parameters<StudioCommands['decide']>[1];

const ACTIONS: Readonly<Record<Verdict, string>> = {
  approved: 'Approve',
  rejected: 'Reject',
  unsure: 'Mark as unsure',
  undecided: 'Clear decision of',
};

export function createReviewCommands(context: StudioContext): ReviewCommands {
  const { get, set, deps } = context;
  return {
    decide: async (sampleIds, verdict, reason) => {
      const changes = decisionChanges(context, sampleIds, { verdict, reason });
      const label = `${ACTIONS[verdict]} ${changes.length} ${changes.length === 1 ? 'sample' : 'samples'}`;
      await act(context, { label, reason }, changes);
    },
    edit: async ({ label, changes }, reason) => {
      if (get().corpus.kind !== 'ready') return;
      await act(
        context,
        { label, reason },
        changes.map((change) => ({ kind: 'mention', ...change })),
      );
    },
    announceEdit: () => context.saver.announce(),
    note: async (sampleId, text) => {
      const before = get().notes.get(sampleId);
      const written = text.trim();
      if ((before?.text ?? '') === written) return;
      const after =
        written === '' ? undefined : { sampleId, text: written, author: authorOf(context), writtenAtMs: deps.now() };
      const label = after === undefined ? 'Remove a note' : `Note “${written.split('\n')[0] ?? ''}”`;
      await act(context, { label, reason: undefined }, [{ kind: 'note', sampleId, before, after }]);
    },
    setAuthor: async (author) => {
      const name = author.trim() === '' ? undefined : author.trim();
      set({ author: name });
      await saveSetting(context, 'author', name);
    },
    undo: async () => {
      const { undo, redo } = get();
      const step = undo.at(-1);
      // A corpus that is coming in was put together with the edits there were.
      if (step === undefined || get().corpus.kind === 'opening') return;
      await applyStep(context, reverseStep(step.changes), { undo: undo.slice(0, -1), redo: [...redo, step] });
    },
    redo: async () => {
      const { undo, redo } = get();
      const step = redo.at(-1);
      if (step === undefined || get().corpus.kind === 'opening') return;
      await applyStep(context, step.changes, { undo: [...undo, step], redo: redo.slice(0, -1) });
    },
  };
}

/** One change a sample, however often it is named; none where nothing changes. */
function decisionChanges(
  context: StudioContext,
  sampleIds: readonly string[],
  { verdict, reason }: { readonly verdict: Verdict; readonly reason: string | undefined },
): readonly ReviewChange[] {
  const { decisions } = context.get();
  const [decidedAtMs, author] = [context.deps.now(), authorOf(context)];
  return [...new Set(sampleIds)].flatMap((sampleId): ReviewChange[] => {
    const before = decisions.get(sampleId);
    const after: Decision | undefined =
      verdict === 'undecided'
        ? undefined
        : { sampleId, verdict, decidedAtMs, author, ...(reason !== undefined && { reason }) };
    const isSame = before?.verdict === after?.verdict && (reason === undefined || before?.reason === reason);
    return isSame ? [] : [{ kind: 'decision', sampleId, before, after }];
  });
}

/** A new step: what was taken back before it cannot be done again. */
export async function act(
  context: StudioContext,
  { label, reason }: { readonly label: string; readonly reason: string | undefined },
  changes: readonly ReviewChange[],
): Promise<void> {
  if (changes.length === 0) return;
  const step = {
    label,
    author: authorOf(context),
    atMs: context.deps.now(),
    ...(reason !== undefined && { reason }),
    changes,
  };
  await applyStep(context, changes, { undo: [...context.get().undo, step], redo: [] });
}

function authorOf({ get }: StudioContext): string {
  return get().author ?? DEFAULT_AUTHOR;
}
