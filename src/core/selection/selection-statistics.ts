import type { EntityType } from '../corpus/corpus.ts';
import type { Sample } from '../samples/sample.ts';

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

export function indexMentions(samples: readonly Pick<Sample, 'mentions'>[]): MentionIndex {
  const mentionCount = samples.reduce((sum, sample) => sum + sample.mentions.length, 0);
  const firstMention = new Uint32Array(samples.length + 1);
  const nameOf = new Uint32Array(mentionCount);
  const entityTypes: EntityType[] = [];
  const typeOfName: number[] = [];
  const namesByType = new Map<EntityType, { readonly typeIndex: number; readonly names: Map<string, number> }>();
  let position = 0;
  samples.forEach((sample, sampleIndex) => {
    for (const mention of sample.mentions) {
      let ofType = namesByType.get(mention.entityType);
      if (ofType === undefined) {
        ofType = { typeIndex: entityTypes.push(mention.entityType) - 1, names: new Map() };
        namesByType.set(mention.entityType, ofType);
      }
      const name = mention.quote.toLowerCase();
      let nameIndex = ofType.names.get(name);
      if (nameIndex === undefined) {
        nameIndex = typeOfName.push(ofType.typeIndex) - 1;
        ofType.names.set(name, nameIndex);
      }
      nameOf[position++] = nameIndex;
    }
    firstMention[sampleIndex + 1] = position;
  });
  return { sampleCount: samples.length, entityTypes, firstMention, nameOf, typeOfName };
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
