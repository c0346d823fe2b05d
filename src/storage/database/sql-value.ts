/**
 * Readers of one column, as SQLite returns it or as JSON of it: the schema promises the type, so another one is a
 * broken promise and throws.
 */
export function readText(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError(`expected text in a column, found ${typeof value}`);
  return value;
}

export function readNumber(value: unknown): number {
  if (typeof value !== 'number') throw new TypeError(`expected a number in a column, found ${typeof value}`);
  return value;
}

export function readInteger(value: unknown): number {
  const number = readNumber(value);
  if (!Number.isSafeInteger(number)) throw new TypeError(`expected an integer in a column, found ${number}`);
  return number;
}

export function readBoolean(value: unknown): boolean {
  return readInteger(value) === 1;
}

/** `undefined` where the column is NULL. */
export function readOptional<T>(value: unknown, read: (value: unknown) => T): T | undefined {
  return value === null || value === undefined ? undefined : read(value);
}

/** One of the keys of `known`; the words of a closed union stand in the schema's CHECK too. */
export function readWord<T extends object>(value: unknown, known: T): keyof T {
  const word = readText(value);
  if (!isKeyOf(word, known)) throw new TypeError(`unknown word in a column: ${word}`);
  return word;
}

function isKeyOf<T extends object>(word: PropertyKey, known: T): word is keyof T {
  return Object.hasOwn(known, word);
}

/** Little-endian 32-bit floats, as every platform that runs WebAssembly has them in memory. */
export function toBlob(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

export function readFloats(value: unknown): Float32Array {
  if (!(value instanceof Uint8Array)) throw new TypeError('expected a blob in a column');
  if (value.byteLength % Float32Array.BYTES_PER_ELEMENT !== 0) {
    throw new TypeError(`a blob of ${value.byteLength} bytes holds no whole number of floats`);
  }
  // A copy: the bytes may start anywhere in their buffer, a Float32Array only at a multiple of four.
  return new Float32Array(value.slice().buffer);
}
