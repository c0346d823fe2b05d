import { useMemo, useState } from 'react';
import type { MentionDifference } from '../../../core/annotations/mention-differences.ts';
import type { Mention } from '../../../core/corpus/corpus.ts';
import type { OpenSample } from '../../../studio/state/slices/samples-slice.ts';
import { useStudio } from '../../common/studio-context.tsx';
import { type ComparisonSide, differencesFrom, mentionsOfSide } from './comparison-sides.ts';
import { describeDifference } from './describe-difference.ts';

export interface Comparison {
  /** Undefined where the other side has no say on the sample. */
  readonly theirs: readonly Mention[] | undefined;
  readonly differences: readonly MentionDifference[];
  readonly index: number;
  readonly current: MentionDifference | undefined;
  readonly choose: (index: number) => void;
  /** Signs of the differences at the mentions of each side, by id. */
  readonly mySigns: ReadonlyMap<string, string>;
  readonly theirSigns: ReadonlyMap<string, string>;
}

const NO_DIFFERENCES: readonly MentionDifference[] = [];

/** How the current mentions of a sample differ from another side's. */
export function useComparison(open: OpenSample, side: ComparisonSide): Comparison {
  const copies = useStudio((state) => state.copies);
  const sampleOptions = useStudio((state) => state.sampleOptions);
  const { sample } = open.row;
  const [chosen, setChosen] = useState({ sampleId: sample.id, index: 0 });

  const theirs = useMemo(
    () => mentionsOfSide({ copies, sampleOptions }, open, side),
    [copies, sampleOptions, open, side],
  );
  const differences = useMemo(
    () => (theirs === undefined ? NO_DIFFERENCES : differencesFrom(sample, theirs)),
    [sample, theirs],
  );
  const signs = useMemo(
    () => ({ mine: signsOf(differences, 'mine'), theirs: signsOf(differences, 'theirs') }),
    [differences],
  );
  const wanted = chosen.sampleId === sample.id ? chosen.index : 0;
  const index = Math.min(wanted, Math.max(0, differences.length - 1));
  return {
    theirs,
    differences,
    index,
    current: differences[index],
    choose: (next) => {
      setChosen({ sampleId: sample.id, index: next });
    },
    mySigns: signs.mine,
    theirSigns: signs.theirs,
  };
}

function signsOf(differences: readonly MentionDifference[], side: 'mine' | 'theirs'): ReadonlyMap<string, string> {
  return new Map(
    differences.flatMap((difference) =>
      difference[side].map(({ id }): [string, string] => [id, describeDifference(difference.kind).sign]),
    ),
  );
}
