import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import * as web from 'onnxruntime-web';
import { describe, expect, test } from 'vitest';
import { bundledModelPath } from '../../cli/models/load-node-model.ts';
import { FailureError, toFailure, type Failure } from '../../core/failure.ts';
import { exportFolder } from '../../testing/models/memory-folder.ts';
import {
  buildTinyExport,
  buildTorchLikeExport,
  TINY,
  type TinyExportOptions,
} from '../../testing/models/tiny-exports.ts';
import { addScoringHead } from './add-scoring-head.ts';
import { DecoderModel, type OrtRuntime } from '../model/decoder-model.ts';
import { openOnnxExport } from '../model/onnx-export-folder.ts';
import { readOnnxModel } from './read-onnx-model.ts';

const SEQUENCES: readonly (readonly number[])[] = [
  [5, 17, 80, 2, 2, 44, 91, 33, 60, 7, 12],
  [1, 95, 40, 8],
  [70, 71, 72, 73, 74, 75, 76],
];
const ROWS = SEQUENCES.map((ids) => ({ ids, targetStart: 1 }));

/** f32 on both sides; the head's rows are summed in another order than the whole grid's. */
const F32_TOLERANCE = 1e-5;
/** The whole grid's logits leave the runtime in f16, in steps of 0.002 at 2 to 4; the head's go on in f32. */
const F16_TOLERANCE = 5e-3;

async function loadWithHead(graph: Uint8Array, runtime: OrtRuntime = ort): Promise<DecoderModel> {
  const opened = await openOnnxExport(exportFolder({ 'onnx/model.onnx': graph }));
  if (opened === undefined) throw new Error('the folder has no export');
  return DecoderModel.load(runtime, opened, {});
}

/** NLLs of row[1..], from the logits of all positions that the untouched export gives; the sum in f64. */
async function fullLogitsNll(graph: Uint8Array, row: readonly number[]): Promise<readonly number[]> {
  const ids = row.slice(0, -1);
  const session = await ort.InferenceSession.create(graph);
  const view = readOnnxModel(graph, 'model.onnx');
  const int64 = (values: readonly number[], dims: readonly number[]): ort.Tensor =>
    new ort.Tensor('int64', BigInt64Array.from(values, BigInt), dims);
  const feeds: Record<string, ort.Tensor> = {};
  for (const { name, dataType, dims } of view.inputs) {
    const fixed = dims.map((dim) => (typeof dim === 'number' ? dim : 0));
    const past = [1, fixed[1] ?? 0, 0, fixed[3] ?? 0];
    if (name === 'input_ids') feeds[name] = int64(ids, [1, ids.length]);
    else if (name === 'attention_mask')
      feeds[name] = int64(
        ids.map(() => 1),
        [1, ids.length],
      );
    else if (name === 'position_ids') feeds[name] = int64([...ids.keys()], [1, ids.length]);
    else if (name === 'num_logits_to_keep') feeds[name] = int64([0], []);
    else if (dataType === 10) feeds[name] = new ort.Tensor('float16', new Uint16Array(0), past);
    else feeds[name] = new ort.Tensor('float32', new Float32Array(0), past);
  }
  const { logits } = await session.run(feeds, ['logits']);
  if (logits === undefined) throw new Error('no logits');
  expect(logits.dims).toEqual([1, ids.length, TINY.vocab]);
  const values = logits.type === 'float16' ? Array.from(halfBits(logits), fromHalf) : Array.from(floatsOf(logits));
  await session.release();
  return row.slice(1).map((target, position) => {
    const scores = values.slice(position * TINY.vocab, (position + 1) * TINY.vocab);
    const max = Math.max(...scores);
    const logSumExp = max + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - max), 0));
    return logSumExp - (scores[target] ?? Number.NaN);
  });
}

function floatsOf({ data }: ort.Tensor): Float32Array {
  if (!(data instanceof Float32Array)) throw new Error('not f32');
  return data;
}

function halfBits({ data }: ort.Tensor): Uint16Array {
  if (!ArrayBuffer.isView(data)) throw new Error('not f16');
  return new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
}

