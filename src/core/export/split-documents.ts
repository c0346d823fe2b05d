import type { Document, Passage } from '../corpus/corpus.ts';
import { seededKey } from '../selection/seeded-key.ts';

export interface SplitOptions {
  /** Share of documents that go to the dev side, in [0, 1). */
  readonly devRatio: number;
  readonly seed: number;
}

/** What a split reads of a document. */
export interface SplitDocument extends Pick<Document, 'id' | 'boundaries'> {
  readonly passages: readonly Pick<Passage, 'id' | 'text'>[];
}

export type SplitSide = 'train' | 'dev';

export interface DocumentSplit {
  /** Side of a passage of the corpus; `train` for one that is not in it. */
  readonly sideOf: (documentId: string, passageId: string) => SplitSide;
  /** The unit that a passage belongs to. */
  readonly unitOf: (documentId: string, passageId: string) => string;
  /** Units on each side: a document, or a passage where document boundaries are assumed. */
  readonly trainUnits: number;
  readonly devUnits: number;
}

/**
 * Draws round(devRatio x units) units by seed for the dev side; at least one and never all of them while there are
 * two units and devRatio is above 0, which may be far more than the share (`describeSmallShare`). What is drawn depends
 * on the seed and the units' names alone, not on their order or on the selection. A document that a corpus repeats
 * (`123`, `123#2`) is one unit, and so are passages of equal text where boundaries are assumed: none of them can stand
 * on both sides. Throws a `RangeError` for a devRatio outside [0, 1).
 */
export function splitDocuments(
  corpus: { readonly documents: readonly SplitDocument[] },
  { devRatio, seed }: SplitOptions,
): DocumentSplit {
  if (!(devRatio >= 0 && devRatio < 1)) throw new RangeError(`devRatio must be in [0, 1), got ${devRatio}`);
  const units = new Set<string>();
  const passageTexts = new Map<string, ReadonlyMap<string, string>>();
  for (const document of corpus.documents) {
    if (document.boundaries === 'given') {
      units.add(documentUnit(document.id));
      continue;
    }
    passageTexts.set(document.id, new Map(document.passages.map(({ id, text }) => [id, text])));
    for (const passage of document.passages) units.add(passageUnit(passage.text));
  }
  const devUnits = drawUnits(units, { devRatio, seed });

  const unitOf = (documentId: string, passageId: string): string => {
    const texts = passageTexts.get(documentId);
    return texts === undefined ? documentUnit(documentId) : passageUnit(texts.get(passageId) ?? '');
  };
  const sideOf = (documentId: string, passageId: string): SplitSide =>
    devUnits.has(unitOf(documentId, passageId)) ? 'dev' : 'train';
  return { sideOf, unitOf, trainUnits: units.size - devUnits.size, devUnits: devUnits.size };
}

function drawUnits(units: ReadonlySet<string>, { devRatio, seed }: SplitOptions): ReadonlySet<string> {
  if (devRatio === 0 || units.size < 2) return new Set();
  const devCount = Math.min(Math.max(1, Math.round(devRatio * units.size)), units.size - 1);
  const keyed = Array.from(units, (unit) => ({ unit, key: seededKey(unit, seed) }));
  keyed.sort((left, right) => left.key - right.key || compareCodeUnits(left.unit, right.unit));
  return new Set(keyed.slice(0, devCount).map(({ unit }) => unit));
}

function documentUnit(id: Document['id']): string {
  return `document ${withoutCopyNumbers(id)}`;
}

/** "12#2#3" is the third of what was the second 12. */
function withoutCopyNumbers(id: string): string {
  let end = id.length;
  for (;;) {
    let at = end;
    while (/\d/.test(id.charAt(at - 1))) at -= 1;
    if (at === end || id[at - 1] !== '#') return id.slice(0, end);
    end = at - 1;
  }
}

function passageUnit(text: Passage['text']): string {
  return `passage ${text}`;
}

function compareCodeUnits(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
