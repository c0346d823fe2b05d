import type { SelectionCounts } from '../../core/selection/selection.ts';
import type { EntityTypeStatistics } from '../../core/selection/selection-statistics.ts';
import { formatAll, formatCount, formatNoun } from '../common/number-format.ts';

export interface SelectionFacts {
  /** Of the filter, decisions of the person set apart. */
  readonly counts: SelectionCounts;
  /** With the decisions counted in; undefined until they are counted. */
  readonly statistics: readonly Pick<EntityTypeStatistics, 'entityType' | 'names' | 'vanishedNames'>[] | undefined;
  /** What goes out and the decisions that change it; absent while a rule is tried. */
  readonly out?: { readonly count: number; readonly approved: number; readonly rejected: number };
}

/** What the filter keeps and what goes out: two figures, which a decision makes differ. */
export function selectionSentence({ counts, statistics, out }: SelectionFacts): string {
  const { positives, keptPositives, negatives, keptNegatives } = counts;
  const negativeWords =
    keptNegatives === negatives
      ? formatAll(negatives, 'negative')
      : `${formatCount(keptNegatives)} of ${formatNoun(negatives, 'negative')}`;
  const filter = `The filter ${out === undefined ? 'would keep' : 'keeps'} ${formatCount(keptPositives)} of ${formatNoun(positives, 'positive')} and ${negativeWords}.`;
  const outWords = out === undefined ? '' : ` ${goesOutWords(keptPositives + keptNegatives, out)}`;
  return `${filter}${outWords} ${vanishWords(statistics, out === undefined)}`;
}

function goesOutWords(kept: number, { count, approved, rejected }: NonNullable<SelectionFacts['out']>): string {
  const decided = [
    ...(approved > 0 ? [`add ${formatCount(approved)}`] : []),
    ...(rejected > 0 ? [`take out ${formatCount(rejected)}`] : []),
  ];
  const why = [
    ...(decided.length > 0 ? [`your decisions ${decided.join(' and ')}`] : []),
    ...(count < kept + approved - rejected ? ['rows over the length limit stay out'] : []),
  ];
  const words = formatNoun(count, 'sample goes out', 'samples go out');
  return why.length === 0 ? `${words}.` : `${words}: ${why.join(', and ')}.`;
}

function vanishWords(statistics: SelectionFacts['statistics'], isTried: boolean): string {
  if (statistics === undefined) return 'Names are being counted.';
  const vanished = statistics
    .filter((type) => type.vanishedNames > 0)
    .map((type) => `${formatCount(type.vanishedNames)} of ${formatNoun(type.names, `${type.entityType} name`)}`);
  if (vanished.length === 0) return `No name ${isTried ? 'would vanish' : 'vanishes'}.`;
  const count = statistics.reduce((sum, type) => sum + type.vanishedNames, 0);
  if (isTried) return `${listWords(vanished)} would vanish.`;
  return `${listWords(vanished)} ${count === 1 ? 'vanishes' : 'vanish'}.`;
}

function listWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}
