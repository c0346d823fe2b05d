import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { FailureError } from '../../core/failure.ts';
import { isJsonObject, type JsonObject } from '../../core/formats/json/json-value.ts';
import { parseSafetensors, type TensorEntry } from '../../decoder/weights/safetensors.ts';
import { TrainRefusal } from '../train-problem.ts';
import { safetensorsParts, type FloatTensor } from '../../training/weights/safetensors-parts.ts';
import { writeAtomically } from './write-atomically.ts';

/** What a run is computed from, as texts to compare. Same fingerprint, thread count and machine: same weights. */
export type Fingerprint = Readonly<Record<string, string>>;

export interface BestEpoch {
  /** 1-based. */
  readonly epoch: number;
  readonly update: number;
  /** Strict span F1 on the dev samples, or minus the dev loss where nothing can be found; larger is better. */
  readonly score: number;
}

/**
 * Where a run stands. There is no state of a random generator in it: orders and masks are drawn anew for every epoch
 * and update, from the seed and its number.
 */
export interface RunState {
  /** Updates done, which is the position in the data too. */
  readonly update: number;
  /** Epochs whose dev score is known. */
  readonly evaluatedEpochs: number;
  readonly best: BestEpoch | undefined;
  readonly fingerprint: Fingerprint;
  /** Threads of one operator; sums are rounded by them. */
  readonly threads: number;
  /** Time spent so far, all runs together. */
  readonly elapsedMs: number;
}

export interface Checkpoint {
  readonly state: RunState;
  readonly parameters: readonly FloatTensor[];
  /** Adam's first and second moments, in the parameters' order; empty in a checkpoint that is only to be used. */
  readonly firstMoments: readonly FloatTensor[];
  readonly secondMoments: readonly FloatTensor[];
}

const FORMAT = 'bioselect-checkpoint';
const VERSION = '1';
const GROUPS = ['parameters', 'firstMoments', 'secondMoments'] as const;

/**
 * One safetensors file, so that one rename replaces all of it: parameters under their own names, moments behind
 * `firstMoments/` and `secondMoments/`, the state as JSON in its metadata with the SHA-256 of all tensors.
 */
export async function writeCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  const tensors = GROUPS.flatMap((group) =>
    checkpoint[group].map((tensor) => ({ ...tensor, name: `${group}/${tensor.name}` })),
  );
  const metadata = {
    format: FORMAT,
    version: VERSION,
    state: JSON.stringify(checkpoint.state),
    sha256: hashTensors(tensors),
  };
  await writeAtomically(path, safetensorsParts(tensors, metadata));
}

/**
 * Undefined where there is no such file.
 *
 * @throws TrainRefusal `checkpoint-damaged`.
 */
export async function readCheckpoint(path: string): Promise<Checkpoint | undefined> {
  if (!existsSync(path)) return undefined;
  // A buffer of its own: views of floats must begin at multiples of four.
  const bytes = new Uint8Array(await readFile(path));
  const damaged = (detail: string): TrainRefusal =>
    new TrainRefusal({ code: 'checkpoint-damaged', file: path, detail });
  let entries: readonly TensorEntry[];
  try {
    entries = parseSafetensors(bytes, path);
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    throw damaged('detail' in error.failure ? error.failure.detail : error.failure.code);
  }
  const metadata = readMetadata(bytes);
  if (metadata?.['format'] !== FORMAT) throw damaged('it is no checkpoint of this trainer');
  if (metadata['version'] !== VERSION) throw damaged(`version ${String(metadata['version'])}, ${VERSION} is supported`);
  const state = readState(metadata['state']);
  if (state === undefined) throw damaged('its state cannot be read');
  const tensors = entries.map(({ name, dims, byteOffset, byteLength }): FloatTensor => {
    return { name, dims, data: new Float32Array(bytes.slice(byteOffset, byteOffset + byteLength).buffer) };
  });
  if (hashTensors(tensors) !== metadata['sha256']) throw damaged('its tensors are not those that were written');
  const groupOf = (group: (typeof GROUPS)[number]): readonly FloatTensor[] =>
    tensors
      .filter(({ name }) => name.startsWith(`${group}/`))
      .map((tensor) => ({ ...tensor, name: tensor.name.slice(group.length + 1) }));
  return {
    state,
    parameters: groupOf('parameters'),
    firstMoments: groupOf('firstMoments'),
    secondMoments: groupOf('secondMoments'),
  };
}

/** SHA-256 (hex) over names, shapes and bytes of tensors, in their order. */
export function hashTensors(tensors: readonly FloatTensor[]): string {
  const hash = createHash('sha256');
  for (const { name, dims, data } of tensors) {
    hash.update(`${name} [${dims.join(',')}]\n`);
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest('hex');
}

function readMetadata(bytes: Uint8Array): JsonObject | undefined {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  const metadata = isJsonObject(header) ? header['__metadata__'] : undefined;
  return isJsonObject(metadata) ? metadata : undefined;
}

function readState(text: unknown): RunState | undefined {
  const value: unknown = typeof text === 'string' ? JSON.parse(text) : undefined;
  if (!isJsonObject(value)) return undefined;
  const { update, evaluatedEpochs, best, fingerprint, threads, elapsedMs } = value;
  if (typeof update !== 'number' || typeof evaluatedEpochs !== 'number') return undefined;
  if (typeof threads !== 'number' || typeof elapsedMs !== 'number' || !isJsonObject(fingerprint)) return undefined;
  const texts = Object.entries(fingerprint).map(([what, is]) => [what, String(is)] as const);
  return {
    update,
    evaluatedEpochs,
    best: readBest(best),
    fingerprint: Object.fromEntries(texts),
    threads,
    elapsedMs,
  };
}

function readBest(value: unknown): BestEpoch | undefined {
  if (!isJsonObject(value)) return undefined;
  const { epoch, update, score } = value;
  if (typeof epoch !== 'number' || typeof update !== 'number' || typeof score !== 'number') return undefined;
  return { epoch, update, score };
}
