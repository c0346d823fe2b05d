import type { SampleRow } from '../../../storage/contract/sample-answers.ts';
import { SegmentedControl } from '@mantine/core';
import { memo, useState } from 'react';
import { TokenHeatMap } from '../../common/charts/token-heat-map.tsx';
import classes from '../common/review-screen.module.css';
import { useTokenLosses } from './use-token-losses.ts';

/** The answer that the sample teaches, each token shaded by its loss where that answer has been scored. */
export const AnswerView = memo(function AnswerView({ row }: { row: SampleRow }) {
  const { sample, score } = row;
  const [losses, setLosses] = useState<'conditioned' | 'direct'>('conditioned');
  const isOlder = score !== undefined && score.contentHash !== sample.contentHash;
  const tokenLosses = useTokenLosses(isOlder ? undefined : score);
  const hasLosses = tokenLosses !== undefined && tokenLosses.tokens.length > 0 && tokenLosses.conditioned.length > 0;
  return (
    <>
      <div className={classes.answerHead}>
        <h2 className={classes.subtitle}>Answer</h2>
        {hasLosses && (
          <SegmentedControl
            size="xs"
            aria-label="Losses shown"
            value={losses}
            data={[
              { value: 'conditioned', label: 'given the prompt' },
              { value: 'direct', label: 'alone' },
            ]}
            onChange={(value) => {
              setLosses(value === 'direct' ? 'direct' : 'conditioned');
            }}
          />
        )}
      </div>
      {hasLosses ? (
        <TokenHeatMap
          tokens={tokenLosses.tokens}
          losses={losses === 'conditioned' ? [...tokenLosses.conditioned] : [undefined, ...tokenLosses.direct]}
          caption={losses === 'conditioned' ? 'given the prompt' : 'of the answer alone'}
        />
      ) : (
        <p className={classes.plainAnswer}>
          {row.state === 'unannotated' && sample.mentions.length === 0 ? 'none yet' : sample.answer}
        </p>
      )}
      {isOlder && (
        <p className={classes.why}>The IFD and losses shown are of the answer before your edit, not of this one.</p>
      )}
    </>
  );
});
