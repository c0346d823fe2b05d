import type { EntityType } from '../corpus/corpus.ts';
import type { Sample } from '../samples/sample.ts';
import { isAnnotated, type StatedSample } from '../samples/sample-state.ts';

/** What a selection keeps of one entity type. A name is a mention's text in lower case. */
export interface EntityTypeStatistics {
  readonly entityType: EntityType;
  readonly mentions: number;
  readonly keptMentions: number;
  /** Distinct names in all samples. */
  readonly names: number;
  /** Distinct names that no kept sample holds. */
  readonly vanishedNames: number;
}

/** Mentions as numbers, made once per sample list by `indexMentions`. */
export interface MentionIndex {
  readonly sampleCount: number;
  /** In order of their first mention. */
  readonly entityTypes: readonly EntityType[];
  /** Mentions of sample i stand at [firstMention[i], firstMention[i + 1]). */
  readonly firstMention: Uint32Array;
  /** By mention: a number of its (entity type, name). */
  readonly nameOf: Uint32Array;
  /** By name number: index into `entityTypes`. */
  readonly typeOfName: readonly number[];
}

/** Prepares samples for `selectionStatistics`. */
export function indexMentions(samples: readonly StatedSample[]): MentionIndex {
  const indexer = new MentionIndexer();
  for (const sample of samples) indexer.add(sample);
  return indexer.finish();
}

/** Takes the samples one after the other, where they are not all in memory. */
export class MentionIndexer {
  readonly #entityTypes: EntityType[] = [];
  readonly #typeOfName: number[] = [];
  readonly #namesByType = new Map<EntityType, { readonly typeIndex: number; readonly names: Map<string, number> }>();
  #firstMention = new Uint32Array(1024);
  #nameOf = new Uint32Array(1024);
  #sampleCount = 0;
  #mentionCount = 0;

  get sampleCount(): number {
    return this.#sampleCount;
  }

  /** Mentions of a sample that is not annotated are none of what can be kept. */
  add(sample: StatedSample): void {
    const mentions: Sample['mentions'] = isAnnotated(sample) ? sample.mentions : [];
    for (const mention of mentions) {
      let ofType = this.#namesByType.get(mention.entityType);
      if (ofType === undefined) {
        ofType = { typeIndex: this.#entityTypes.push(mention.entityType) - 1, names: new Map() };
        this.#namesByType.set(mention.entityType, ofType);
      }
      const name = mention.quote.toLowerCase();
      let nameIndex = ofType.names.get(name);
      if (nameIndex === undefined) {
        nameIndex = this.#typeOfName.push(ofType.typeIndex) - 1;
        ofType.names.set(name, nameIndex);
      }
      this.#nameOf = withRoom(this.#nameOf, this.#mentionCount);
      this.#nameOf[this.#mentionCount++] = nameIndex;
    }
    this.#sampleCount += 1;
    this.#firstMention = withRoom(this.#firstMention, this.#sampleCount);
    this.#firstMention[this.#sampleCount] = this.#mentionCount;
  }

  finish(): MentionIndex {
    return {
      sampleCount: this.#sampleCount,
      entityTypes: this.#entityTypes,
      firstMention: this.#firstMention,
      nameOf: this.#nameOf,
      typeOfName: this.#typeOfName,
    };
  }
}

/** Twice as long where `index` lies behind its end. */
function withRoom(values: Uint32Array<ArrayBuffer>, index: number): Uint32Array<ArrayBuffer> {
  if (index < values.length) return values;
  const longer = new Uint32Array(2 * values.length);
  longer.set(values);
  return longer;
}

/** Per entity type, most mentions first: what is kept and what vanishes. O(mentions), for use while a slider moves. */
export function selectionStatistics(
  index: MentionIndex,
  isKept: (sampleIndex: number) => boolean,
): readonly EntityTypeStatistics[] {
  const { entityTypes, firstMention, nameOf, typeOfName } = index;
  const mentions = new Uint32Array(entityTypes.length);
  const keptMentions = new Uint32Array(entityTypes.length);
  const names = new Uint32Array(entityTypes.length);
  const vanishedNames = new Uint32Array(entityTypes.length);
  const nameKept = new Uint8Array(typeOfName.length);
  for (let sampleIndex = 0; sampleIndex < index.sampleCount; sampleIndex++) {
    const kept = isKept(sampleIndex);
    const end = firstMention[sampleIndex + 1] ?? 0;
    for (let position = firstMention[sampleIndex] ?? 0; position < end; position++) {
      const nameIndex = nameOf[position] ?? 0;
      const typeIndex = typeOfName[nameIndex] ?? 0;
      add(mentions, typeIndex);
      if (!kept) continue;
      add(keptMentions, typeIndex);
      nameKept[nameIndex] = 1;
    }
  }
  typeOfName.forEach((typeIndex, nameIndex) => {
    add(names, typeIndex);
    if (nameKept[nameIndex] === 0) add(vanishedNames, typeIndex);
  });
  return entityTypes
    .map((entityType, typeIndex) => ({
      entityType,
      mentions: mentions[typeIndex] ?? 0,
      keptMentions: keptMentions[typeIndex] ?? 0,
      names: names[typeIndex] ?? 0,
      vanishedNames: vanishedNames[typeIndex] ?? 0,
    }))
    .sort((left, right) => right.mentions - left.mentions);
}

function add(counts: Uint32Array, index: number): void {
  counts[index] = (counts[index] ?? 0) + 1;
}
