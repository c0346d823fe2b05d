import { Button } from '@mantine/core';
import { Dialog } from '../../common/layout/dialog.tsx';
import { formatNoun } from '../../common/number-format.ts';
import { useCommands, useStudio } from '../../common/studio-context.tsx';
import type { BulkDecisionProps } from './bulk-decision.tsx';
import classes from '../common/review-screen.module.css';
import { useAnswerAbout } from './use-answer-about.ts';

/** Asks before saying of all samples that the filter shows that there is nothing to annotate, or nothing more. */
export function BulkComplete({ places, onClose }: BulkDecisionProps) {
  return (
    <Dialog opened onClose={onClose} title="Nothing here, for all filtered samples" size="lg">
      <CompletePreview places={places} onClose={onClose} />
    </Dialog>
  );
}

function CompletePreview({ places, onClose }: BulkDecisionProps) {
  const studio = useCommands();
  const version = useStudio(({ sampleView }) => sampleView?.version);
  const found = useAnswerAbout(places, String(version), (samples) => samples.bulkDecision(places, 'approved'));
  const count = found?.passedOver.length ?? 0;
  const withMentions = found?.passedOverWithMentions ?? 0;
  return (
    <>
      {found === undefined ? (
        <p role="status">Counting…</p>
      ) : (
        <ul className={classes.bulkFacts}>
          <li>
            {formatNoun(count, 'sample')} of {formatNoun(places.length, 'shown', 'shown')} {count === 1 ? 'is' : 'are'}{' '}
            not annotated.
          </li>
          <li>{formatNoun(count - withMentions, 'becomes a negative', 'become negatives')}: nothing here.</li>
          <li>{formatNoun(withMentions, 'becomes a positive', 'become positives')} with the mentions that stand.</li>
          <li>From then on they can go out. One undo takes all of it back.</li>
        </ul>
      )}
      <div className={classes.bulkButtons}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          data-autofocus
          disabled={count === 0}
          onClick={() => {
            if (found !== undefined) void studio.markAllComplete(found.passedOver);
            onClose();
          }}
        >
          Nothing here, for {formatNoun(count, 'sample')}
        </Button>
      </div>
    </>
  );
}
