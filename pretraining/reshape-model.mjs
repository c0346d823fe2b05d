// @ts-check
/**
 * Copies a model folder (config.json, tokenizer, model.safetensors) with more layers, in half precision, or with a smaller
 * vocabulary.
 *
 *     node pretraining/reshape-model.mjs --model DIR --out DIR --layers 10        grown, in float32
 *     node pretraining/reshape-model.mjs --model DIR --out DIR --dtype float16    for shipping
 *     node pretraining/reshape-model.mjs --model DIR --out DIR --vocab 2048       another tokenizer, in float32
 *     node pretraining/reshape-model.mjs --model DIR --weights last.safetensors --out DIR
 *
 * Of a byte-level BPE the first merges alone are a tokenizer too: it cuts words into more pieces, and every piece is one
 * that the model knows. It has to be trained on for a while to get used to them.
 *
 * The last way takes the weights from a checkpoint of `bioselect train`, whose run can so be ended before its time and gone on
 * with under another schedule.
 *
 * A new layer is a copy of the one before it whose two outputs (`o_proj`, `down_proj`) are zero: it adds nothing to the
 * residual stream, so the grown model computes what the smaller one did, and trains on from there.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

/** @typedef {{ name: string, shape: readonly number[], values: Float32Array }} NamedTensor */
/** @typedef {{ dtype: string, shape: number[], data_offsets: [number, number] }} Entry */

const WEIGHTS = 'model.safetensors';

const { values } = parseArgs({
  options: {
    model: { type: 'string' },
    out: { type: 'string' },
    weights: { type: 'string' },
    layers: { type: 'string' },
    vocab: { type: 'string' },
    dtype: { type: 'string', default: 'float32' },
  },
});
const { model, out, dtype } = values;
if (model === undefined || out === undefined) throw new Error('--model and --out are both needed');
if (dtype !== 'float32' && dtype !== 'float16') throw new Error(`--dtype takes float32 or float16, not ${dtype}`);
if (existsSync(out) && readdirSync(out).length > 0) throw new Error(`${out} is not empty`);

/** @type {Record<string, unknown>} */
const config = JSON.parse(readFileSync(path.join(model, 'config.json'), 'utf8'));
const layerCount = Number(config['num_hidden_layers']);
const wantedCount = Number(values.layers ?? layerCount);
if (!(wantedCount >= layerCount && wantedCount <= 2 * layerCount)) {
  throw new Error(`--layers takes ${layerCount} to ${2 * layerCount}, not ${values.layers}`);
}
const vocabSize = Number(config['vocab_size']);
const wantedVocab = Number(values.vocab ?? vocabSize);
const tensors = growTo(wantedCount, readTensors(values.weights ?? findWeights(model))).map(withFewerTokens);
mkdirSync(out, { recursive: true });
for (const file of ['generation_config.json', 'tokenizer.json', 'tokenizer_config.json']) {
  if (existsSync(path.join(model, file))) cpSync(path.join(model, file), path.join(out, file));
}
const written = {
  ...config,
  num_hidden_layers: wantedCount,
  vocab_size: wantedVocab,
  ...(Array.isArray(config['layer_types']) ? { layer_types: Array(wantedCount).fill('full_attention') } : {}),
  dtype,
};
// Of the weights as they were; build-model states the new one.
for (const key of ['torch_dtype', 'bioselect_sha256', 'transformers.js_config']) {
  delete (/** @type {Record<string, unknown>} */ (written)[key]);
}
writeFileSync(path.join(out, 'config.json'), `${JSON.stringify(written, null, 2)}\n`);
writeFileSync(path.join(out, WEIGHTS), safetensors(tensors, dtype));
if (wantedVocab < vocabSize) writeFileSync(path.join(out, 'tokenizer.json'), JSON.stringify(smallerTokenizer()));
const count = tensors.reduce((sum, tensor) => sum + tensor.values.length, 0);
console.log(`${out}: ${wantedCount} layers, ${count} parameters, ${dtype}`);

/** Rows of embedding and head; all else has no dimension of the vocabulary's. @param {NamedTensor} tensor @returns {NamedTensor} */
function withFewerTokens(tensor) {
  const { name, shape } = tensor;
  if (!/^(model\.embed_tokens|lm_head)\.weight$/u.test(name)) return tensor;
  const width = shape[1] ?? 1;
  return { name, shape: [wantedVocab, width], values: tensor.values.subarray(0, wantedVocab * width) };
}

/** The tokens below the wanted number and the merges that make them. */
function smallerTokenizer() {
  const tokenizer = JSON.parse(readFileSync(path.join(out ?? '', 'tokenizer.json'), 'utf8'));
  /** @type {{ vocab: Record<string, number>, merges: [string, string][] }} */
  const { vocab, merges } = tokenizer.model;
  const kept = Object.entries(vocab).filter(([, id]) => id < wantedVocab);
  const merged = merges.filter(([left, right]) => (vocab[left + right] ?? wantedVocab) < wantedVocab);
  const singles = Object.keys(vocab).length - merges.length;
  if (wantedVocab < singles || kept.length !== singles + merged.length) {
    throw new Error(`the tokens below ${wantedVocab} are not the bytes and the first merges of this tokenizer`);
  }
  return { ...tokenizer, model: { ...tokenizer.model, vocab: Object.fromEntries(kept), merges: merged } };
}

