import type { CorpusFacts } from '../../core/samples/corpus-facts.ts';
import type { CorpusSummary } from '../../core/samples/summary.ts';

type Stored<T> = Omit<T, 'notAnnotated'> & { readonly notAnnotated?: number };

/** Facts as they are stored. Those from before samples could be not annotated do not count them: there were none. */
export function readFacts(json: string): CorpusFacts {
  const stored: {
    readonly summary: Stored<CorpusSummary>;
    readonly files: readonly { readonly file: string; readonly summary: Stored<CorpusSummary> }[];
  } = JSON.parse(json);
  return {
    summary: whole(stored.summary),
    files: stored.files.map(({ file, summary }) => ({ file, summary: whole(summary) })),
  };
}

function whole(summary: Stored<CorpusSummary>): CorpusSummary {
  return { ...summary, notAnnotated: summary.notAnnotated ?? 0 };
}
