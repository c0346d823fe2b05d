import { toFailure } from '../core/failure.ts';
import type { IfdResult } from '../core/ifd/ifd.ts';
import type { CorpusScope } from '../core/project/write-corpus.ts';
import type { Selection, SelectionPick } from '../core/selection/selection.ts';
import { readProvenance } from './read-provenance.ts';
import { allPlaces, readCurrentCorpus, readRows } from './read-whole.ts';
import type { StudioCommands } from './studio-commands.ts';
import type { StudioContext } from './studio-context.ts';

export function createExportCommands(context: StudioContext): Pick<StudioCommands, 'exportZip' | 'writeCorpus'> {
  const { get, set, deps } = context;
  return {
    exportZip: async (split) => {
      const { corpus, sampleOptions, decisions, marks } = get();
      if (corpus.kind !== 'ready') return undefined;
      const createdAtMs = deps.now();
      set({ exportFailure: undefined });
      try {
        const { selection, results, provenance } = await readSelection(context);
        const bytes = await deps.corpusWorker.packExport({
          corpus: await readCurrentCorpus(context),
          sampleOptions,
          marked: [...marks.keys()],
          results,
          selection,
          decisions,
          provenance: readProvenance(provenance),
          split,
          packageVersion: deps.packageVersion,
          createdAtMs,
        });
        const day = new Date(createdAtMs).toISOString().slice(0, 10);
        return { name: `bioselect-export-${day}.zip`, bytes };
      } catch (thrown) {
        set({ exportFailure: toFailure(thrown) });
        return undefined;
      } finally {
        await deps.corpusWorker.forget().catch(() => undefined);
      }
    },
    writeCorpus: async ({ format, scope }) => {
      const { corpus, sampleOptions, marks } = get();
      if (corpus.kind !== 'ready') return undefined;
      set({ exportFailure: undefined });
      try {
        return await deps.corpusWorker.writeCorpus({
          format,
          scope: scope === 'whole' ? { kind: 'whole' } : await keptScope(context),
          corpus: await readCurrentCorpus(context),
          sampleOptions,
          marked: [...marks.keys()],
          packageVersion: deps.packageVersion,
          createdAtMs: deps.now(),
        });
      } catch (thrown) {
        set({ exportFailure: toFailure(thrown) });
        return undefined;
      } finally {
        await deps.corpusWorker.forget().catch(() => undefined);
      }
    },
  };
}

async function keptScope({ deps }: StudioContext): Promise<CorpusScope> {
  const order = { column: 'position', descending: false } as const;
  const kept = await deps.samples.find({ filter: { outcome: 'kept' }, text: '', order });
  return { kind: 'samples', indices: [...kept] };
}

/** The filter's picks and the scores behind them, of all samples in corpus order. */
async function readSelection(context: StudioContext): Promise<{
  readonly selection: Selection;
  readonly results: readonly (IfdResult | undefined)[];
  /** Of the last score. */
  readonly provenance: string | undefined;
}> {
  const { get, deps } = context;
  const { selectionOptions: options } = get();
  const summary = await deps.samples.select(options);
  if (summary === undefined) throw new Error('nothing is selected');
  const picks: SelectionPick[] = [];
  const results: (IfdResult | undefined)[] = [];
  let provenance: string | undefined;
  for await (const rows of readRows(context, allPlaces(context))) {
    for (const { pick, score } of rows) {
      if (pick === undefined) throw new Error('a sample without a pick');
      picks.push(pick);
      results.push(score?.result);
      provenance = score?.provenance ?? provenance;
    }
  }
  const { counts, cutOffIfd } = summary;
  return { selection: { options, picks, counts, cutOffIfd }, results, provenance };
}
