import type { DecoderModel, OrtRuntime } from '../src/decoder/model/decoder-model.ts';
import { runSavingsBench, type SavingsFigures } from './savings-bench.ts';
import { buildBenchInputs, runScoringBench, type BenchFigures } from './scoring-bench.ts';

/** What `scripts/bench.mjs` asks of a process or a page. */
export interface BenchJob {
  readonly executionProvider: 'cpu' | 'wasm' | 'webgpu' | 'cuda';
  readonly sampleCount: number;
  /** Samples for the factor of each saving and the plain way; 0 leaves them out. */
  readonly savingsSampleCount: number;
}

export interface BenchResult {
  readonly scoring: BenchFigures;
  readonly savings: SavingsFigures | undefined;
}

export async function runBenchJob(
  job: BenchJob,
  at: { readonly ort: OrtRuntime; readonly model: DecoderModel; readonly corpusBytes: Uint8Array },
): Promise<BenchResult> {
  const inputs = buildBenchInputs(at.corpusBytes, job.sampleCount);
  const { executionProvider } = job;
  const setup = { ort: at.ort, model: at.model, executionProvider, inputs, now: () => performance.now() };
  const scoring = await runScoringBench(setup);
  if (job.savingsSampleCount === 0) return { scoring, savings: undefined };
  return { scoring, savings: await runSavingsBench({ ...setup, inputs: inputs.slice(0, job.savingsSampleCount) }) };
}
