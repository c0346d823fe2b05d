import { Button } from '@mantine/core';
import { memo } from 'react';
import { describeIssue } from '../../../core/describe-issue.ts';
import type { SampleRow } from '../../../storage/contract/sample-answers.ts';
import { isAnnotatedState } from '../../../core/samples/sample-state.ts';
import { describeGap } from '../../../core/selection/describe-reason.ts';
import { useCommands, useStudio } from '../../common/studio-context.tsx';
import { useKeyCap } from '../../common/keys/use-actions.ts';
import { KeyButton } from '../common/key-button.tsx';
import classes from './annotation-state.module.css';

/** Says of a sample that it is not annotated, why, and how that ends; or who said that it is. */
export const AnnotationState = memo(function AnnotationState({
  row,
  onComplete,
}: {
  readonly row: SampleRow;
  readonly onComplete: () => void;
}) {
  const cap = useKeyCap('mark-complete');
  const studio = useCommands();
  const { sample, state } = row;
  const mark = useStudio(({ marks }) => marks.get(sample.id));
  if (sample.gaps === undefined) return null;
  if (isAnnotatedState(state)) {
    return (
      <section className={classes.settled} aria-label="Annotation">
        <p>
          {sample.mentions.length === 0 ? 'Nothing here' : 'Annotated in full'}
          {mark !== undefined && `, says ${mark.author}`}.
        </p>
        <Button size="compact-xs" variant="subtle" onClick={() => void studio.unmark([sample.id])}>
          It is not complete
        </Button>
      </section>
    );
  }
  const issues = sample.gaps.flatMap(({ issue }) => issue ?? []);
  return (
    <section className={classes.open} aria-label="Annotation">
      <p>
        <strong>Not annotated</strong>: {describeGap(state)}. It stays out of the training data until somebody annotates
        it or says that there is nothing {sample.mentions.length === 0 ? 'here' : 'more'}.
      </p>
      {issues.length > 0 && (
        <ul className={classes.issues}>
          {issues.map(describeIssue).map(({ place, what, found }, index) => (
            <li key={index}>
              {place}: {what}
              {found !== undefined && (
                <>
                  {' '}
                  Found: <bdi>{found}</bdi>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      <KeyButton keys={cap} onClick={onComplete}>
        {sample.mentions.length === 0 ? 'Nothing here' : 'Nothing more here'}
      </KeyButton>
    </section>
  );
});
