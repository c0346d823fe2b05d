import { Button, NativeSelect } from '@mantine/core';
import { useMemo, useState } from 'react';
import { takeSuggestions } from '../../../core/annotations/take-suggestions.ts';
import { collectSuggestions } from '../../../studio/review/suggestions.ts';
import { Dialog } from '../../common/layout/dialog.tsx';
import { formatCount, formatNoun } from '../../common/number-format.ts';
import { useCommands, useReadStudio, useStudio } from '../../common/studio-context.tsx';
import classes from '../common/annotate.module.css';
import { readPortions } from '../queue/read-portions.ts';
import { StillNotAnnotated } from './still-not-annotated.tsx';
import { useAnswerAbout } from './use-answer-about.ts';

/** Taken as they come and not calibrated, so high to begin with. */
const THRESHOLDS = [0.99, 0.95, 0.9, 0.8, 0.7, 0.5, 0];

/** Named before all are taken; the count says the rest. */
const PREVIEWED = 8;

export interface SuggestionsDialogProps {
  readonly places: Uint32Array;
  readonly onClose: () => void;
}

/** Takes what a model suggests for exactly the samples that the filter shows, after saying how much that is. */
export function SuggestionsDialog({ places, onClose }: SuggestionsDialogProps) {
  const title = `Take suggestions for the ${formatNoun(places.length, 'sample')} that the filter shows`;
  const [first] = useStudio((state) => state.predictedBy);
  return (
    <Dialog opened onClose={onClose} title={title}>
      {first === undefined ? (
        <p role="status">
          No model has been asked about this corpus yet, and no file brings predictions; Preview has the button that
          asks one.
        </p>
      ) : (
        <SuggestionsPreview places={places} firstModel={first.modelHash} onClose={onClose} />
      )}
    </Dialog>
  );
}

function SuggestionsPreview({ places, firstModel, onClose }: SuggestionsDialogProps & { readonly firstModel: string }) {
  const studio = useCommands();
  const readStudio = useReadStudio();
  const models = useStudio((state) => state.predictedBy);
  const [modelHash, setModelHash] = useState(firstModel);
  const [minConfidence, setMinConfidence] = useState(0.95);
  const subject = models.find((model) => model.modelHash === modelHash)?.modelName ?? 'the model';
  const version = useStudio(({ sampleView }) => sampleView?.rowVersion);
  const suggested = useAnswerAbout(places, `${version} ${modelHash}`, async (_, signal) => {
    const collected = collectSuggestions(readStudio(), modelHash);
    const how = {
      readSamples: (...asked: Parameters<typeof studio.readSamples>) => studio.readSamples(...asked),
      signal,
    };
    for await (const some of readPortions(places, [modelHash], how)) collected.add(some);
    return collected.passages();
  });
  const found = useMemo(
    () => (suggested === undefined ? undefined : takeSuggestions(suggested, { minConfidence, subject })),
    [suggested, minConfidence, subject],
  );
  return (
    <>
      <div className={classes.formRow}>
        <NativeSelect
          label="Model"
          value={modelHash}
          data={models.map((model) => ({ value: model.modelHash, label: model.modelName }))}
          onChange={(event) => {
            setModelHash(event.currentTarget.value);
          }}
        />
        <NativeSelect
          label="Confidence of at least"
          value={String(minConfidence)}
          data={THRESHOLDS.map((threshold) => ({
            value: String(threshold),
            label: `${Math.round(threshold * 100)} %`,
          }))}
          onChange={(event) => {
            setMinConfidence(Number(event.currentTarget.value));
          }}
        />
      </div>
      {found === undefined ? <p role="status">Reading what the model suggests…</p> : <Found found={found} />}
      {found?.outcome.kind === 'edit' && <StillNotAnnotated changes={found.outcome.edit.changes} />}
      <p className={classes.dim}>One undo takes all of it back.</p>
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          disabled={found?.outcome.kind !== 'edit'}
          onClick={() => {
            if (found?.outcome.kind === 'edit') void studio.edit(found.outcome.edit);
            onClose();
          }}
        >
          Take {formatNoun(found?.taken.length ?? 0, 'mention')}
        </Button>
      </div>
    </>
  );
}

function Found({ found }: { found: ReturnType<typeof takeSuggestions> }) {
  const { taken, alreadyThere, contested, below } = found;
  return (
    <>
      <p role="status">
        {formatNoun(taken.length, 'mention')} will be added. {formatNoun(alreadyThere, 'stands', 'stand')} there
        already, {formatNoun(contested, 'overlaps', 'overlap')} a mention and {contested === 1 ? 'is' : 'are'} left for
        you, {formatNoun(below, 'is', 'are')} less sure.
      </p>
      <ul className={classes.mentions} aria-label="To be taken">
        {taken.slice(0, PREVIEWED).map((mention, index) => (
          <li key={index}>
            {mention.entityType}: <bdi>{mention.quote}</bdi>
          </li>
        ))}
      </ul>
      {taken.length > PREVIEWED && <p className={classes.dim}>and {formatCount(taken.length - PREVIEWED)} more</p>}
    </>
  );
}
