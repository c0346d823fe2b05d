import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Mention } from '../../../core/corpus/corpus.ts';
import { Dialog } from '../../common/layout/dialog.tsx';
import classes from '../common/annotate.module.css';

export interface ConceptDialogProps {
  readonly mention: Mention;
  readonly onSave: (conceptIds: readonly string[]) => void;
  readonly onClose: () => void;
}

/** Identifiers of a mention in a vocabulary, as the file has them; commas separate several. */
export function ConceptDialog({ mention, onSave, onClose }: ConceptDialogProps) {
  return (
    <Dialog opened onClose={onClose} title={`Concept ids of “${mention.quote}”`}>
      <ConceptForm mention={mention} onSave={onSave} onClose={onClose} />
    </Dialog>
  );
}

function ConceptForm({ mention, onSave, onClose }: ConceptDialogProps) {
  const [typed, setTyped] = useState((mention.conceptIds ?? []).join(', '));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSave(typed.split(','));
      }}
    >
      <TextInput
        label="Ids"
        description="Such as D001241 in MeSH. Separate several with commas."
        data-autofocus
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
        }}
      />
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit">Save</Button>
      </div>
    </form>
  );
}
