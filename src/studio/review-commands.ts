import { type ReviewChange, type ReviewStep, reverseStep } from '../core/project/review-step.ts';
import type { Decision } from '../core/selection/selection.ts';
import { applyStep } from './apply-step.ts';
import { DEFAULT_AUTHOR } from './defaults.ts';
import { reportMishap } from './report-mishap.ts';
import { saveSetting } from './save-settings.ts';
import type { StudioCommands } from './studio-commands.ts';
import type { StudioContext } from './studio-context.ts';

type ReviewCommands = Pick<
  StudioCommands,
  'decide' | 'decideAll' | 'edit' | 'announceEdit' | 'note' | 'setAuthor' | 'undo' | 'redo'
>;

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
    decideAll: async (places, verdict) => {
      const announced = context.saver.announce();
      try {
        await decide(context, await deps.samples.ids(places), { verdict, reason: undefined });
      } catch (thrown) {
        reportMishap(context, 'act-failed', thrown);
      } finally {
        announced();
      }
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
      await applyStep(context, ({ undo, redo, corpus }) => {
        const step = undo.at(-1);
        // A corpus that is coming in was put together with the edits there were.
        if (step === undefined || corpus.kind === 'opening') return undefined;
        return { changes: reverseStep(step.changes), undo: undo.slice(0, -1), redo: [...redo, step] };
      });
    },
    redo: async () => {
      await applyStep(context, ({ undo, redo, corpus }) => {
        const step = redo.at(-1);
        if (step === undefined || corpus.kind === 'opening') return undefined;
        return { changes: step.changes, undo: [...undo, step], redo: redo.slice(0, -1) };
      });
    },
  };
}

async function decide(
  context: StudioContext,
  sampleIds: readonly string[],
  said: { readonly verdict: Verdict; readonly reason: string | undefined },
): Promise<void> {
  const changes = decisionChanges(context, sampleIds, said);
  const label = `${ACTIONS[said.verdict]} ${changes.length} ${changes.length === 1 ? 'sample' : 'samples'}`;
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

interface Said {
  readonly label: string;
  readonly reason: string | undefined;
}

/** By the person who is at work, now. */
export function newStep(context: StudioContext, { label, reason }: Said, changes: readonly ReviewChange[]): ReviewStep {
  return {
    label,
    ...personOf(context),
    atMs: context.deps.now(),
    ...(reason !== undefined && { reason }),
    changes,
  };
}

/** Who is at work: a name, and where, since two may have one name. */
export function personOf({ get }: StudioContext): { readonly author: string; readonly authorId?: string } {
  const { author = DEFAULT_AUTHOR, workPlace } = get();
  return { author, ...(workPlace !== undefined && { authorId: workPlace.browserId }) };
}
