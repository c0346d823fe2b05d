import { Button, SegmentedControl, Switch } from '@mantine/core';
import { useMemo, useState } from 'react';
import { describeRefusal } from '../../core/annotations/describe-refusal.ts';
import { labelIdentical, openPassages } from '../../core/annotations/label-identical.ts';
import type { Mention } from '../../core/corpus/corpus.ts';
import { shiftMention } from '../../core/samples/mentions-within.ts';
import type { Sample } from '../../core/samples/sample.ts';
import { openPassageOf } from '../../studio/review-passage.ts';
import { Dialog } from '../common/dialog.tsx';
import { formatCount, formatNoun } from '../common/number-format.ts';
import { useCommands, useStudio } from '../common/studio-context.tsx';
import classes from './annotate.module.css';

export interface IdenticalDialogProps {
  readonly sample: Sample;
  readonly mention: Mention;
  readonly onClose: () => void;
}

/** Labels every place with the same words at once, after saying how many that are. */
export function IdenticalDialog({ onClose, ...of }: IdenticalDialogProps) {
  return (
    <Dialog opened onClose={onClose} title={`Label every “${of.mention.quote}” ${of.mention.entityType}`}>
      <IdenticalPreview {...of} onClose={onClose} />
    </Dialog>
  );
}

function IdenticalPreview({ sample, mention, onClose }: IdenticalDialogProps) {
  const studio = useCommands();
  const corpus = useStudio((state) => state.corpus);
  const [scope, setScope] = useState<'sample' | 'corpus'>('corpus');
  const [matchCase, setMatchCase] = useState(true);
  const [wholeWord, setWholeWord] = useState(true);

  const found = useMemo(() => {
    const own = openPassageOf({ corpus }, sample);
    let passages = own === undefined ? [] : [own];
    if (scope === 'corpus') passages = corpus.kind === 'ready' ? openPassages(corpus.corpus) : [];
    return labelIdentical(passages, shiftMention(mention, sample.span.start), { matchCase, wholeWord });
  }, [corpus, sample, mention, scope, matchCase, wholeWord]);
  const { outcome, toLabel, alreadyLabelled, documents } = found;

  return (
    <>
      <div className={classes.formRow}>
        <SegmentedControl
          aria-label="Where"
          value={scope}
          data={[
            { value: 'sample', label: 'This sample' },
            { value: 'corpus', label: 'Whole corpus' },
          ]}
          onChange={(value) => {
            setScope(value === 'sample' ? 'sample' : 'corpus');
          }}
        />
        <Switch
          label="Match case"
          checked={matchCase}
          onChange={(event) => {
            setMatchCase(event.currentTarget.checked);
          }}
        />
        <Switch
          label="Whole words"
          checked={wholeWord}
          onChange={(event) => {
            setWholeWord(event.currentTarget.checked);
          }}
        />
      </div>
      <p role="status">
        {outcome.kind === 'refused'
          ? describeRefusal(outcome.reason)
          : `${formatNoun(toLabel, 'place')} in ${formatNoun(documents, 'document')} will be labelled.`}{' '}
        {alreadyLabelled > 0 && `${formatCount(alreadyLabelled)} with a mention already stay as they are.`}
      </p>
      <p className={classes.dim}>One undo takes all of it back.</p>
      <div className={classes.buttons}>
        <Button variant="default" data-autofocus={outcome.kind === 'refused' || undefined} onClick={onClose}>
          Cancel
        </Button>
        <Button
          data-autofocus={outcome.kind === 'edit' || undefined}
          disabled={outcome.kind === 'refused'}
          onClick={() => {
            if (outcome.kind === 'edit') void studio.edit(outcome.edit);
            onClose();
          }}
        >
          Label {formatNoun(toLabel, 'place')}
        </Button>
      </div>
    </>
  );
}
