/** Numbers of one call: the four arrays together fit a core's own cache. */
export const KERNEL_NUMBERS = 32_768;

const ARRAY_BYTES = 4 * KERNEL_NUMBERS;
const PAGE_BYTES = 65_536;
/** Where the arrays lie in the kernel's memory. */
const PLACES = { parameter: 0, first: ARRAY_BYTES, second: 2 * ARRAY_BYTES, gradient: 3 * ARRAY_BYTES };

/** Arguments of one update, beside the numbers themselves; `buildKernel` says what is done with them. */
export interface UpdateRates {
  readonly beta1: number;
  readonly beta2: number;
  /** (1-β1)·scale, where scale is what gradients are multiplied with. */
  readonly firstRate: number;
  /** √(1-β2)·scale. */
  readonly secondRate: number;
  /** ε√(1-β2ᵗ). */
  readonly floor: number;
  /** η√(1-β2ᵗ)/(1-β1ᵗ). */
  readonly rate: number;
  /** 1 - η·decay. */
  readonly kept: number;
}

/** The update's arithmetic on `KERNEL_NUMBERS` numbers at a time, which are copied in and out. */
export interface AdamWKernel {
  readonly parameter: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
  readonly gradient: Float32Array;
  /** Updates the first `count` numbers of `parameter`, `first` and `second`. */
  update(count: number, rates: UpdateRates): void;
  /** Σ gradient² of the first `count` numbers, in double precision. */
  sumOfSquares(count: number): number;
}

/**
 * The kernel as a WebAssembly module of its own: V8 computes numbers one by one and in double precision, and a graph of
 * elementary operators has to give each of its results back to JavaScript as a copy. Both cost more than the update.
 */
export async function loadAdamWKernel(): Promise<AdamWKernel> {
  const { instance } = await WebAssembly.instantiate(buildKernel());
  const { memory, update, squares } = instance.exports;
  if (!(memory instanceof WebAssembly.Memory) || typeof update !== 'function' || typeof squares !== 'function') {
    throw new Error('the kernel lacks its exports');
  }
  const array = (place: number): Float32Array => new Float32Array(memory.buffer, place, KERNEL_NUMBERS);
  const gradient = array(PLACES.gradient);
  return {
    parameter: array(PLACES.parameter),
    first: array(PLACES.first),
    second: array(PLACES.second),
    gradient,
    update: (count, { beta1, beta2, firstRate, secondRate, floor, rate, kept }) => {
      update(bytesOf(count), beta1, beta2, firstRate, secondRate, floor, rate, kept);
    },
    sumOfSquares: (count) => {
      // Four at a time: what stands behind the last number must add nothing.
      gradient.fill(0, count, bytesOf(count) / 4);
      return Number(squares(bytesOf(count)));
    },
  };
}

/** Bytes of `count` numbers in whole groups of four. */
function bytesOf(count: number): number {
  if (count > KERNEL_NUMBERS) throw new Error(`${count} numbers for a kernel of ${KERNEL_NUMBERS}`);
  return 16 * Math.ceil(count / 4);
}

/** Instructions used below, by their names in the WebAssembly specification. */
const OP = {
  loop: [0x03, 0x40],
  end: [0x0b],
  brIf: [0x0d],
  localGet: [0x20],
  localSet: [0x21],
  localTee: [0x22],
  i32Const: [0x41],
  i32LessUnsigned: [0x49],
  i32Add: [0x6a],
  f64Add: [0xa0],
  load: [0xfd, 0x00, 0x04],
  store: [0xfd, 0x0b, 0x04],
  shuffle: [0xfd, 0x0d],
  splat: [0xfd, 0x13],
  f64Lane: [0xfd, 0x21],
  promoteLow: [0xfd, 0x5f],
  sqrt: [0xfd, 0xe3, 0x01],
  add: [0xfd, 0xe4, 0x01],
  subtract: [0xfd, 0xe5, 0x01],
  multiply: [0xfd, 0xe6, 0x01],
  divide: [0xfd, 0xe7, 0x01],
  f64x2Add: [0xfd, 0xf0, 0x01],
  f64x2Multiply: [0xfd, 0xf2, 0x01],
} as const;
const TYPE = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b, function: 0x60 };
const SECTION = { type: 1, function: 3, memory: 5, export: 7, code: 10 };
const EXPORT = { function: 0, memory: 2 };

/**
 * `update(bytes, β1, β2, firstRate, secondRate, floor, rate, kept)`, for each number of parameter p, moments m and v and
 * gradient g, in f32:
 *
 *     m ← β1·m + firstRate·g;   v ← β2·v + (secondRate·g)²;   p ← kept·p - rate·m / (√v + floor)
 *
 * Loshchilov & Hutter 2019 (arXiv 1711.05101), algorithm 2, decay as PyTorch has it. And `squares(bytes)`: Σ g² in f64.
 */
