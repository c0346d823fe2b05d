import { FailureError } from '../../core/failure.ts';
import type { Arithmetic } from '../graph/decoder-body.ts';
import { resolveWeights } from '../weights/decoder-weights.ts';
import { isJsonObject, type JsonObject } from '../../core/formats/json/json-value.ts';
import { parseJsonObject, type DecoderConfig } from '../config/model-config.ts';
import { parseModelConfig } from '../config/parse-model-config.ts';
import { isSafetensors, parseSafetensors, type TensorEntry } from '../weights/safetensors.ts';
import { loadTokenizer, type TextTokenizer } from '../tokenizer.ts';

/** A Hugging Face model folder, wherever it lies: a disk, a server, a hub, files that were dropped. */
export interface ModelFolder {
  readonly name: string;
  /** Undefined when the folder has no such file; paths use "/". */
  readBytes(path: string): Promise<Uint8Array | undefined>;
}

export interface WeightFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What a folder holds, read and checked. */
export interface OpenedModel {
  readonly kind: 'weights';
  readonly name: string;
  readonly config: DecoderConfig;
  readonly tokenizer: TextTokenizer;
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  readonly weightFiles: readonly WeightFile[];
  readonly parameterCount: number;
  /** What the graph computes in, whatever the weights are stored in. */
  readonly dtype: Arithmetic;
  /** SHA-256 (hex) over the SHA-256 of every weight file in order and of tokenizer.json. */
  readonly hash: string;
}

const SINGLE_FILE = 'model.safetensors';
const INDEX_FILE = 'model.safetensors.index.json';
/** `bioselect build-model` leaves the weights as they are, under the names that ONNX tools expect. */
const BUILT_GRAPH = 'model.onnx';
/** In the config.json of a folder that we wrote: the `hash` that weights and tokenizer had then. */
export const STATED_HASH = 'bioselect_sha256';

export function builtDataName(index: number): string {
  return `${BUILT_GRAPH}_data${index === 0 ? '' : `_${index}`}`;
}

/**
 * Reads config, tokenizer and weights of a folder: `model.safetensors`, shards with an index, or a folder written by
 * `bioselect build-model`. Where the config states the hash of weights and tokenizer, they are compared with it.
 *
 * @throws FailureError naming the file that is missing or damaged.
 */
export async function openModelFolder(folder: ModelFolder): Promise<OpenedModel> {
  const configText = await requireText(folder, 'config.json');
  const config = parseModelConfig(configText, await optionalText(folder, 'generation_config.json'));
  const tokenizerText = await requireText(folder, 'tokenizer.json');
  const tokenizer = loadTokenizer(tokenizerText, await optionalText(folder, 'tokenizer_config.json'));
  const configJson = parseJsonObject(configText, 'config.json');
  const weightFiles = await readWeights(folder, builtFileCount(configJson));
  const tensors = new Map<string, TensorEntry>();
  for (const file of weightFiles)
    for (const tensor of parseSafetensors(file.bytes, file.name)) tensors.set(tensor.name, tensor);
  // Here already, so that a folder with a weight missing fails when it is opened and not when it is first run.
  const { entries } = resolveWeights(config, tensors);
  const sizes = entries.map(({ dims }) => dims.reduce((product, dim) => product * dim, 1));
  const parameterCount = sizes.reduce((sum, size) => sum + size, 0);
  const hash = await hashModel(weightFiles, tokenizerText);
  checkStatedHash(configJson[STATED_HASH], { hash, weightFiles });
  const { name } = folder;
  return { kind: 'weights', name, config, tokenizer, tensors, weightFiles, parameterCount, dtype: 'f32', hash };
}

function checkStatedHash(
  stated: unknown,
  { hash, weightFiles }: { readonly hash: string; readonly weightFiles: readonly WeightFile[] },
): void {
  if (stated === undefined || stated === hash) return;
  const detail = `with tokenizer.json it has the SHA-256 ${hash}, and config.json states ${JSON.stringify(stated)}`;
  throw new FailureError({ code: 'model-file-damaged', file: weightFiles[0]?.name ?? SINGLE_FILE, detail });
}

/** How many files of weights lie beside the graph, as transformers.js is told; 0 where no graph was built. */
function builtFileCount(config: JsonObject): number {
  const forTransformersJs = config['transformers.js_config'];
  if (!isJsonObject(forTransformersJs)) return 0;
  const counts = forTransformersJs['use_external_data_format'];
  const count = isJsonObject(counts) ? counts[BUILT_GRAPH] : counts;
  return typeof count === 'number' ? count : Number(count === true);
}

/** @param builtCount look for built files first: asking a server for files that are not there leaves errors in its log. */
async function readWeights(folder: ModelFolder, builtCount: number): Promise<readonly WeightFile[]> {
  const builtName = `onnx/${builtDataName(0)}`;
  const built = builtCount > 0 ? await folder.readBytes(builtName) : undefined;
  if (built !== undefined && isSafetensors(built)) {
    const others = Array.from({ length: builtCount - 1 }, (_, index) => `onnx/${builtDataName(index + 1)}`);
    return [{ name: builtName, bytes: built }, ...(await requireFiles(folder, others))];
  }
  const single = await folder.readBytes(SINGLE_FILE);
  if (single !== undefined) return [{ name: SINGLE_FILE, bytes: single }];
  const index = await optionalText(folder, INDEX_FILE);
  if (index !== undefined) {
    const map = parseJsonObject(index, INDEX_FILE)['weight_map'];
    if (typeof map !== 'object' || map === null) {
      throw new FailureError({ code: 'model-file-damaged', file: INDEX_FILE, detail: 'no "weight_map"' });
    }
    const names = [...new Set(Object.values(map).filter((name) => typeof name === 'string'))].sort();
    return requireFiles(folder, names);
  }
  throw new FailureError({ code: 'model-file-missing', file: SINGLE_FILE, folder: folder.name });
}

/** SHA-256 (hex) over the SHA-256 of every file in order and of tokenizer.json. */
export async function hashModel(files: readonly WeightFile[], tokenizerText: string): Promise<string> {
  const parts: Uint8Array[] = [];
  for (const file of files) parts.push(await sha256(file.bytes));
  parts.push(await sha256(new TextEncoder().encode(tokenizerText)));
  const joined = new Uint8Array(parts.length * 32);
  parts.forEach((part, index) => joined.set(part, index * 32));
  return Array.from(await sha256(joined), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  // Copying into a plain ArrayBuffer would double a large file; only a view on shared memory needs it.
  const source =
    bytes.buffer instanceof ArrayBuffer
      ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      : bytes.slice();
  return new Uint8Array(await crypto.subtle.digest('SHA-256', source));
}

function requireFiles(folder: ModelFolder, names: readonly string[]): Promise<WeightFile[]> {
  return Promise.all(names.map(async (name) => ({ name, bytes: await requireBytes(folder, name) })));
}

export async function requireBytes(folder: ModelFolder, path: string): Promise<Uint8Array> {
  const bytes = await folder.readBytes(path);
  if (bytes === undefined) throw new FailureError({ code: 'model-file-missing', file: path, folder: folder.name });
  return bytes;
}

export async function requireText(folder: ModelFolder, path: string): Promise<string> {
  return decodeText(await requireBytes(folder, path));
}

export async function optionalText(folder: ModelFolder, path: string): Promise<string | undefined> {
  const bytes = await folder.readBytes(path);
  return bytes === undefined ? undefined : decodeText(bytes);
}

function decodeText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
