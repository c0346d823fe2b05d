import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** PyTorch in a process of its own that makes a training step whenever it is asked to. */
export interface PyTorch {
  readonly version: string;
  /** Seconds of one step. */
  readonly step: () => Promise<number>;
  readonly close: () => void;
}

/** @param sizes of the model and the batch, as `bench/training_step.py` reads them. */
export async function startPyTorch(python: string, sizes: Readonly<Record<string, number | string>>): Promise<PyTorch> {
  const script = path.resolve('bench/training_step.py');
  const child = spawn(python, [script, JSON.stringify(sizes)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<never>((_, reject) => {
    child.on('error', reject);
    child.on('close', (code) => reject(new Error(`${python} ${script} ended with ${code}`)));
  });
  // Whoever waits for a line hears of it; nobody else has to.
  ended.catch(() => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<string> => {
    const { value } = await Promise.race([lines.next(), ended]);
    return String(value);
  };
  const version = await answer();
  return {
    version,
    step: async () => {
      child.stdin.write('step\n');
      return Number(await answer());
    },
    close: () => child.stdin.end(),
  };
}
