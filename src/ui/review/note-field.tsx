import { Textarea } from '@mantine/core';
import { useState, type Ref } from 'react';
import { useCommands, useStudio } from '../common/studio-context.tsx';

/** The note on a sample, saved when the person leaves the field. */
export function NoteField({ sampleId, ref }: { sampleId: string; ref: Ref<HTMLTextAreaElement> }) {
  const studio = useCommands();
  const note = useStudio((state) => state.notes.get(sampleId));
  const [draft, setDraft] = useState<string>();
  return (
    <Textarea
      ref={ref}
      label="Note (m)"
      size="xs"
      rows={3}
      resize="vertical"
      description={note === undefined ? undefined : `by ${note.author}`}
      value={draft ?? note?.text ?? ''}
      onChange={(event) => {
        setDraft(event.currentTarget.value);
      }}
      onBlur={() => {
        if (draft !== undefined) void studio.note(sampleId, draft);
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
