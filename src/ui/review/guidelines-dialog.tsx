import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { Dialog } from '../common/dialog.tsx';
import { useCommands, useStudio } from '../common/studio-context.tsx';
import { ReviewProgress } from './review-progress.tsx';
import classes from './review-screen.module.css';

/** What this project's curators agreed on, for the whole and for each label, and how far they are. */
export function GuidelinesDialog({ onClose }: { onClose: () => void }) {
  const guidelines = useStudio((state) => state.guidelines);
  const entityTypes = useStudio((state) => state.sampleOptions.entityTypes);
  const [isEditing, setEditing] = useState(false);
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
  const [project, setProject] = useState(guidelines.project);
  const [labels, setLabels] = useState(guidelines.labels);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void studio.setGuidelines({ project: project.trim(), labels });
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
          setProject(event.currentTarget.value);
        }}
      />
      {types.map((type) => (
        <Textarea
          key={type}
          autosize
          minRows={2}
          maxRows={8}
          label={`What is a ${type}, with examples of what is and what is not`}
          value={labels[type] ?? ''}
          onChange={(event) => {
            setLabels({ ...labels, [type]: event.currentTarget.value });
          }}
        />
      ))}
      <div className={classes.bulkButtons}>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit">Save the guidelines</Button>
      </div>
    </form>
  );
}
