import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { EntityTypeCues } from '../common/entity-types.ts';
import { HighlightedText } from '../common/highlighted-text.tsx';
import { formatNoun } from '../common/number-format.ts';
import { TokenHeatMap } from '../common/token-heat-map.tsx';
import { TypeSwatch } from '../common/type-swatch.tsx';
import type { ReviewRow } from './review-rows.ts';
import classes from './review-screen.module.css';
import { useTokenLosses } from './use-token-losses.ts';

/** Text, mentions and answer of the sample under review. */
export function SamplePane({ row, cues }: { row: ReviewRow; cues: EntityTypeCues }) {
  const { sample, score } = row;
  const [losses, setLosses] = useState<'conditioned' | 'direct'>('conditioned');
  const tokenLosses = useTokenLosses(score);
  const hasLosses = tokenLosses !== undefined && tokenLosses.tokens.length > 0 && tokenLosses.conditioned.length > 0;
  return (
    <section className={classes.sample} aria-label="Sample">
      <HighlightedText text={sample.input} mentions={sample.mentions} cues={cues} />
      <h2 className={classes.subtitle}>
        {sample.mentions.length === 0 ? 'No mention of the asked types' : formatNoun(sample.mentions.length, 'mention')}
      </h2>
      {sample.mentions.length > 0 && (
        <ul className={classes.mentions}>
          {sample.mentions.map((mention) => (
            <li key={mention.id}>
              <TypeSwatch cue={cues.get(mention.entityType)} />
              <span className={classes.mentionType}>{mention.entityType}</span> {mention.quote}
              {mention.fragments !== undefined && (
                <span className={classes.dim}> (in {mention.fragments.length} parts)</span>
              )}
              {mention.conceptIds !== undefined && mention.conceptIds.length > 0 && (
                <span className={classes.dim}> {mention.conceptIds.join(', ')}</span>
              )}
            </li>
          ))}
        </ul>
      )}
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
        <p className={classes.plainAnswer}>{sample.answer}</p>
      )}
    </section>
  );
}
