import type { PassageRef } from '../../core/annotations/annotation-edit.ts';
import type { CorpusEdits } from '../../core/annotations/current-corpus.ts';
import { editsOf, recordsOf } from '../../core/annotations/current-corpus.ts';
import { FailureError, toFailure } from '../../core/failure.ts';
import type { ConflictChoice, MergeConflict } from '../../core/merge/merge-conflict.ts';
import type { ReviewChange } from '../../core/merge/review-step.ts';
import type { ProjectCopy } from '../../storage/library/peek-project.ts';
import { applyStep } from '../edits/apply-step.ts';
import { settle } from '../projects/leave-project.ts';
import { mergeChanges, versionsChange } from './merge-changes.ts';
import type { Imported } from '../edits/mention-changes.ts';
import { reopenChanges, settleChanges } from '../edits/settle-changes.ts';
import { newStep, personOf } from '../edits/new-step.ts';
import { readImported } from '../edits/read-imported.ts';
import { reportNotice } from '../state/report-notice.ts';
import type { MergedCopy, MergeReport } from '../state/slices/merge-slice.ts';
import type { StudioState } from '../state/state.ts';
import type { MergeCommands } from '../state/slices/merge-slice.ts';
import type { StudioContext } from '../state/studio-context.ts';
import { countNoun } from '../../core/text/count-noun.ts';

const NO_PASSAGES: Imported = new Map();

const SETTLING: Readonly<Record<ConflictChoice, string>> = {
  standing: 'Settle a conflict as it stands',
  other: 'Settle a conflict as the other side has it',
  both: 'Settle a conflict with both sides',
  neither: 'Settle a conflict with neither side',
  edited: 'Settle a conflict by hand',
};

export function createMergeCommands(context: StudioContext): MergeCommands {
  const { set, deps } = context;
  return {
    mergeProjectFile: async (file) => {
      set({ projectFailure: undefined, mergeReport: undefined });
      try {
        // What one merge has seen of other copies, the next one has to know.
        await inMergeTurn(context, () => mergeFile(context, file));
      } catch (thrown) {
        set({ projectFailure: toFailure(thrown) });
      }
    },
    settleConflict: async (conflict, choice, reason) => {
      const said = { label: SETTLING[choice], reason };
      await actOnConflict(context, { conflict, said }, (state, imported) => {
        const by = { ...personOf(context), nowMs: deps.now(), reason };
        return settleChanges(state, { conflict, choice, by }, imported);
      });
    },
    reopenConflict: async ({ conflict }) => {
      const said = { label: 'Reopen a conflict', reason: undefined };
      await actOnConflict(context, { conflict, said }, (state, imported) =>
        reopenChanges(state, { conflict, nowMs: deps.now() }, imported),
      );
    },
  };
}

async function inMergeTurn(context: StudioContext, work: () => Promise<void>): Promise<void> {
  const { session } = context;
  const turn = session.mergeTurn.then(work);
  // The next one waits for the end alone; a failure is told to whoever asked, below.
  session.mergeTurn = turn.catch(() => undefined);
  await turn;
}

async function mergeFile(context: StudioContext, file: File): Promise<void> {
  // In the other copy the same names stand: whose is whose has to be told.
  if (context.get().author === undefined) throw new FailureError({ code: 'author-missing' });
  if (!(await settle(context))) return;
  const name = file.name.replace(/\.[^.]+$/u, '');
  const copy = await context.deps.projects.peek(new Uint8Array(await file.arrayBuffer()));
  requireSameTexts(copy);
  // Until all of it is on its way to the disk, not all is saved.
  const announced = context.saver.announce();
  await merge(context, name, copy).finally(announced);
}

