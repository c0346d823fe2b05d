import { type ReviewChange, reverseStep } from '../../core/merge/review-step.ts';
import type { Decision } from '../../core/selection/selection.ts';
import { countNoun } from '../../core/text/count-noun.ts';
import { applyStep } from '../edits/apply-step.ts';
import { newStep, personOf, type Said } from '../edits/new-step.ts';
import { reportNotice } from '../state/report-notice.ts';
import { saveSetting } from '../state/save-settings.ts';
import { settleRule } from '../select/select-commands.ts';
import type { StudioCommands } from '../state/studio-commands.ts';
import type { ReviewCommands } from '../state/slices/review-slice.ts';
import type { StudioContext } from '../state/studio-context.ts';

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
      await decide(context, sampleIds, { verdict, reason });
    },
    decideAll: async (places, verdict, completed = new Uint32Array()) => {
      await announced(context, async () => {
        const [ids, completedIds] = [await deps.samples.ids(places), await deps.samples.ids(completed)];
        const changes = decisionChanges(context, [...ids, ...completedIds], { verdict, reason: undefined });
        const marks = markChanges(context, completedIds);
        const more = marks.length === 0 ? '' : `, ${marks.length} of them as annotated in full`;
        const label = `${ACTIONS[verdict]} ${countNoun(changes.length, 'sample')}${more}`;
        await act(context, { label, reason: undefined }, [...marks, ...changes]);
      });
    },
    markComplete: (sampleIds, approve = false) => markComplete(context, sampleIds, approve),
    markAllComplete: async (places) => {
      await announced(context, async () => {
        await markComplete(context, await deps.samples.ids(places), false);
      });
    },
    unmark: async (sampleIds) => {
      const { marks } = get();
      const changes = sampleIds.flatMap((sampleId): ReviewChange[] => {
        const before = marks.get(sampleId);
        return before === undefined ? [] : [{ kind: 'mark', sampleId, before, after: undefined }];
      });
      const label = `Say of ${countNoun(changes.length, 'sample')} that the annotation is not complete`;
      await act(context, { label, reason: undefined }, changes);
    },
    edit: async ({ label, changes }, reason, settles) => {
      if (get().corpus.kind !== 'ready') return;
      const ofMentions = changes.map((change): ReviewChange => ({ kind: 'mention', ...change }));
      const marks = settles === undefined ? [] : markChanges(context, [settles]);
      await act(context, { label, reason }, [...ofMentions, ...marks]);
    },
    announceEdit: () => context.saver.announce(),
    note: async (sampleId, text) => {
      const before = get().notes.get(sampleId);
      const written = text.trim();
      if ((before?.text ?? '') === written) return;
      const after =
        written === '' ? undefined : { sampleId, text: written, ...personOf(context), writtenAtMs: deps.now() };
      const label = after === undefined ? 'Remove a note' : `Note “${written.split('\n')[0] ?? ''}”`;
      await act(context, { label, reason: undefined }, [{ kind: 'note', sampleId, before, after }]);
    },
    setAuthor: async (author) => {
      const name = author.trim() === '' ? undefined : author.trim();
      set({ author: name });
      await saveSetting(context, 'author', name);
    },
    undo: async () => {
      const unsettled = settleRule(context);
      if (unsettled !== undefined) await unsettled;
      await applyStep(context, ({ undo, redo, corpus }) => {
        const step = undo.at(-1);
        // A corpus that is coming in was put together with the edits there were.
        if (step === undefined || corpus.kind === 'opening') return undefined;
        return { changes: reverseStep(step.changes), undo: undo.slice(0, -1), redo: [...redo, step] };
      });
    },
    redo: async () => {
      const unsettled = settleRule(context);
      if (unsettled !== undefined) await unsettled;
      await applyStep(context, ({ undo, redo, corpus }) => {
        const step = redo.at(-1);
        if (step === undefined || corpus.kind === 'opening') return undefined;
        return { changes: step.changes, undo: [...undo, step], redo: redo.slice(0, -1) };
      });
    },
  };
}

/** A failure of the work becomes what the screen says of the act. */
async function announced(context: StudioContext, work: () => Promise<void>): Promise<void> {
  const done = context.saver.announce();
  try {
    await work();
  } catch (thrown) {
    reportNotice(context, 'act-failed', thrown);
  } finally {
    done();
  }
}

async function markComplete(context: StudioContext, sampleIds: readonly string[], approve: boolean): Promise<void> {
  const marks = markChanges(context, sampleIds);
  const said = { verdict: 'approved' as const, reason: undefined };
  const decisions = approve ? decisionChanges(context, sampleIds, said) : [];
  const label = `${approve ? 'Approve' : 'Mark'} ${countNoun(sampleIds.length, 'sample')} as annotated in full`;
  await act(context, { label, reason: undefined }, [...marks, ...decisions]);
}

/** One change a sample that is not marked yet. */
function markChanges(context: StudioContext, sampleIds: readonly string[]): readonly ReviewChange[] {
  const { marks } = context.get();
  const { author } = personOf(context);
  const markedAtMs = context.deps.now();
  return [...new Set(sampleIds)].flatMap((sampleId): ReviewChange[] =>
    marks.has(sampleId) ? [] : [{ kind: 'mark', sampleId, before: undefined, after: { sampleId, author, markedAtMs } }],
  );
}

async function decide(
  context: StudioContext,
  sampleIds: readonly string[],
  said: { readonly verdict: Verdict; readonly reason: string | undefined },
): Promise<void> {
  const changes = decisionChanges(context, sampleIds, said);
  const label = `${ACTIONS[said.verdict]} ${countNoun(changes.length, 'sample')}`;
  await act(context, { label, reason: said.reason }, changes);
}

/** One change a sample, however often it is named; none where nothing changes. */
function decisionChanges(
  context: StudioContext,
  sampleIds: readonly string[],
  { verdict, reason }: { readonly verdict: Verdict; readonly reason: string | undefined },
): readonly ReviewChange[] {
  const { decisions } = context.get();
  const [decidedAtMs, person] = [context.deps.now(), personOf(context)];
  return [...new Set(sampleIds)].flatMap((sampleId): ReviewChange[] => {
    const before = decisions.get(sampleId);
    const after: Decision | undefined =
      verdict === 'undecided'
        ? undefined
        : { sampleId, verdict, decidedAtMs, ...person, ...(reason !== undefined && { reason }) };
    const isSame = before?.verdict === after?.verdict && (reason === undefined || before?.reason === reason);
    return isSame ? [] : [{ kind: 'decision', sampleId, before, after }];
  });
}

/** A new step: what was taken back before it cannot be done again. */
async function act(context: StudioContext, said: Said, changes: readonly ReviewChange[]): Promise<void> {
  if (changes.length === 0) return;
  const step = newStep(context, said, changes);
  await applyStep(context, ({ undo }) => ({ changes, undo: [...undo, step], redo: [] }));
}
