import type { Document, Passage } from './corpus.ts';

/** What a thread can clone, and another take, well within a frame. A mention weighs as much as a hundred characters. */
const PORTION_WEIGHT = 50_000;

/** Items in their order, cut so that no portion weighs much more than it should. */
export function* cutByWeight<Item>(
  items: readonly Item[],
  weigh: (item: Item) => number,
  maxWeight = PORTION_WEIGHT,
): Generator<readonly Item[]> {
  let portion: Item[] = [];
  let weight = 0;
  for (const item of items) {
    portion.push(item);
    weight += weigh(item);
    if (weight < maxWeight) continue;
    yield portion;
    portion = [];
    weight = 0;
  }
  if (portion.length > 0) yield portion;
}

/**
 * Documents on their way to another thread. A document heavier than a portion comes in several, each with its id and
 * the next of its passages: rows of training data are one document, whatever their number.
 */
export function* portionDocuments(
  documents: readonly Document[],
  maxWeight = PORTION_WEIGHT,
): Generator<readonly Document[]> {
  yield* cutByWeight(partsOf(documents, maxWeight), weighDocument, maxWeight);
}

/** Puts portions together again. */
export interface DocumentJoiner {
  add(portion: readonly Document[]): void;
  /** All that came, in its order. */
  readonly documents: readonly Document[];
}

/** Parts of one document come behind one another and have its id, which no other document of a corpus has. */
export function createDocumentJoiner(): DocumentJoiner {
  const documents: Document[] = [];
  /** Of the last document where it came in parts; one list, or a long document would be copied with each. */
  let passages: Passage[] | undefined;
  return {
    documents,
    add: (portion) => {
      for (const document of portion) {
        const last = documents.at(-1);
        if (last?.id !== document.id) {
          documents.push(document);
          passages = undefined;
          continue;
        }
        if (passages === undefined) {
          passages = [...last.passages];
          documents[documents.length - 1] = { ...last, passages };
        }
        for (const passage of document.passages) passages.push(passage);
      }
    },
  };
}

function partsOf(documents: readonly Document[], maxWeight: number): readonly Document[] {
  return documents.flatMap((document) => {
    if (document.passages.length < 2 || weighDocument(document) <= maxWeight) return [document];
    return Array.from(cutByWeight(document.passages, weighPassage, maxWeight), (passages) => ({
      ...document,
      passages,
    }));
  });
}

function weighDocument({ passages }: Document): number {
  return passages.reduce((sum, passage) => sum + weighPassage(passage), 100);
}

function weighPassage({ text, mentions, sentences, given, predictions = [] }: Passage): number {
  const ofGiven = given === undefined ? 0 : given.instruction.length + given.answer.length;
  const predicted = predictions.reduce((sum, each) => sum + each.mentions.length, predictions.length);
  return 100 + text.length + ofGiven + 100 * (mentions.length + predicted) + 50 * (sentences?.length ?? 0);
}
