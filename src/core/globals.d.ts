/**
 * The one global that core uses beyond the language: pure, and the same in Node and every browser. Only for core's
 * own compiler settings, which know neither DOM nor Node; the root project takes the DOM's declaration.
 */
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  /** Throws a TypeError on malformed input when `fatal`. */
  decode(input?: Uint8Array): string;
}
