import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { Dialog } from '../../common/layout/dialog.tsx';
import { type DraftKey, hasGuidelines } from '../../../studio/state/slices/drafts.ts';
import { useCommands, useStudio } from '../../common/studio-context.tsx';
import { ReviewProgress } from './review-progress.tsx';
import classes from '../common/review-screen.module.css';

/** What this project's curators agreed on, for the whole and for each label, and how far they are. */
export function GuidelinesDialog({ onClose }: { onClose: () => void }) {
  const guidelines = useStudio((state) => state.guidelines);
  const entityTypes = useStudio((state) => state.sampleOptions.entityTypes);
  const drafts = useStudio((state) => state.drafts);
  // What was typed and not saved when the dialog was closed is there again.
  const [isEditing, setEditing] = useState(hasGuidelines(drafts));
  const isEmpty = guidelines.project === '' && Object.values(guidelines.labels).every((text) => text === '');
  // A label of the guidelines that is not asked for now keeps its words.
  const types = [...new Set([...entityTypes, ...Object.keys(guidelines.labels)])];
  return (
    <Dialog opened onClose={onClose} title="Guidelines and progress" size="lg">
      {isEditing ? (
        <GuidelinesForm
          types={types}
          onDone={() => {
            setEditing(false);
          }}
        />
      ) : (
        <>
          {isEmpty && <p>Nothing is agreed on yet.</p>}
          {guidelines.project !== '' && <p className={classes.guideline}>{guidelines.project}</p>}
          {types.map((type) => {
            const words = guidelines.labels[type] ?? '';
            return (
              words !== '' && (
                <section key={type}>
                  <h3 className={classes.guidelineTitle}>{type}</h3>
                  <p className={classes.guideline}>{words}</p>
                </section>
              )
            );
          })}
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              setEditing(true);
            }}
          >
            Edit the guidelines
          </Button>
        </>
      )}
      <ReviewProgress />
    </Dialog>
  );
}

function GuidelinesForm({ types, onDone }: { types: readonly string[]; onDone: () => void }) {
  const studio = useCommands();
  const guidelines = useStudio((state) => state.guidelines);
  const drafts = useStudio((state) => state.drafts);
  const project = drafts.guidelines ?? guidelines.project;
  const wordsOf = (label: string) => drafts[`guideline ${label}`] ?? guidelines.labels[label] ?? '';
  const isPending = hasGuidelines(drafts);
  const keep = (key: DraftKey, text: string | undefined) => void studio.keepDraft(key, text);
  const dropDrafts = () => {
    for (const key of ['guidelines', ...types.map((label) => `guideline ${label}` as const)] as const)
      keep(key, undefined);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const labels = Object.fromEntries(types.map((label) => [label, wordsOf(label)]));
        void studio.setGuidelines({ project: project.trim(), labels: { ...guidelines.labels, ...labels } });
        dropDrafts();
        onDone();
      }}
    >
      <Textarea
        data-autofocus
        autosize
        minRows={3}
        maxRows={10}
        label="For the whole project"
        value={project}
        onChange={(event) => {
          keep('guidelines', event.currentTarget.value);
        }}
      />
      {types.map((label) => (
        <Textarea
          key={label}
          autosize
          minRows={2}
          maxRows={8}
          label={`What is a ${label}, with examples of what is and what is not`}
          value={wordsOf(label)}
          onChange={(event) => {
            keep(`guideline ${label}`, event.currentTarget.value);
          }}
        />
      ))}
      <div className={classes.bulkButtons}>
        {isPending && <p role="status">Not saved yet: your text is kept until you save or discard it.</p>}
        <Button
          variant="default"
          onClick={() => {
            dropDrafts();
            onDone();
          }}
        >
          {isPending ? 'Discard' : 'Cancel'}
        </Button>
        <Button type="submit">Save the guidelines</Button>
      </div>
    </form>
  );
}
