import fc from 'fast-check';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { EditOutcome, OpenPassage } from '../../core/annotations/annotation-edit.ts';
import { deleteMention, relabelMention } from '../../core/annotations/change-mention.ts';
import { createMention } from '../../core/annotations/create-mention.ts';
import { summarizeCorpus } from '../../core/samples/summarize-corpus.ts';
import { ASTRAL_ABSTRACT, readyCorpusOf, performReviewAct, reviewAct } from '../../testing/studio/random-review.ts';
import { createStudioFixture, pubtatorFile, type StudioFixture } from '../../testing/studio/studio-fixture.ts';
import { openPassages } from '../../testing/open-passages.ts';

async function openedStudio(text?: string): Promise<StudioFixture> {
  const studio = await createStudioFixture();
  await studio.commands.openCorpus([pubtatorFile('cdr.txt', text)]);
  return studio;
}

async function openAt({ whole }: StudioFixture, place = 0): Promise<OpenPassage> {
  const passage = openPassages((await whole()).corpus)[place];
  if (passage === undefined) throw new Error(`no passage ${place}`);
  return passage;
}

async function edit(studio: StudioFixture, outcome: EditOutcome): Promise<void> {
  if (outcome.kind === 'refused') throw new Error(outcome.reason);
  await studio.commands.edit(outcome.edit, 'because');
}

/** What a person sees of the mentions, and what counts them. */
async function shown({ state, whole }: StudioFixture): Promise<unknown> {
  const { summary, sources, entityTypes } = readyCorpusOf(state.getState());
  const { edits, sampleView } = state.getState();
  const { counts, selected } = sampleView ?? {};
  return { ...(await whole()), summary, sources, entityTypes, edits, counts, selected };
}

/** Places of samples whose score was another answer's. */
async function changedPlaces({ samples }: StudioFixture): Promise<readonly number[]> {
  const counts = await samples.counts();
  const waiting = await samples.unscored(0, 100);
  expect(waiting).toHaveLength(counts?.stale ?? 0);
  return waiting.map(({ place }) => place);
}