/** Does nothing where the conflict does not stand as the person saw it: a key that was pressed twice. */
async function actOnConflict(
  context: StudioContext,
  on: {
    readonly conflict: MergeConflict;
    readonly said: { readonly label: string; readonly reason: string | undefined };
  },
  changesOf: (state: StudioState, imported: Imported) => readonly ReviewChange[] | undefined,
): Promise<void> {
  const { conflict, said } = on;
  const announced = context.saver.announce();
  try {
    const imported = 'passage' in conflict ? await readInTurn(context, () => [conflict.passage]) : NO_PASSAGES;
    await applyStep(context, (state) => {
      const changes = changesOf(state, imported);
      if (changes === undefined) return undefined;
      return { changes, undo: [...state.undo, newStep(context, said, changes)], redo: [] };
    });
  } catch (thrown) {
    reportNotice(context, 'act-failed', thrown);
  } finally {
    announced();
  }
}

function requireSameTexts({ sharedCount, differing, report }: ProjectCopy): void {
  const [first] = differing;
  if (first !== undefined) {
    const detail = `${countNoun(differing.length, 'document has other text', 'documents have other texts')} in the two, ${first} first`;
    throw new FailureError({ code: 'projects-differ', detail });
  }
  if (sharedCount === 0 && report.kind === 'recovered') {
    throw new FailureError({
      code: 'project-damaged',
      detail: `none of the texts that are open here; ${report.damage}`,
    });
  }
  if (sharedCount === 0) throw new FailureError({ code: 'projects-differ', detail: 'no document is in both' });
}

async function merge(context: StudioContext, name: string, copy: ProjectCopy): Promise<void> {
  const theirs = copy.review;
  const imported = await readInTurn(context, ({ edits }) =>
    [...recordsOf(edits), ...theirs.mentionEdits].map(({ passage }) => passage),
  );
  let report: MergeReport | undefined;
  await applyStep(context, (state) => {
    const changes = mergeChanges(state, copy, imported);
    const versions = versionsChange(changes, copy, imported);
    const step = newStep(context, { label: `Merge “${name}”`, reason: undefined }, [...changes, versions]);
    report = {
      name,
      ...countsOf(changes),
      isStranger: copy.comparison.isStranger,
      onlyThereCount: copy.onlyThereCount,
      selection: copy.selection,
      copy: copy.report,
      step: undefined,
    };
    const copies = withCopies(state, name, editsOf(theirs.mentionEdits));
    if (changes.length === 0) return { changes: [versions], undo: state.undo, redo: state.redo, copies };
    report = { ...report, step };
    return { changes: step.changes, undo: [...state.undo, step], redo: [], copies };
  });
  context.set({ mergeReport: report });
}

type MergeCounts = Pick<MergeReport, 'decisionCount' | 'noteCount' | 'markCount' | 'mentionCount' | 'conflictCount'>;

function countsOf(changes: readonly ReviewChange[]): MergeCounts {
  const count = (isMeant: (change: ReviewChange) => boolean): number => changes.filter(isMeant).length;
  return {
    decisionCount: count(({ kind }) => kind === 'decision'),
    noteCount: count(({ kind }) => kind === 'note'),
    markCount: count(({ kind }) => kind === 'mark'),
    mentionCount: count(({ kind }) => kind === 'mention'),
    conflictCount: count((change) => change.kind === 'conflict' && change.after?.kind === 'open'),
  };
}

/**
 * Passages as the file has them, for an act that is done at once with them: nothing waits for its turn, and what
 * `refsOf` asks for is asked of the state that the act will find.
 */
async function readInTurn(
  context: StudioContext,
  refsOf: (state: StudioState) => readonly PassageRef[],
): Promise<Imported> {
  for (;;) {
    await context.session.stepTurn;
    const { edits } = context.get();
    const imported = await readImported(context, refsOf(context.get()));
    if (context.session.stepTurn === undefined && context.get().edits === edits) return imported;
  }
}

/** Both sides as they were before the merge; a copy of the same name is a newer one of the same person. */
function withCopies({ copies, edits }: StudioState, name: string, theirs: CorpusEdits): readonly MergedCopy[] {
  const fresh = [
    { name: `Before “${name}”`, edits },
    { name, edits: theirs },
  ];
  return [...copies.filter((each) => fresh.every((one) => one.name !== each.name)), ...fresh];
}