function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

function maxDifference(a: ArrayLike<number> | undefined, b: ArrayLike<number> | undefined): number {
  if (a === undefined || b === undefined || a.length !== b.length) return Infinity;
  return Math.max(...Array.from(a, (value, index) => Math.abs(value - (b[index] ?? Infinity))));
}

/** Full logits, alone, in a padded batch and behind a cached prefix: the largest difference between any two. */
async function worstDifference(graph: Uint8Array, runtime?: OrtRuntime): Promise<number> {
  const model = await loadWithHead(graph, runtime);
  const batch = await model.measureNll(ROWS);
  const shared = [5, 17, 80];
  const cache = await model.prefill(shared);
  const behind = await model.measureNll(
    SEQUENCES.map((ids) => ({ ids, targetStart: 1 })),
    cache,
  );
  let worst = 0;
  for (const [index, ids] of SEQUENCES.entries()) {
    const expected = await fullLogitsNll(graph, ids);
    const [alone] = await model.measureNll([{ ids, targetStart: 1 }]);
    const whole = await fullLogitsNll(graph, [...shared, ...ids]);
    worst = Math.max(
      worst,
      maxDifference(alone, expected),
      maxDifference(batch[index], expected),
      maxDifference(behind[index], whole.slice(shared.length)),
    );
  }
  await model.dispose();
  return worst;
}

describe('the scoring head gives the NLLs of the full logits', () => {
  const layouts: readonly (readonly [string, TinyExportOptions, string])[] = [
    ['f32', { activations: 'f32' }, 'f32'],
    ['4-bit blocks, the head too', { activations: 'f32', isPacked: true }, 'q4'],
    ['4-bit blocks of opset 21', { activations: 'f32', isPacked: true, opsetVersion: 21 }, 'q4'],
    ['opset 18, where ReduceMax takes axes as an input', { activations: 'f32', opsetVersion: 18 }, 'f32'],
    ['a flat head that is reshaped', { activations: 'f32', logits: 'reshape' }, 'f32'],
    ['a bias and a soft cap', { activations: 'f32', logits: 'bias-and-cap' }, 'f32'],
  ];
  test.each(layouts)('%s', async (_, options, dtype) => {
    const { graph } = buildTinyExport(options);
    expect(addScoringHead(graph).dtype).toBe(dtype);
    expect(await worstDifference(graph)).toBeLessThan(F32_TOLERANCE);
  });

  const halfLayouts: readonly (readonly [string, TinyExportOptions, string])[] = [
    ['f16', { activations: 'f16' }, 'f16'],
    ['f16 with a cast behind the logits', { activations: 'f16', logits: 'cast' }, 'f16'],
    ['4-bit blocks between f16', { activations: 'f16', isPacked: true }, 'q4f16'],
  ];
  test.each(halfLayouts)('%s', async (_, options, dtype) => {
    const { graph } = buildTinyExport(options);
    expect(addScoringHead(graph).dtype).toBe(dtype);
    expect(await worstDifference(graph)).toBeLessThan(F16_TOLERANCE);
  });

  test.each([11, 14, 17])('torch’s layout with num_logits_to_keep, in opset %i', async (opsetVersion) => {
    const graph = buildTorchLikeExport({ opsetVersion });
    expect(await worstDifference(graph)).toBeLessThan(F32_TOLERANCE);
  });

  test('dynamic quantisation, a row at a time', async () => {
    const graph = buildTorchLikeExport({ isQuantized: true });
    expect(addScoringHead(graph).dtype).toBe('q8');
    const model = await loadWithHead(graph);
    for (const ids of SEQUENCES) {
      const [measured] = await model.measureNll([{ ids, targetStart: 1 }]);
      expect(maxDifference(measured, await fullLogitsNll(graph, ids))).toBeLessThan(F32_TOLERANCE);
    }
    await model.dispose();
  });

  test('an export that keeps the last position only scores all of them', async () => {
    const whole = await loadWithHead(buildTinyExport({ activations: 'f32' }).graph);
    const pruned = await loadWithHead(buildTinyExport({ activations: 'f32', logits: 'last' }).graph);
    const expected = await whole.measureNll(ROWS);
    const measured = await pruned.measureNll(ROWS);
    expect(expected.map((nll, index) => maxDifference(measured[index], nll))).toEqual([0, 0, 0]);
    await whole.dispose();
    await pruned.dispose();
  });

  test.each([
    ['4-bit blocks', { activations: 'f32', isPacked: true }, 1e-4],
    ['4-bit blocks between f16', { activations: 'f16', isPacked: true }, F16_TOLERANCE],
  ] as const)('in WebAssembly: %s', async (_, options, tolerance) => {
    web.env.wasm.numThreads = 1;
    expect(await worstDifference(buildTinyExport(options).graph, web)).toBeLessThan(tolerance);
  });
});