function buildKernel(): Uint8Array<ArrayBuffer> {
  const types = [
    [TYPE.function, ...list([[TYPE.i32], ...Array.from({ length: 7 }, () => [TYPE.f32])]), 0],
    [TYPE.function, ...list([[TYPE.i32]]), ...list([[TYPE.f64]])],
  ];
  const exports = [
    [...text('memory'), EXPORT.memory, 0],
    [...text('update'), EXPORT.function, 0],
    [...text('squares'), EXPORT.function, 1],
  ];
  return Uint8Array.from([
    0x00,
    0x61,
    0x73,
    0x6d,
    1,
    0,
    0,
    0,
    ...section(SECTION.type, list(types)),
    ...section(SECTION.function, list([[0], [1]])),
    ...section(SECTION.memory, list([[0, ...unsigned((4 * ARRAY_BYTES) / PAGE_BYTES)]])),
    ...section(SECTION.export, list(exports)),
    ...section(SECTION.code, list([sized(updateBody()), sized(squaresBody())])),
  ]);
}

function updateBody(): readonly number[] {
  const [bytes, beta1] = [0, 1];
  const names = ['beta1', 'beta2', 'firstRate', 'secondRate', 'floor', 'rate', 'kept'] as const;
  const at = 8;
  const wide = Object.fromEntries(names.map((name, index) => [name, at + 1 + index]));
  const [first, second, scratch] = [at + 8, at + 9, at + 10];
  const get = (name: (typeof names)[number]): readonly number[] => [...OP.localGet, wide[name] ?? 0];
  const load = (place: number): readonly number[] => [...OP.localGet, at, ...OP.load, ...unsigned(place)];
  const store = (place: number, value: readonly number[]): readonly number[] => [
    ...OP.localGet,
    at,
    ...value,
    ...OP.store,
    ...unsigned(place),
  ];
  const nextFirst = [
    ...load(PLACES.first),
    ...get('beta1'),
    ...OP.multiply,
    ...load(PLACES.gradient),
    ...get('firstRate'),
    ...OP.multiply,
    ...OP.add,
    ...OP.localTee,
    first,
  ];
  const scaled = [...load(PLACES.gradient), ...get('secondRate'), ...OP.multiply, ...OP.localTee, scratch];
  const nextSecond = [
    ...load(PLACES.second),
    ...get('beta2'),
    ...OP.multiply,
    ...scaled,
    ...OP.localGet,
    scratch,
    ...OP.multiply,
    ...OP.add,
    ...OP.localTee,
    second,
  ];
  const direction = [
    ...OP.localGet,
    first,
    ...OP.localGet,
    second,
    ...OP.sqrt,
    ...get('floor'),
    ...OP.add,
    ...OP.divide,
  ];
  const nextParameter = [
    ...load(PLACES.parameter),
    ...get('kept'),
    ...OP.multiply,
    ...direction,
    ...get('rate'),
    ...OP.multiply,
    ...OP.subtract,
  ];
  return [
    ...list([
      [1, TYPE.i32],
      [names.length + 3, TYPE.v128],
    ]),
    ...names.flatMap((name, index) => [...OP.localGet, beta1 + index, ...OP.splat, ...OP.localSet, wide[name] ?? 0]),
    ...loopOver(at, bytes, [
      ...store(PLACES.first, nextFirst),
      ...store(PLACES.second, nextSecond),
      ...store(PLACES.parameter, nextParameter),
    ]),
    ...OP.end,
  ];
}

function squaresBody(): readonly number[] {
  const [bytes, at, low, high, values] = [0, 1, 2, 3, 4];
  const upperHalf = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15];
  const addSquare = (sum: number, pair: readonly number[]): readonly number[] => [
    ...pair,
    ...OP.promoteLow,
    ...OP.localTee,
    values,
    ...OP.localGet,
    values,
    ...OP.f64x2Multiply,
    ...OP.localGet,
    sum,
    ...OP.f64x2Add,
    ...OP.localSet,
    sum,
  ];
  const load = [...OP.localGet, at, ...OP.load, ...unsigned(PLACES.gradient)];
  const lane = (index: number): readonly number[] => [
    ...OP.localGet,
    low,
    ...OP.localGet,
    high,
    ...OP.f64x2Add,
    ...OP.f64Lane,
    index,
  ];
  return [
    ...list([
      [1, TYPE.i32],
      [3, TYPE.v128],
    ]),
    ...loopOver(at, bytes, [
      ...addSquare(low, load),
      ...addSquare(high, [...load, ...OP.localTee, values, ...OP.localGet, values, ...OP.shuffle, ...upperHalf]),
    ]),
    ...lane(0),
    ...lane(1),
    ...OP.f64Add,
    ...OP.end,
  ];
}

/** Runs `body` for the offsets 0, 16, 32, … in local `at`, at least once and while they are below local `bytes`. */
function loopOver(at: number, bytes: number, body: readonly number[]): readonly number[] {
  const advance = [...OP.localGet, at, ...OP.i32Const, 16, ...OP.i32Add, ...OP.localTee, at];
  const isMore = [...OP.localGet, bytes, ...OP.i32LessUnsigned];
  return [...OP.loop, ...body, ...advance, ...isMore, ...OP.brIf, 0, ...OP.end];
}

function section(id: number, content: readonly number[]): readonly number[] {
  return [id, ...sized(content)];
}

function sized(content: readonly number[]): readonly number[] {
  return [...unsigned(content.length), ...content];
}

function list(entries: readonly (readonly number[])[]): readonly number[] {
  return [...unsigned(entries.length), ...entries.flat()];
}

function text(name: string): readonly number[] {
  return sized([...new TextEncoder().encode(name)]);
}

/** LEB128. */
function unsigned(value: number): readonly number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}