describe('an edit', () => {
  it('is in samples and counts at once, keeps ids and decisions, and is named', async () => {
    const studio = await openedStudio();
    const before = await studio.whole();
    const [first] = before.samples;
    await studio.commands.decide([first?.id ?? ''], 'approved');
    await edit(studio, relabelMention(await openAt(studio), 'm1', 'Disease'));
    const { undo, decisions } = studio.state.getState();
    const { samples, corpus, imported } = await studio.whole();
    expect(samples.map(({ id }) => id)).toEqual(before.samples.map(({ id }) => id));
    expect(samples[0]?.answer).toBe(
      '[{"entity": "Disease", "name": "Aspirin"}, {"entity": "Disease", "name": "headache"}]',
    );
    expect(samples[0]?.contentHash).not.toBe(first?.contentHash);
    expect(samples.slice(1)).toEqual(before.samples.slice(1));
    expect(decisions.has(first?.id ?? '')).toBe(true);
    expect(undo.at(-1)).toMatchObject({
      label: 'Relabel “Aspirin” from Chemical to Disease',
      author: 'curator',
      reason: 'because',
    });
    const { summary, sources, entityTypes } = readyCorpusOf(studio.state.getState());
    expect(imported).toEqual(before.imported);
    expect(summary).toEqual(summarizeCorpus(corpus, samples));
    expect(sources[0]).toMatchObject({ mentions: 4, mentionsByType: { Disease: 3, Chemical: 1 } });
    expect(entityTypes).toEqual([
      { entityType: 'Disease', count: 3 },
      { entityType: 'Chemical', count: 1 },
    ]);
  });

  it('makes a score stale until the person scores again, and undo brings the score back', async () => {
    const studio = await openedStudio();
    const scoring = studio.commands.scoreSamples();
    await studio.scorer.started(1);
    studio.scorer.deliver(4);
    await scoring;
    expect(await changedPlaces(studio)).toEqual([]);
    await edit(studio, deleteMention(await openAt(studio), 'm1'));
    expect(await changedPlaces(studio)).toEqual([0]);
    await studio.commands.undo();
    expect(await changedPlaces(studio)).toEqual([]);
  });

  it('goes out with the export and leaves the imported corpus alone', async () => {
    const studio = await openedStudio();
    await edit(studio, deleteMention(await openAt(studio), 'm1'));
    await edit(studio, createMention(await openAt(studio, 1), { start: 0, end: 7 }, { entityType: 'Chemical' }));
    const written = await studio.commands.writeCorpus({ format: 'pubtator', scope: 'whole' });
    const text = Object.values(unzipSync(written?.bytes ?? new Uint8Array()))
      .map((bytes) => strFromU8(bytes))
      .join('\n');
    expect(text).not.toContain('1\t0\t7\tAspirin\tChemical');
    expect(text).toContain('1\t22\t29\tAspirin\tChemical');
  });

  it('survives a reload with its history, more files and other options', async () => {
    const first = await openedStudio();
    await edit(first, deleteMention(await openAt(first), 'm1'));
    await first.commands.note((await first.whole()).samples[0]?.id ?? '', ' Why? ');
    await first.commands.setAuthor('Zoë');
    await first.commands.undo();
    await first.commands.redo();
    const second = await createStudioFixture({ db: first.db });
    await second.restore();
    expect(await shown(second)).toEqual(await shown(first));
    const { notes, undo, author } = second.state.getState();
    expect({ notes, undo, author }).toEqual({
      notes: first.state.getState().notes,
      undo: first.state.getState().undo,
      author: 'Zoë',
    });
    await second.commands.openCorpus([pubtatorFile('more.txt', ASTRAL_ABSTRACT)]);
    await second.commands.setSampleOptions({ ...second.state.getState().sampleOptions, unit: 'passage' });
    expect((await second.whole()).samples[0]?.mentions.map(({ quote }) => quote)).toEqual(['headache']);
    await second.commands.undo();
    await second.commands.undo();
    expect((await second.whole()).samples[0]?.mentions.map(({ quote }) => quote)).toEqual(['Aspirin', 'headache']);
    expect(second.state.getState().notes.size).toBe(0);
    expect(second.state.getState().edits.size).toBe(0);
  });
});

describe('any sequence of commands', () => {
  it('keeps every quote equal to its text, and undo of all gives the start, redo of all the end', async () => {
    const studio = await openedStudio(ASTRAL_ABSTRACT);
    const { state, commands } = studio;
    const start = await shown(studio);
    await fc.assert(
      fc.asyncProperty(fc.array(reviewAct, { maxLength: 14 }), async (acts) => {
        for (const next of acts) await performReviewAct(studio, next);
        const { samples, corpus: current } = await studio.whole();
        const { summary } = readyCorpusOf(state.getState());
        for (const { text, mentions } of openPassages(current)) {
          for (const { span, fragments, quote } of mentions) {
            expect((fragments ?? [span]).map((piece) => text.slice(piece.start, piece.end)).join(' ')).toBe(quote);
          }
        }
        for (const { input, mentions } of samples) {
          for (const { span, fragments, quote } of mentions) {
            expect((fragments ?? [span]).map((piece) => input.slice(piece.start, piece.end)).join(' ')).toBe(quote);
          }
        }
        expect(summary).toEqual(summarizeCorpus(current, samples));
        const end = await shown(studio);
        const stepCount = state.getState().undo.length;
        for (let count = 0; count < stepCount; count += 1) await commands.undo();
        expect(await shown(studio)).toEqual(start);
        expect(state.getState()).toMatchObject({ undo: [], decisions: new Map(), notes: new Map() });
        for (let count = 0; count < stepCount; count += 1) await commands.redo();
        expect(await shown(studio)).toEqual(end);
        for (let count = 0; count < stepCount; count += 1) await commands.undo();
      }),
      { numRuns: 40 },
    );
  });
});
