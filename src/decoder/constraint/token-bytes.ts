/** The bytes a token stands for; undefined for special tokens, which no answer may hold. Index = token id. */
export type TokenBytes = readonly (Uint8Array | undefined)[];

const textEncoder = new TextEncoder();
const SENTENCEPIECE_SPACE = '\u2581';

/**
 * Bytes of every token of a vocabulary.
 *
 * @param vocabulary token text to id, special tokens left out.
 * @param isByteLevel GPT-2's byte-level alphabet (one printable character a byte); otherwise SentencePiece's, where
 * U+2581 is a space and `<0x0A>` a byte.
 */
export function tokenBytes(vocabulary: ReadonlyMap<string, number>, isByteLevel: boolean): TokenBytes {
  const bytes: (Uint8Array | undefined)[] = [];
  const alphabet = isByteLevel ? byteLevelAlphabet() : undefined;
  for (const [token, id] of vocabulary) {
    bytes[id] = alphabet === undefined ? sentencePieceBytes(token) : byteLevelBytes(token, alphabet);
  }
  return bytes;
}

function byteLevelBytes(token: string, alphabet: ReadonlyMap<string, number>): Uint8Array | undefined {
  const bytes: number[] = [];
  for (const character of token) {
    const byte = alphabet.get(character);
    if (byte === undefined) return undefined;
    bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

function sentencePieceBytes(token: string): Uint8Array {
  const byte = /^<0x([0-9A-F]{2})>$/.exec(token)?.[1];
  if (byte !== undefined) return Uint8Array.of(Number.parseInt(byte, 16));
  return textEncoder.encode(token.replaceAll(SENTENCEPIECE_SPACE, ' '));
}

/** GPT-2's table: printable bytes stand for themselves, the others for the code points from U+0100 on, in order. */
function byteLevelAlphabet(): ReadonlyMap<string, number> {
  const isPrintable = (byte: number): boolean =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
  const alphabet = new Map<string, number>();
  let next = 0x100;
  for (let byte = 0; byte < 256; byte += 1) {
    alphabet.set(String.fromCodePoint(isPrintable(byte) ? byte : next), byte);
    if (!isPrintable(byte)) next += 1;
  }
  return alphabet;
}
