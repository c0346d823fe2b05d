import { argv, stdout } from 'node:process';
import { nodeRuntime } from './node-runtime.ts';
import { relativeDifference, smallTraining, type SmallMode } from './small-training.ts';

/**
 * A program of its own, since a GPU's driver is chosen when a process starts: prints, as JSON by mode, the largest
 * difference between gradients on the GPU and on the CPU over the largest gradient. Arguments are the modes.
 */
const differences: Record<string, number> = {};
const modes: readonly SmallMode[] = ['full', 'lora'];
for (const mode of modes.filter((name) => argv.includes(name))) {
  const cpu = await smallTraining(nodeRuntime(), mode);
  const gpu = await smallTraining(nodeRuntime('webgpu'), mode);
  differences[mode] = relativeDifference(cpu.gradients, gpu.gradients);
}
stdout.write(`${JSON.stringify(differences)}\n`);