test('a step gives the logits of the next token and a cache that the next step goes on from', async () => {
  const model = await loadWithHead(buildTinyExport({ activations: 'f16', isPacked: true }).graph);
  const [first = [], ...rest] = [SEQUENCES[0]?.slice(0, 6), ...(SEQUENCES[0]?.slice(6) ?? []).map((id) => [id])];
  let { logits, cache } = await model.step(first);
  for (const ids of rest) ({ logits, cache } = await model.step(ids, cache));
  const whole = await model.step(SEQUENCES[0] ?? []);
  expect(cache.tokenCount).toBe(SEQUENCES[0]?.length);
  expect(logits.length).toBe(TINY.vocab);
  expect(maxDifference(logits, whole.logits)).toBeLessThan(F16_TOLERANCE);
  await model.dispose();
});

describe('the rewritten file', () => {
  test('has the weights byte for byte, once, and no node that makes logits of all positions', () => {
    const { graph } = buildTinyExport({ activations: 'f32', isPacked: true });
    const before = readOnnxModel(graph, 'before');
    const after = readOnnxModel(addScoringHead(graph).model, 'after');
    for (const [name, { raw }] of before.initializers) {
      expect(Buffer.compare(raw, after.initializers.get(name)?.raw ?? new Uint8Array()), name).toBe(0);
    }
    const heads = after.nodes.filter(({ name, inputs }) => inputs.includes('/lm_head.qweight') || name === '/lm_head');
    expect(heads.map(({ inputs }) => inputs[0])).toEqual(['bioselect/rows']);
    expect(after.outputs.map(({ name }) => name).filter((name) => !name.startsWith('present'))).toEqual([
      'nll',
      'logits',
    ]);
  });

  test('drops what only the full logits needed', () => {
    const { inputs, model } = addScoringHead(buildTorchLikeExport());
    expect(inputs.map(({ name }) => name)).not.toContain('num_logits_to_keep');
    expect(readOnnxModel(model, 'after').nodes.map(({ operator }) => operator)).not.toContain('Neg');
  });

  test('counts parameters as the sizes say', () => {
    const { vocab, hidden, heads, keyValueHeads, headDim, middle, layers } = TINY;
    const layer =
      2 * hidden * heads * headDim + 2 * hidden * keyValueHeads * headDim + 3 * hidden * middle + 2 * hidden;
    const expected = 2 * vocab * hidden + layers * layer + hidden;
    for (const isPacked of [false, true]) {
      const { graph } = buildTinyExport({ activations: 'f16', isPacked });
      expect(addScoringHead(graph).parameterCount).toBe(expected);
    }
  });
});

function failureOf(bytes: Uint8Array): Failure | undefined {
  try {
    addScoringHead(bytes);
    return undefined;
  } catch (error) {
    return toFailure(error);
  }
}

/** The export with one text in place of another of the same length. */
function withText(graph: Uint8Array, from: string, to: string): Uint8Array {
  return Uint8Array.from(Buffer.from(Buffer.from(graph).toString('latin1').replaceAll(from, to), 'latin1'));
}

