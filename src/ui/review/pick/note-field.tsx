import { Textarea } from '@mantine/core';
import type { Ref } from 'react';
import { useCommands, useStudio } from '../../common/studio-context.tsx';
import { useKeptDraft } from '../../common/use-kept-draft.ts';

/** The note on a sample, saved when the person leaves the field. */
export function NoteField({ sampleId, ref }: { sampleId: string; ref: Ref<HTMLTextAreaElement> }) {
  const studio = useCommands();
  const note = useStudio((state) => state.notes.get(sampleId));
  const [draft, setDraft] = useKeptDraft(`note ${sampleId}`);
  return (
    <Textarea
      ref={ref}
      label="Note (m)"
      size="xs"
      rows={3}
      resize="vertical"
      description={describe(note?.author, draft)}
      value={draft ?? note?.text ?? ''}
      onChange={(event) => {
        setDraft(event.currentTarget.value);
      }}
      onBlur={() => {
        if (draft === undefined) return;
        void studio.note(sampleId, draft);
        setDraft(undefined);
      }}
      onKeyDown={(event) => {
        const isDone = event.key === 'Escape' || (event.key === 'Enter' && (event.ctrlKey || event.metaKey));
        if (!isDone) return;
        event.preventDefault();
        event.currentTarget.blur();
        document.getElementById('review-samples')?.focus();
      }}
    />
  );
}

function describe(author: string | undefined, draft: string | undefined): string | undefined {
  if (draft !== undefined) return 'Not applied yet: Ctrl+Enter or leaving the field applies it.';
  return author === undefined ? undefined : `by ${author}`;
}
