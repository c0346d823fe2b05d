import { Button, SegmentedControl, Switch } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import { describeRefusal } from '../../../core/annotations/describe-refusal.ts';
import type { EditOutcome, OpenPassage, PassageRef } from '../../../core/annotations/annotation-edit.ts';
import { type CorpusEdits, currentPassage, passageKey } from '../../../core/annotations/current-corpus.ts';
import { labelIdentical } from '../../../core/annotations/label-identical.ts';
import type { Mention, Passage } from '../../../core/corpus/corpus.ts';
import { isAnnotated } from '../../../core/samples/sample-state.ts';
import { shiftMention } from '../../../core/samples/mentions-within.ts';
import { openPassageOf } from '../../../studio/review/review-passage.ts';
import type { OpenSample } from '../../../studio/state/slices/samples-slice.ts';
import { Dialog } from '../../common/layout/dialog.tsx';
import { formatNoun } from '../../common/number-format.ts';
import { useCommands, useStudio } from '../../common/studio-context.tsx';
import { StillNotAnnotated } from './still-not-annotated.tsx';
import { useSampleAnswer } from '../../common/use-sample-answer.ts';
import { useStable } from '../../common/use-stable.ts';
import classes from '../common/annotate.module.css';

export interface IdenticalDialogProps {
  readonly open: OpenSample;
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

function IdenticalPreview({ open, mention, onClose }: IdenticalDialogProps) {
  const studio = useCommands();
  const [scope, setScope] = useState<'sample' | 'corpus'>('corpus');
  const [matchCase, setMatchCase] = useState(true);
  const [wholeWord, setWholeWord] = useState(true);

  const { sample } = open.row;
  const edits = useStudio((state) => state.edits);
  const [isWanted, setWanted] = useState(false);
  const inCorpus = useSampleAnswer(`${mention.quote} ${matchCase}`, async (samples) => ({
    matchCase,
    passages: await samples.passagesSaying(mention.quote, matchCase),
  }));
  const found = useMemo(() => {
    const said = inCorpus?.matchCase === matchCase ? openPassages(inCorpus.passages, edits) : undefined;
    const passages = scope === 'sample' ? [openPassageOf(open)] : said;
    return passages && labelIdentical(passages, shiftMention(mention, sample.span.start), { matchCase, wholeWord });
  }, [open, sample, mention, scope, matchCase, wholeWord, inCorpus, edits]);
  const label = useStable(() => {
    // Within the sample that is looked at it is an edit like any other.
    const settles = scope === 'sample' && !isAnnotated(sample) ? sample.id : undefined;
    if (found?.outcome.kind === 'edit') void studio.edit(found.outcome.edit, undefined, settles);
    onClose();
  });
  useEffect(() => {
    // The key came before the places were found.
    if (isWanted && found !== undefined) label();
  }, [isWanted, found, label]);
  const outcome: EditOutcome = found?.outcome ?? { kind: 'refused', reason: 'nothing-selected' };
  const isRefused = found?.outcome.kind === 'refused';
  const { toLabel = 0, alreadyLabelled = 0, documents = 0 } = found ?? {};

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
        {found === undefined && 'Looking for them in the corpus…'}
        {found !== undefined &&
          (outcome.kind === 'refused'
            ? describeRefusal(outcome.reason)
            : `${formatNoun(toLabel, 'place')} in ${formatNoun(documents, 'document')} will be labelled.`)}{' '}
        {alreadyLabelled > 0 &&
          `${formatNoun(alreadyLabelled, 'place with a mention already stays as it is', 'places with a mention already stay as they are')}.`}
      </p>
      {outcome.kind === 'edit' && scope === 'corpus' && <StillNotAnnotated changes={outcome.edit.changes} />}
      <p className={classes.dim}>One undo takes all of it back.</p>
      <div className={classes.buttons}>
        <Button variant="default" data-autofocus={isRefused || undefined} onClick={onClose}>
          Cancel
        </Button>
        <Button
          data-autofocus={!isRefused || undefined}
          disabled={isRefused}
          onClick={() => {
            setWanted(true);
          }}
        >
          Label {formatNoun(toLabel, 'place')}
        </Button>
      </div>
    </>
  );
}

function openPassages(
  found: readonly { readonly ref: PassageRef; readonly imported: Passage }[],
  edits: CorpusEdits,
): readonly OpenPassage[] {
  return found.map(({ ref, imported }) => {
    const { text, mentions } = currentPassage(imported, edits.get(passageKey(ref)));
    return { ref, text, mentions, within: { start: 0, end: text.length } };
  });
}
