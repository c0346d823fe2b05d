import packageJson from '../../../package.json' with { type: 'json' };
import type { IfdVariant } from '../../core/ifd/ifd.ts';
import type { WeightDtype } from '../../core/ifd/weight-dtype.ts';
import { scoreSamples } from '../../scoring/score-samples.ts';
import { loadTrustedModel, type NodeDevice } from '../models/load-node-model.ts';
import type { Scorer } from './scorer.ts';

export interface LocalScorerOptions {
  /** Model folder. */
  readonly model: string;
  readonly device: NodeDevice;
  readonly threads?: number;
  /** Which file of a ready-made ONNX export. */
  readonly dtype?: WeightDtype;
  readonly variant: IfdVariant;
  readonly maxLength: number;
}

/**
 * A model folder on a device of this machine.
 *
 * @throws FailureError naming the folder or file that is missing or damaged.
 */
export async function openLocalScorer({
  model: path,
  variant,
  maxLength,
  ...load
}: LocalScorerOptions): Promise<Scorer> {
  const { model, trust } = await loadTrustedModel(path, load);
  return {
    provenance: {
      modelHash: model.opened.hash,
      modelName: model.opened.name,
      backend: `node-${load.device}`,
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
          trust,
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
