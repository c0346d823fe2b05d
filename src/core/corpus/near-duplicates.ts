/** Two texts that share most of their word triples. */
export interface NearDuplicate {
  /** Indices into the list of texts; `first` is the smaller one. */
  readonly first: number;
  readonly second: number;
  /** Jaccard similarity of their sets of word triples, computed and not estimated; in [minSimilarity, 1]. */
  readonly similarity: number;
}

export interface NearDuplicateOptions {
  /** In (0, 1]. */
  readonly minSimilarity: number;
  /** Draws the hash functions; the same seed gives the same pairs on every machine. */
  readonly seed: number;
}

/** Words in a row that are one element of a text's set. */
const SHINGLE_WORDS = 3;

/**
 * 16 bands of 4 rows: a pair of similarity s is looked at with probability 1 - (1 - s^4)^16, which is 0.9998 at 0.8
 * and 0.64 at 0.5 (Leskovec, Rajaraman, Ullman: Mining of Massive Datasets, 3.4.2).
 */
const BANDS = 16;
const ROWS = 4;

/** Of texts that share a band, each is compared with this many before it: a thousand equal texts need no million pairs. */
const MAX_COMPARED = 20;

/**
 * Pairs of texts at least as similar as asked for, in the order of `second`. MinHash with banding finds the pairs to
 * compare, so one near the threshold may be missed; what is returned holds. Texts without a word have no pair.
 */
export function findNearDuplicates(
  texts: readonly string[],
  { minSimilarity, seed }: NearDuplicateOptions,
): NearDuplicate[] {
  const shingles = texts.map(shinglesOf);
  const functions = drawHashFunctions(seed);
  const buckets = new Map<string, number[]>();
  const found: NearDuplicate[] = [];
  for (const [second, set] of shingles.entries()) {
    if (set.size === 0) continue;
    const signature = signatureOf(set, functions);
    const candidates = new Set<number>();
    for (let band = 0; band < BANDS; band += 1) {
      const key = `${band}:${signature.slice(band * ROWS, (band + 1) * ROWS).join()}`;
      const bucket = buckets.get(key);
      if (bucket === undefined) buckets.set(key, [second]);
      else {
        for (const index of bucket.slice(-MAX_COMPARED)) candidates.add(index);
        bucket.push(second);
      }
    }
    for (const first of [...candidates].sort((a, b) => a - b)) {
      const similarity = jaccard(shingles[first] ?? set, set);
      if (similarity >= minSimilarity) found.push({ first, second, similarity });
    }
  }
  return found;
}

/** Hashes of a text's word triples, case and punctuation apart; a shorter text is one element. */
export function shinglesOf(text: string): ReadonlySet<number> {
  const words = text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const shingles = new Set<number>();
  if (words.length === 0) return shingles;
  for (let at = 0; at <= Math.max(0, words.length - SHINGLE_WORDS); at += 1) {
    shingles.add(hashOf(words.slice(at, at + SHINGLE_WORDS).join(' ')));
  }
  return shingles;
}

/** Size of the intersection over that of the union; 0 for two empty sets. */
export function jaccard(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let shared = 0;
  for (const element of small) if (large.has(element)) shared += 1;
  const union = a.size + b.size - shared;
  return union === 0 ? 0 : shared / union;
}

/** FNV-1a over UTF-16 units, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

interface HashFunctions {
  readonly factors: Int32Array;
  readonly offsets: Int32Array;
}

/** x -> mix(a·x + b) with odd a, drawn by a splitmix32 sequence. */
function drawHashFunctions(seed: number): HashFunctions {
  let state = seed | 0;
  const draw = () => {
    state = (state + 0x9e3779b9) | 0;
    return mix(state);
  };
  const factors = Int32Array.from({ length: BANDS * ROWS }, () => draw() | 1);
  const offsets = Int32Array.from({ length: BANDS * ROWS }, draw);
  return { factors, offsets };
}

function mix(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return mixed ^ (mixed >>> 15);
}

function signatureOf(set: ReadonlySet<number>, { factors, offsets }: HashFunctions): Int32Array {
  const signature = new Int32Array(BANDS * ROWS).fill(0x7fffffff);
  for (const element of set) {
    for (let row = 0; row < signature.length; row += 1) {
      const hash = mix((Math.imul(element, factors[row] ?? 1) + (offsets[row] ?? 0)) | 0);
      if (hash < (signature[row] ?? 0)) signature[row] = hash;
    }
  }
  return signature;
}
