import { reportNotice } from './report-notice.ts';
import { shownFacts } from './shown-facts.ts';
import type { SampleView } from './slices/samples-slice.ts';
import type { SampleChange } from './slices/samples-slice.ts';
import type { StudioContext } from './studio-context.ts';

/**
 * Asks the storage thread anew what the samples come to. While a question is under way, further ones become one that
 * follows it, so that a slider asks no more often than it is answered. Resolves when what is shown is as new as this
 * call; never rejects.
 */
export async function refreshSamples(context: StudioContext, change: SampleChange): Promise<void> {
  const { session } = context;
  if (session.asking === undefined) {
    const changes = new Set<SampleChange>();
    session.asking = { changes, done: askAgain(context, changes) };
  }
  session.asking.changes.add(change);
  await session.asking.done;
}

async function askAgain(context: StudioContext, changes: Set<SampleChange>): Promise<void> {
  const { session } = context;
  // What changes within this task is asked for with it.
  await Promise.resolve();
  try {
    while (changes.size > 0) {
      const now = [...changes];
      changes.clear();
      await ask(context, new Set(now));
    }
  } catch (thrown) {
    reportNotice(context, 'read-failed', thrown);
  } finally {
    session.asking = undefined;
  }
}

async function ask({ get, set, deps, session }: StudioContext, changes: ReadonlySet<SampleChange>): Promise<void> {
  const counts = await deps.samples.counts();
  if (counts === undefined) {
    set({ sampleView: undefined });
    return;
  }
  const selected = await deps.samples.selected();
  const rule = await deps.samples.tryRule(get().selectionOptions);
  const version = ++session.sampleVersion;
  const { sampleView: before, corpus } = get();
  // Closed meanwhile.
  if (corpus.kind === 'empty') return;
  const rankVersion = before === undefined || changes.has('ranks') ? version : before.rankVersion;
  const isSameRows = before !== undefined && [...changes].every((each) => each === 'decisions' || each === 'rule');
  const rowVersion = isSameRows ? before.rowVersion : version;
  const sampleView: SampleView = { version, rowVersion, rankVersion, counts, selected, rule };
  if (!changes.has('mentions') || corpus.kind !== 'ready') {
    set({ sampleView });
    return;
  }
  const facts = await deps.samples.facts();
  set({ sampleView, ...(facts && { corpus: { ...corpus, ...shownFacts(corpus.sources, facts) } }) });
}
