import packageJson from '../../package.json' with { type: 'json' };
import type { IfdVariant } from '../core/ifd/ifd.ts';
import type { WeightDtype } from '../core/ifd/weight-dtype.ts';
import { scoreSamples } from '../scoring/score-samples.ts';
import { loadNodeModel } from './load-node-model.ts';
import type { Scorer } from './scorer.ts';

export interface LocalScorerOptions {
  /** Model folder. */
  readonly model: string;
  readonly threads?: number;
  /** Which file of a ready-made ONNX export. */
  readonly dtype?: WeightDtype;
  readonly variant: IfdVariant;
  readonly maxLength: number;
}

/**
 * A model folder on this machine's processor.
 *
 * @throws FailureError naming the folder or file that is missing or damaged.
 */
export async function openLocalScorer({
  model: path,
  threads,
  dtype,
  variant,
  maxLength,
}: LocalScorerOptions): Promise<Scorer> {
  const model = await loadNodeModel(path, threads, dtype);
  return {
    provenance: {
      modelHash: model.opened.hash,
      modelName: model.opened.name,
      backend: 'node-cpu',
      dtype: model.opened.dtype,
      variant,
      maxLength,
      version: packageJson.version,
    },
    granularity: 'chunk',
    score: async (chunks, onScored) => {
      let tokensBefore = 0;
      // A run of its own for each chunk: nothing that an earlier one left, such as a cached prefix, reaches into it.
      for (const inputs of chunks) {
        let tokensHere = 0;
        const handedOut: Promise<void>[] = [];
        await scoreSamples(model, inputs, {
          variant,
          maxLength,
          startsSmall: false,
          onScored: (scored, { tokenCount }) => {
            tokensHere = tokenCount;
            const written = onScored(scored, { tokenCount: tokensBefore + tokenCount });
            // Awaited below; until then a row that cannot be written must not count as nobody's fault.
            written.catch(() => undefined);
            handedOut.push(written);
          },
        });
        await Promise.all(handedOut);
        tokensBefore += tokensHere;
      }
    },
    dispose: () => model.dispose(),
  };
}
