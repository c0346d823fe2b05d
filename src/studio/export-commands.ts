import { toFailure } from '../core/failure.ts';
import { applyDecisions } from '../core/selection/apply-decisions.ts';
import { readProvenance } from './read-provenance.ts';
import type { StudioCommands } from './studio-commands.ts';
import type { StudioContext } from './studio-context.ts';

export function createExportCommands(context: StudioContext): Pick<StudioCommands, 'exportZip' | 'writeCorpus'> {
  const { get, set, deps } = context;
  return {
    exportZip: async (split) => {
      const { corpus, samples, sampleOptions, selection, decisions, scores } = get();
      if (corpus.kind !== 'ready' || selection === undefined) return undefined;
      const createdAtMs = deps.now();
      set({ exportFailure: undefined });
      try {
        const bytes = await deps.corpusWorker.packExport({
          corpus: corpus.corpus,
          samples,
          sampleOptions,
          results: samples.map(({ contentHash }) => scores.get(contentHash)?.result),
          selection,
          decisions,
          provenance: readProvenance([...scores.values()].at(-1)?.provenance),
          split,
          packageVersion: deps.packageVersion,
          createdAtMs,
        });
        const day = new Date(createdAtMs).toISOString().slice(0, 10);
        return { name: `bioselect-export-${day}.zip`, bytes };
      } catch (thrown) {
        set({ exportFailure: toFailure(thrown) });
        return undefined;
      }
    },
    writeCorpus: async ({ format, scope }) => {
      const { corpus, samples, sampleOptions, selection, decisions } = get();
      if (corpus.kind !== 'ready') return undefined;
      set({ exportFailure: undefined });
      const kept = selection === undefined ? [] : applyDecisions(selection, decisions);
      try {
        return await deps.corpusWorker.writeCorpus({
          format,
          scope:
            scope === 'whole'
              ? { kind: 'whole' }
              : { kind: 'samples', indices: kept.flatMap((pick, index) => (pick.kept ? [index] : [])) },
          corpus: corpus.corpus,
          samples,
          sampleOptions,
          packageVersion: deps.packageVersion,
          createdAtMs: deps.now(),
        });
      } catch (thrown) {
        set({ exportFailure: toFailure(thrown) });
        return undefined;
      }
    },
  };
}