/** @param {string} folder */
function findWeights(folder) {
  // What build-model writes keeps the safetensors file as ONNX's external data, byte for byte.
  for (const file of [WEIGHTS, 'onnx/model.onnx_data']) {
    if (existsSync(path.join(folder, file))) return path.join(folder, file);
  }
  throw new Error(`${folder} holds no ${WEIGHTS}`);
}

/** New layers stand behind the last ones of the old that they are copied from, spread evenly. @param {number} wanted @param {readonly NamedTensor[]} from @returns {NamedTensor[]} */
function growTo(wanted, from) {
  if (wanted === layerCount) return [...from];
  const added = wanted - layerCount;
  const isDoubled = Array.from(
    { length: layerCount },
    (_, layer) => Math.floor(((layer + 1) * added) / layerCount) > Math.floor((layer * added) / layerCount),
  );
  /** @type {NamedTensor[]} */
  const grown = from.filter(({ name }) => layerOf(name) === undefined);
  let next = 0;
  isDoubled.forEach((doubled, layer) => {
    const own = from.filter(({ name }) => layerOf(name) === layer);
    for (const tensor of own) grown.push({ ...tensor, name: renumbered(tensor.name, next) });
    next += 1;
    if (!doubled) return;
    for (const tensor of own) {
      const isOutput = /\.(o_proj|down_proj)\.weight$/u.test(tensor.name);
      const copied = isOutput ? new Float32Array(tensor.values.length) : tensor.values;
      grown.push({ ...tensor, name: renumbered(tensor.name, next), values: copied });
    }
    next += 1;
  });
  return grown;
}

/** @param {string} name */
function layerOf(name) {
  const match = /^model\.layers\.(\d+)\./u.exec(name);
  return match === null ? undefined : Number(match[1]);
}

/** @param {string} name @param {number} layer */
function renumbered(name, layer) {
  return name.replace(/^model\.layers\.\d+\./u, `model.layers.${layer}.`);
}

/** @param {string} file @returns {NamedTensor[]} */
function readTensors(file) {
  const bytes = readFileSync(file);
  const headerLength = Number(bytes.readBigUInt64LE(0));
  /** @type {Record<string, Entry>} */
  const header = JSON.parse(bytes.subarray(8, 8 + headerLength).toString('utf8'));
  return Object.entries(header)
    .filter(([name]) => name !== '__metadata__' && !/^(first|second)Moments\//u.test(name))
    .map(([key, entry]) => {
      const name = key.replace(/^parameters\//u, '');
      const [start, end] = entry.data_offsets;
      const part = bytes.subarray(8 + headerLength + start, 8 + headerLength + end);
      const copy = part.buffer.slice(part.byteOffset, part.byteOffset + part.byteLength);
      if (entry.dtype === 'F32') return { name, shape: entry.shape, values: new Float32Array(copy) };
      if (entry.dtype === 'F16') return { name, shape: entry.shape, values: widened(new Uint16Array(copy)) };
      throw new Error(`${file}: ${name} is in ${entry.dtype}; expected F32 or F16`);
    });
}

/** @param {readonly NamedTensor[]} parts @param {'float32' | 'float16'} type */
function safetensors(parts, type) {
  const sorted = parts.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  /** @type {Record<string, Entry>} */
  const header = {};
  let end = 0;
  const bodies = sorted.map(({ name, shape, values: numbers }) => {
    const body = type === 'float32' ? numbers : narrowed(numbers);
    header[name] = {
      dtype: type === 'float32' ? 'F32' : 'F16',
      shape: [...shape],
      data_offsets: [end, end + body.byteLength],
    };
    end += body.byteLength;
    return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  });
  const json = JSON.stringify(header);
  const head = Buffer.from(json.padEnd(Math.ceil(json.length / 8) * 8, ' '), 'utf8');
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(head.length));
  return Buffer.concat([size, head, ...bodies]);
}

/** @param {Uint16Array} halves IEEE 754 binary16 */
function widened(halves) {
  return Float32Array.from(halves, (half) => {
    const sign = half >>> 15 === 0 ? 1 : -1;
    const exponent = (half >>> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
    return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}

/** To the nearest binary16, ties to even. @param {Float32Array} numbers */
function narrowed(numbers) {
  return Uint16Array.from(numbers, (value) => {
    const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
    const size = Math.abs(value);
    if (!(size <= 65_504)) throw new Error(`${value} does not fit in float16`);
    const exponent = Math.max(-14, Math.floor(Math.log2(size)));
    const units = size === 0 ? 0 : roundToEven(size / 2 ** (exponent - 10));
    // A mantissa that rounds up to 2048 carries into the exponent by itself.
    return sign | (units < 1024 ? units : ((exponent + 15) << 10) + (units - 1024));
  });
}

/** @param {number} value */
function roundToEven(value) {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
