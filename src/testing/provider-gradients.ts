import { argv, stdout } from 'node:process';
import { syntheticDecoder } from './synthetic-decoder.ts';
import { trainingFixture } from './training-fixture.ts';
import { ADAPTER_TARGETS } from '../training/training-mode.ts';

/**
 * A program of its own, since a GPU's driver is chosen when a process starts: prints, as JSON by mode, the largest
 * difference between gradients on the GPU and on the CPU over the largest gradient. Arguments are the modes.
 */
const model = syntheticDecoder({
  architecture: 'qwen3',
  vocabSize: 256,
  hiddenSize: 64,
  layerCount: 1,
  headCount: 4,
  keyValueHeadCount: 2,
  headDim: 16,
  intermediateSize: 96,
  tiedEmbedding: true,
});
/** Two blocks of queries, so that every operator is in it. */
const shape = { batch: 2, tokens: 72, answerRows: 60 };
const lora = { kind: 'lora', rank: 4, alpha: 8, targets: ADAPTER_TARGETS, dropout: 0.25 } as const;
const differences: Record<string, number> = {};
for (const mode of [{ kind: 'full' } as const, lora].filter(({ kind }) => argv.includes(kind))) {
  const gradients: Float32Array[] = [];
  for (const provider of ['cpu', 'webgpu']) {
    const { step, batch } = await trainingFixture(model, { shape, mode, providers: [provider] });
    gradients.push((await step.run(batch, 1)).gradients.flat.slice());
    await step.dispose();
  }
  const [cpu = new Float32Array(), gpu = new Float32Array()] = gradients;
  const largest = cpu.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const worst = cpu.reduce((most, value, i) => Math.max(most, Math.abs(value - (gpu[i] ?? Infinity))), 0);
  differences[mode.kind] = worst / largest;
}
stdout.write(`${JSON.stringify(differences)}\n`);
