import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildSamples } from '../../core/samples/build-samples.ts';
import { countStates, isAnnotated, sampleState } from '../../core/samples/sample-state.ts';
import { summarizeCorpus } from '../../core/samples/summarize-corpus.ts';
import { applyDecisions } from '../../core/selection/apply-decisions.ts';
import { indexMentions, selectionStatistics } from '../../core/selection/selection-statistics.ts';
import { selectSamples } from '../../core/selection/select-samples.ts';
import type { Decision, SelectionOptions } from '../../core/selection/selection.ts';
import {
  buildProject,
  indexOf,
  markOf,
  NO_PATCH,
  SAMPLE_OPTIONS,
  sampledCorpus,
  scoreOf,
  SCORING,
} from '../../testing/studio/sampled-project.ts';
import { SampleQueries } from './sample-queries.ts';

const options: fc.Arbitrary<SelectionOptions> = fc.record({
  strategy: fc.constantFrom('hybrid', 'superfiltering', 'random', 'full'),
  keepRatio: fc.constantFrom(0.3, 0.5, 1),
  base: fc.constantFrom('all-positives', 'eligible-positives'),
  ifdCeiling: fc.constantFrom(0.8, 1),
  negativeRatio: fc.constantFrom(0.5, 1),
  seed: fc.nat(3),
});

const ifds = fc.array(fc.option(fc.integer({ min: 1, max: 12 }).map((tenths) => tenths / 10)), {
  minLength: 60,
  maxLength: 60,
});

test('says of every sample what a selection of the samples in memory says, with decisions', async () => {
  await fc.assert(
    fc.asyncProperty(sampledCorpus, ifds, options, async (corpus, drawn, selectionOptions) => {
      const all = buildSamples(corpus, SAMPLE_OPTIONS).samples;
      // Every fifth sample is marked, before the samples are built or afterwards.
      const marked = all.flatMap(({ id }, place) => (place % 5 === 0 ? [id] : []));
      const { samples } = buildSamples(corpus, SAMPLE_OPTIONS, new Set(marked));
      const { project } = await buildProject(corpus, [], marked.slice(1));
      project.saveStep(marked.map(markOf), NO_PATCH, NO_PATCH);
      const index = indexOf(project);
      index.showScoring(SCORING);
      const scores = new Map(samples.map(({ contentHash }, place) => [contentHash, drawn[place % 60] ?? undefined]));
      // Every third sample waits for its score.
      const scored = [...scores].filter((_, place) => place % 3 !== 2);
      const contents = new Set(samples.filter(isAnnotated).map(({ contentHash }) => contentHash));
      expect(index.waitingCount).toBe(contents.size);
      project.saveScores(scored.map(([contentHash, ifd]) => scoreOf(contentHash, ifd)));
      const decisions = samples.flatMap(({ id }, place): Decision[] =>
        place % 4 === 0
          ? [{ sampleId: id, verdict: place % 8 === 0 ? 'approved' : 'rejected', decidedAtMs: place }]
          : [],
      );
      project.saveStep(
        decisions.map((after) => ({ kind: 'decision', sampleId: after.sampleId, after })),
        NO_PATCH,
        NO_PATCH,
      );

      const results = new Map(scored.map(([contentHash, ifd]) => [contentHash, scoreOf(contentHash, ifd).result]));
      const selection = selectSamples(
        samples,
        (place) => results.get(samples[place]?.contentHash ?? ''),
        selectionOptions,
      );
      const final = applyDecisions(selection, new Map(decisions.map((each) => [each.sampleId, each])));

      const queries = new SampleQueries(index);
      expect(queries.selected()).toBeUndefined();
      const keptCount = selection.picks.filter(({ kept }) => kept).length;
      expect(queries.tryRule(selectionOptions)).toMatchObject({ inCount: keptCount, outCount: 0 });
      const after = project.makeSelection(selectionOptions, 7);
      project.saveStep([{ kind: 'selection', after }], NO_PATCH, NO_PATCH);
      queries.forgetSelection();
      const summary = queries.selected();
      expect(summary?.selection).toEqual({ id: 1, rule: selectionOptions, scoringId: SCORING, madeAtMs: 7 });
      expect(queries.tryRule(selectionOptions)).toMatchObject({ inCount: 0, outCount: 0 });
      expect(summary).toMatchObject({ counts: selection.counts, cutOffIfd: selection.cutOffIfd });
      expect(summary?.overruled).toEqual({
        approved: final.filter(({ kept, keptByFilter }) => kept && !keptByFilter).length,
        rejected: final.filter(({ kept, keptByFilter }) => !kept && keptByFilter).length,
      });

      const places = queries.find({ filter: {}, text: '', order: { column: 'position', descending: false } });
      const rows = queries.rows([...places]);
      expect(rows.map(({ sample }) => sample)).toEqual(samples);
      expect(rows.map(({ pick }) => pick)).toEqual(selection.picks);
      expect(rows.map(({ score }) => score?.result)).toEqual(
        samples.map(({ contentHash }) => results.get(contentHash)),
      );
      const goesOut = queries.find({
        filter: { outcome: 'kept' },
        text: '',
        order: { column: 'position', descending: false },
      });
      expect([...goesOut]).toEqual(final.flatMap(({ kept }, place) => (kept ? [place] : [])));
      let read = queries.stepMentions();
      while (read.doneCount < read.totalCount) read = queries.stepMentions();
      expect(queries.keptByType(undefined)).toEqual(
        selectionStatistics(indexMentions(samples), (place) => final[place]?.kept === true),
      );
      const counts = queries.counts();
      expect(counts).toMatchObject({ samples: samples.length, ...countStates(samples.map(sampleState)) });
      expect(index.facts.summary).toEqual(summarizeCorpus(corpus, samples));
      expect(rows.map(({ state }) => state)).toEqual(samples.map(sampleState));
      expect(final.filter(({ kept }, place) => kept && !isAnnotated(samples[place] ?? { mentions: [] }))).toEqual([]);
      expect(counts.byVerdict.approved + counts.byVerdict.rejected).toBe(decisions.length);
      const waiting = new Set([...contents].filter((contentHash) => !results.has(contentHash)));
      expect(queries.unscored(0, samples.length).map(({ sample }) => sample.contentHash)).toEqual([...waiting]);
      expect(queries.scoreDetails().waitingCount).toBe(waiting.size);
      expect(counts.byOutcome['not-scored-yet'].positives + counts.byOutcome['not-scored-yet'].negatives).toBe(
        samples.filter((sample) => isAnnotated(sample) && waiting.has(sample.contentHash)).length,
      );
      const { bars } = queries.scoreFigures({ ceiling: 1, barCount: 12 });
      expect(bars.count).toBe(rows.filter(({ ifd, state }) => state === 'positive' && ifd !== undefined).length);
    }),
    { numRuns: 25 },
  );
});
