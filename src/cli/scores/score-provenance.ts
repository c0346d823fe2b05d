import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isJsonObject, parseJson, type JsonObject } from '../../core/formats/json/json-value.ts';
import type { EndpointProvenance, ScoreProvenance } from '../../core/ifd/scored-sample.ts';
import type { Shard } from './score-plan.ts';

/** Which part of which corpus a shard's rows are. */
export interface ShardProvenance extends Shard {
  /** Samples of the whole corpus. */
  readonly sampleCount: number;
  /** SHA-256 (hex) over ids and content hashes of all samples, in order. */
  readonly corpusHash: string;
}

const BACKENDS: Readonly<Record<ScoreProvenance['backend'], true>> = {
  webgpu: true,
  wasm: true,
  'node-cpu': true,
  'node-webgpu': true,
  'node-cuda': true,
  endpoint: true,
};
const DTYPES: Readonly<Record<ScoreProvenance['dtype'], true>> = {
  f32: true,
  int8: true,
  f16: true,
  q8: true,
  q4: true,
  q4f16: true,
  unknown: true,
};

/** Where `score` writes the provenance of the scores in `scoresPath`. */
export function provenancePath(scoresPath: string): string {
  return `${scoresPath}.meta.json`;
}

/** The text of the file; a shard's names its part too. The same facts give the same bytes. */
export function serializeProvenance(provenance: ScoreProvenance, shard?: ShardProvenance): string {
  return `${JSON.stringify(shard === undefined ? provenance : { ...provenance, shard }, undefined, 2)}\n`;
}

/** Writes a file so that it holds, whatever happens, either what it held before or all of `text`. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const partial = `${path}.partial`;
  const handle = await open(partial, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(partial, path);
  await syncFolder(dirname(path));
}

/** A new name is on disk when its folder is. Not every system lets folders be opened. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

/** Undefined where the text is no provenance. */
export function parseProvenance(text: string): ScoreProvenance | undefined {
  const parsed = parseJson(text);
  if (parsed.kind === 'not-json' || !isJsonObject(parsed.value)) return undefined;
  const { modelHash, modelName, backend, dtype, variant, maxLength, version } = parsed.value;
  if (typeof modelHash !== 'string' || typeof modelName !== 'string' || typeof version !== 'string') return undefined;
  if (!isKeyOf(BACKENDS, backend) || !isKeyOf(DTYPES, dtype) || typeof maxLength !== 'number') return undefined;
  if (variant !== 'superfiltering' && variant !== 'aligned') return undefined;
  const provenance: ScoreProvenance = { modelHash, modelName, backend, dtype, variant, maxLength, version };
  if (backend !== 'endpoint') return provenance;
  const endpoint = parseEndpoint(parsed.value['endpoint']);
  return endpoint === undefined ? undefined : { ...provenance, endpoint };
}

/** Undefined where the text is no provenance of a shard. */
export function parseShardProvenance(
  text: string,
): { readonly provenance: ScoreProvenance; readonly shard: ShardProvenance } | undefined {
  const provenance = parseProvenance(text);
  const parsed = parseJson(text);
  if (provenance === undefined || parsed.kind === 'not-json' || !isJsonObject(parsed.value)) return undefined;
  const shard: unknown = parsed.value['shard'];
  if (!isJsonObject(shard)) return undefined;
  const { index, count, sampleCount, corpusHash } = shard;
  if (!isCount(index) || !isCount(count) || !isCount(sampleCount) || typeof corpusHash !== 'string') return undefined;
  return { provenance, shard: { index, count, sampleCount, corpusHash } };
}

function parseEndpoint(value: unknown): EndpointProvenance | undefined {
  if (!isJsonObject(value)) return undefined;
  const { host, promptForm, leadingTokenCount, tokenizerHash = null }: JsonObject = value;
  if (typeof host !== 'string' || !isCount(leadingTokenCount)) return undefined;
  if (promptForm !== 'token-ids' && promptForm !== 'text') return undefined;
  if (tokenizerHash !== null && typeof tokenizerHash !== 'string') return undefined;
  return { host, promptForm, leadingTokenCount, tokenizerHash };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isKeyOf<Key extends string>(keys: Readonly<Record<Key, true>>, value: unknown): value is Key {
  return typeof value === 'string' && Object.hasOwn(keys, value);
}
