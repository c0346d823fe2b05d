import { toFailure } from '../../core/failure.ts';
import type { IfdResult } from '../../core/ifd/ifd.ts';
import type { CorpusScope } from '../../core/write/write-corpus.ts';
import type { PackRequest } from '../../core/export/pack-export.ts';
import { outsideReason } from '../../core/selection/select-samples.ts';
import type { SelectionPick } from '../../core/selection/selection.ts';
import { letGoOfCorpus } from '../corpus/let-go-of-corpus.ts';
import { settleRule } from '../select/select-commands.ts';
import { scoringOfSelection, shownScoring } from '../state/selectors.ts';
import { readProvenance } from '../models/read-provenance.ts';
import { allPlaces, readCurrentCorpus, readRows } from '../corpus/read-whole.ts';
import type { ExportCommands } from '../state/slices/export-slice.ts';
import type { StudioContext } from '../state/studio-context.ts';

const NOTHING_KEPT = { keptPositives: 0, keptNegatives: 0 };

export function createExportCommands(context: StudioContext): ExportCommands {
  const { get, set, deps } = context;
  return {
    exportZip: async (split) => {
      if (get().corpus.kind !== 'ready') return undefined;
      const createdAtMs = deps.now();
      set({ exportFailure: undefined });
      try {
        await settleRule(context);
        const selected = await readSelection(context);
        const { sampleOptions, decisions, marks } = get();
        const bytes = await deps.corpusWorker.packExport({
          corpus: await readCurrentCorpus(context),
          sampleOptions,
          ...selected,
          marked: [...marks.keys()],
          decisions,
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
        await letGoOfCorpus(context);
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
        await letGoOfCorpus(context);
      }
    },
  };
}

async function keptScope({ deps }: StudioContext): Promise<CorpusScope> {
  const order = { column: 'position', descending: false } as const;
  const kept = await deps.samples.find({ filter: { outcome: 'kept' }, text: '', order });
  return { kind: 'samples', indices: [...kept] };
}

type Selected = Pick<
  PackRequest,
  'selection' | 'selectedAtMs' | 'results' | 'provenance' | 'scoring' | 'scoredBeforeEdit'
>;

/** The selection that holds and the scores behind it, of all samples in corpus order. */
async function readSelection(context: StudioContext): Promise<Selected> {
  const { get, deps } = context;
  const summary = await deps.samples.selected();
  const picks: SelectionPick[] = [];
  const results: (IfdResult | undefined)[] = [];
  let provenance: string | undefined;
  let scoredBeforeEdit = 0;
  const scoring = scoringOfSelection(get()) ?? shownScoring(get());
  for await (const rows of readRows(context, allPlaces(context), { scoringId: scoring?.id })) {
    for (const { sample, state, pick, score } of rows) {
      picks.push(pick ?? { sampleId: sample.id, kept: false, reason: outsideReason(state) });
      results.push(score?.result);
      if (score !== undefined && score.contentHash !== sample.contentHash) scoredBeforeEdit += 1;
      provenance = score?.provenance ?? provenance;
    }
  }
  const { selectionOptions, sampleView } = get();
  const { positives = 0, negatives = 0, notAnnotated = 0 } = sampleView?.counts ?? {};
  const counts = { positives, negatives, notAnnotated };
  return {
    selection: {
      options: summary?.selection.rule ?? selectionOptions,
      picks,
      counts: summary?.counts ?? { ...counts, ...NOTHING_KEPT },
      cutOffIfd: summary?.cutOffIfd,
    },
    selectedAtMs: summary?.selection.madeAtMs ?? 'never',
    results,
    provenance: readProvenance(provenance),
    scoring,
    scoredBeforeEdit,
  };
}
