import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const SCRIPT = join(import.meta.dirname, '../../../scripts/endpoint-server/serve_completions.py');

/** A completion server in a process of its own: transformers on the CPU. */
export interface CompletionServer {
  readonly url: string;
  /** As `kill -9` does; resolves when it is gone. */
  kill(): Promise<void>;
}

/** A Python that has torch and transformers: `BIOSELECT_PYTHON`, else python3; undefined where neither has. */
export function findPython(): string | undefined {
  const named = process.env['BIOSELECT_PYTHON'];
  const candidates = named === undefined || named === '' ? ['python3'] : [named];
  return candidates.find((python) => spawnSync(python, ['-c', 'import torch, transformers']).status === 0);
}

/** The embedded model as transformers reads it: its weights are a safetensors file under another name. */
export async function linkEmbeddedModel(folder: string): Promise<void> {
  const model = resolve(import.meta.dirname, '../../../public/models/bioselect-weak');
  for (const file of ['config.json', 'tokenizer.json', 'tokenizer_config.json']) {
    await symlink(join(model, file), join(folder, file));
  }
  await symlink(join(model, 'onnx/model.onnx_data'), join(folder, 'model.safetensors'));
}

/** Resolves when the model is loaded. @param args further options of the script. */
export async function startCompletionServer(
  python: string,
  model: string,
  args: readonly string[] = [],
): Promise<CompletionServer> {
  const child = spawn(python, [SCRIPT, '--model', model, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const url = await new Promise<string>((resolveUrl, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${err}`)));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      if (out.includes('\n')) resolveUrl(JSON.parse(out).url);
    });
  });
  return {
    url,
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}
