import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject } from '../../core/formats/json/json-value.ts';
import { parseJsonObject } from '../../decoder/config/model-config.ts';
import { parseSafetensors } from '../../decoder/weights/safetensors.ts';
import type { FloatTensor } from '../../training/weights/safetensors-parts.ts';
import { addAdapters, type Adapter } from '../../training/weights/add-adapters.ts';
import { ADAPTER_FILES } from '../../training/weights/adapter-files.ts';
import { TrainRefusal } from '../train-problem.ts';
import type { EngineName } from './engine-job.ts';

const { weights: ADAPTER, config: CONFIG } = ADAPTER_FILES;
/** How PEFT calls the two factors of W + scale · B · A. */
const FACTOR = /^base_model\.model\.(.+)\.lora_([AB])\.(?:default\.)?weight$/u;

export function hasAdapter(folder: string): boolean {
  return existsSync(join(folder, ADAPTER)) && existsSync(join(folder, CONFIG));
}

/**
 * The base model's weights with a LoRA adapter of PEFT added: W + (alpha / r) · B · A, or alpha / sqrt(r) where the
 * adapter is rank-stabilised.
 *
 * @throws TrainRefusal `engine-result-missing` where the adapter is of another kind or does not fit the model.
 */
export async function mergeAdapter(
  weights: readonly FloatTensor[],
  folder: string,
  engine: EngineName,
): Promise<readonly FloatTensor[]> {
  const refuse = (detail: string): TrainRefusal =>
    new TrainRefusal({ code: 'engine-result-missing', engine, folder, detail });
  const config = parseJsonObject(await readFile(join(folder, CONFIG), 'utf8'), CONFIG);
  for (const key of ['use_dora', 'alora_invocation_tokens', 'modules_to_save', 'fan_in_fan_out']) {
    const value = config[key];
    const isUnused =
      value === undefined || value === null || value === false || (Array.isArray(value) && value.length === 0);
    if (!isUnused)
      throw refuse(`${CONFIG} has ${key} ${JSON.stringify(value)}; merge it with PEFT and train on from there`);
  }
  for (const key of ['rank_pattern', 'alpha_pattern']) {
    const value = config[key];
    if (isJsonObject(value) && Object.keys(value).length > 0)
      throw refuse(`${CONFIG} has a ${key}, which is not supported`);
  }
  const alpha = config['lora_alpha'];
  if (config['peft_type'] !== 'LORA' || typeof alpha !== 'number') throw refuse(`${CONFIG} describes no LoRA adapter`);
  const isRankStabilised = config['use_rslora'] === true;

  const factors = new Map<string, { A?: FloatTensor; B?: FloatTensor }>();
  const bytes = new Uint8Array(await readFile(join(folder, ADAPTER)));
  for (const { name, dtype, dims, byteOffset, byteLength } of parseSafetensors(bytes, ADAPTER)) {
    const [, target, factor] = FACTOR.exec(name) ?? [];
    if (target === undefined || factor === undefined)
      throw refuse(`${ADAPTER} has the tensor ${name}, which is no LoRA factor`);
    if (dtype !== 'F32') throw refuse(`${ADAPTER} holds ${dtype}, expected F32`);
    const data = new Float32Array(bytes.slice(byteOffset, byteOffset + byteLength).buffer);
    const pair = factors.get(target) ?? {};
    factors.set(target, factor === 'A' ? { ...pair, A: { name, dims, data } } : { ...pair, B: { name, dims, data } });
  }
  const adapters = new Map<string, Adapter>();
  let rank: number | undefined;
  for (const weight of weights) {
    const target = weight.name.replace(/\.weight$/u, '');
    // A folder of the bare decoder leaves "model." out.
    const key = [target, `model.${target}`].find((name) => factors.has(name));
    const pair = key === undefined ? undefined : factors.get(key);
    if (key === undefined || pair === undefined) continue;
    factors.delete(key);
    const { A: down, B: up } = pair;
    if (down === undefined || up === undefined) throw refuse(`${ADAPTER} has one factor only for ${target}`);
    rank ??= down.dims[0] ?? 0;
    const isFitting =
      down.dims[0] === rank && down.dims[1] === weight.dims[1] && up.dims[0] === weight.dims[0] && up.dims[1] === rank;
    if (!isFitting) throw refuse(`its factors for ${target} do not fit [${weight.dims.join(', ')}] and rank ${rank}`);
    adapters.set(weight.name, { down, up });
  }
  const [unused] = factors.keys();
  if (unused !== undefined) throw refuse(`the model has no ${unused} to add its factors to`);
  if (rank === undefined) throw refuse(`${ADAPTER} holds no factors`);
  return addAdapters(weights, adapters, alpha / (isRankStabilised ? Math.sqrt(rank) : rank));
}