describe('what cannot be given a head is refused', () => {
  const { graph } = buildTinyExport({ activations: 'f32' });
  test.each([
    [
      'no output "logits"',
      withText(graph, 'logits', 'scores'),
      'an ONNX graph without an output "logits" (it has scores)',
    ],
    [
      'no input "input_ids"',
      withText(graph, 'input_ids', 'tokens_id'),
      'an ONNX graph with the input "tokens_id" (type 7, 2 dimensions)',
    ],
    [
      'a cache of other names',
      withText(graph, 'past_key_values.1.key', 'past_key_values.1.kay'),
      'an ONNX graph with the input "past_key_values.1.kay" (type 1, 4 dimensions)',
    ],
    [
      'a cache that does not come out',
      withText(graph, 'present.1.value', 'present.1.velue'),
      'an ONNX graph with no cache "1.value"',
    ],
    ['an old opset', buildTinyExport({ activations: 'f32', opsetVersion: 9 }).graph, 'an ONNX graph of opset 9'],
  ])('%s', (_, bytes, found) => {
    expect(failureOf(bytes)).toMatchObject({ code: 'model-architecture-unsupported', found });
  });

  test.each([
    ['nothing', new Uint8Array(), '0 graphs where an ONNX file has one'],
    ['text', new TextEncoder().encode('<!doctype html><html></html>'), /not a protobuf file/],
    ['a truncated file', graph.slice(0, graph.length - 100), /truncated/],
  ])('%s', (_, bytes, detail) => {
    expect(failureOf(bytes)).toMatchObject({
      code: 'model-file-damaged',
      file: 'model.onnx',
      detail: typeof detail === 'string' ? detail : expect.stringMatching(detail),
    });
  });

  test('a file whose graphs lie in each other a hundred deep', () => {
    let nested: Uint8Array = new Uint8Array();
    for (let depth = 0; depth < 1000; depth += 1) nested = wrap(1, wrap(5, wrap(6, nested)));
    expect(failureOf(wrap(7, nested))).toMatchObject({ detail: 'over 100 graphs in each other' });
  });
});

/** A length-delimited field. */
function wrap(field: number, payload: Uint8Array): Uint8Array {
  const length: number[] = [];
  for (let rest = payload.length; ; rest = Math.floor(rest / 128)) {
    length.push(rest < 128 ? rest : (rest % 128) + 128);
    if (rest < 128) break;
  }
  return Uint8Array.from([field * 8 + 2, ...length, ...payload]);
}

describe('damaged bytes', () => {
  const graphs = [
    buildTinyExport({ activations: 'f16', isPacked: true, dataFile: 'model.onnx_data' }).graph,
    buildTorchLikeExport({ isQuantized: true }),
    readFileSync(`${bundledModelPath()}/onnx/model.onnx`).subarray(0, 60_000),
  ];
  const mutation = fc.record({
    which: fc.nat(graphs.length - 1),
    edits: fc.array(fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), byte: fc.nat(255) }), {
      maxLength: 24,
    }),
    cut: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 3 }),
    repeat: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 5 }),
  });

  test('never do worse than a failure with a code, 1,000 times', () => {
    let failureCount = 0;
    fc.assert(
      fc.property(mutation, ({ which, edits, cut, repeat }) => {
        const original = graphs[which] ?? new Uint8Array();
        // Most bytes are weights: the structure is at both ends.
        const bytes = Uint8Array.from(original.subarray(0, Math.ceil((cut ?? 1) * original.length)));
        for (const { at, byte } of edits) bytes[Math.floor(at * at * bytes.length)] = byte;
        if (repeat !== null) bytes.copyWithin(0, Math.floor(repeat * bytes.length));
        try {
          addScoringHead(bytes);
        } catch (error) {
          failureCount += 1;
          expect(error).toBeInstanceOf(FailureError);
          expect(toFailure(error).code).toMatch(/^model-(file-damaged|architecture-unsupported)$/);
        }
      }),
      { numRuns: 1000, seed: 1 },
    );
    expect(failureCount).toBeGreaterThan(300);
  }, 60_000);
});
