import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { TrainRefusal } from '../train-problem.ts';
import type { EngineName } from './engine-job.ts';

export interface FoundEngine {
  readonly version: string;
  readonly device: 'cpu' | 'cuda';
  /** PyTorch's version and that of transformers, for the record. */
  readonly torch: string;
  readonly transformers: string;
}

/** The oldest versions whose keys the configs are written in. */
const OLDEST: Readonly<Record<EngineName, string>> = { trl: '1.0.0', llamafactory: '0.9.4', axolotl: '0.13.0' };

const PROBE = `
import json, sys
from importlib import metadata
def version(name):
    try: return metadata.version(name)
    except metadata.PackageNotFoundError: return None
found = {name: version(name) for name in (sys.argv[1], 'torch', 'transformers')}
if found['torch']:
    import torch
    found['cuda'] = torch.cuda.is_available()
print(json.dumps(found))
`;

/**
 * Asks a Python for an engine.
 *
 * @throws TrainRefusal `engine-missing` or `engine-too-old`.
 */
export async function findEngine(engine: EngineName, python: string): Promise<FoundEngine> {
  const missing = (detail: string): TrainRefusal =>
    new TrainRefusal({ code: 'engine-missing', engine, detail, install: `${python} -m pip install ${engine}` });
  let answer: string;
  try {
    answer = (await promisify(execFile)(python, ['-c', PROBE, engine], { timeout: 120_000 })).stdout;
  } catch (error) {
    const detail = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw missing(`${python} could not be asked (${detail})`);
  }
  const found: unknown = JSON.parse(answer);
  const version = textAt(found, engine);
  if (version === undefined) throw missing(`${python} has no package ${engine}`);
  const torch = textAt(found, 'torch');
  const transformers = textAt(found, 'transformers');
  if (torch === undefined || transformers === undefined) throw missing(`${python} has no PyTorch or no transformers`);
  if (isOlder(version, OLDEST[engine])) {
    throw new TrainRefusal({ code: 'engine-too-old', engine, found: version, needed: OLDEST[engine] });
  }
  const hasGpu = typeof found === 'object' && found !== null && 'cuda' in found && found.cuda === true;
  return { version, device: hasGpu ? 'cuda' : 'cpu', torch, transformers };
}

/** Programs that packages install lie beside their Python; without a path the shell's own search finds both. */
export function programBeside(python: string, program: string): string {
  const beside = resolve(dirname(python), program);
  return /[/\\]/u.test(python) && existsSync(beside) ? beside : program;
}

function textAt(value: unknown, key: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const entry = Object.entries(value).find(([name]) => name === key)?.[1];
  return typeof entry === 'string' ? entry : undefined;
}

/** By numbers, part by part; what follows them (".dev0", "+cpu") does not count. */
function isOlder(version: string, than: string): boolean {
  const numbers = (text: string): readonly number[] => text.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const [a, b] = [numbers(version), numbers(than)];
  const index = b.findIndex((number, at) => (a[at] ?? 0) !== number);
  return index !== -1 && (a[index] ?? 0) < (b[index] ?? 0);
}
