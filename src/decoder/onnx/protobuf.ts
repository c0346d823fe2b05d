const textEncoder = new TextEncoder();

/**
 * Writes protobuf's wire format (varint, length-delimited, 32-bit), which is all that ONNX files need.
 * Fields are appended in call order; the caller knows the numbers of onnx.proto.
 */
export class ProtobufWriter {
  readonly #chunks: Uint8Array[] = [];
  #byteCount = 0;

  /** int32, int64, uint64, enum, bool. Negative numbers take ten bytes, as the wire format demands. */
  varint(field: number, value: number | bigint): this {
    this.#key(field, 0);
    this.#rawVarint(BigInt(value));
    return this;
  }

  float32(field: number, value: number): this {
    this.#key(field, 5);
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    this.#push(bytes);
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    this.#key(field, 2);
    this.#rawVarint(BigInt(value.byteLength));
    this.#push(value);
    return this;
  }

  string(field: number, value: string): this {
    return this.bytes(field, textEncoder.encode(value));
  }

  message(field: number, value: ProtobufWriter): this {
    return this.bytes(field, value.finish());
  }

  /** A packed repeated int64 field. */
  packedVarints(field: number, values: readonly (number | bigint)[]): this {
    const packed = new ProtobufWriter();
    for (const value of values) packed.#rawVarint(BigInt(value));
    return this.bytes(field, packed.finish());
  }

  finish(): Uint8Array {
    const out = new Uint8Array(this.#byteCount);
    let offset = 0;
    for (const chunk of this.#chunks) {
      out.set(chunk, offset);
      offset += chunk.byteLength;
    }
    return out;
  }

  #key(field: number, wireType: number): void {
    this.#rawVarint(BigInt(field * 8 + wireType));
  }

  #rawVarint(value: bigint): void {
    let rest = BigInt.asUintN(64, value);
    const bytes: number[] = [];
    while (rest >= 0x80n) {
      bytes.push(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    bytes.push(Number(rest));
    this.#push(Uint8Array.from(bytes));
  }

  #push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#byteCount += chunk.byteLength;
  }
}
