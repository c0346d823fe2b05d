import { Button, Group } from '@mantine/core';
import type { StudioState } from '../../studio/state.ts';
import { formatNoun } from '../common/number-format.ts';
import { useCommands, useStudio } from '../common/studio-context.tsx';

type Conflict = StudioState['conflicts'][number];

/** As many as one looks through at a time; the next ones follow as these are settled. */
const SHOWN = 50;

/** What the last merge brought, and where the copies differ, each with both sides to choose from. */
export function MergePanel() {
  const studio = useCommands();
  const report = useStudio((state) => state.mergeReport);
  const conflicts = useStudio((state) => state.conflicts);
  if (report === undefined && conflicts.length === 0) return null;
  return (
    <section aria-label="Merge">
      {report !== undefined && (
        <p role="status">
          “{report.name}” is merged: {formatNoun(report.decisionCount, 'decision')},{' '}
          {formatNoun(report.noteCount, 'note')} and {formatNoun(report.mentionCount, 'mention')} changed here.
          {report.onlyThereCount > 0 &&
            ` ${formatNoun(report.onlyThereCount, 'document')} of it are not open here; what was done there waits for them.`}{' '}
          Undo in Review takes all of it back.
        </p>
      )}
      {conflicts.length > 0 && (
        <>
          <strong>{formatNoun(conflicts.length, 'conflict')} to decide</strong>
          <ul aria-label="Conflicts">
            {conflicts.slice(0, SHOWN).map((conflict, index) => (
              <li key={index}>
                {describe(conflict)}
                <Group gap={4} my={4}>
                  <Button size="compact-sm" onClick={() => void studio.settleConflict(conflict, 'keep')}>
                    {conflict.kind === 'overlap' ? 'Keep both' : `Keep: ${standingSide(conflict)}`}
                  </Button>
                  <Button
                    size="compact-sm"
                    variant="default"
                    onClick={() => void studio.settleConflict(conflict, 'take')}
                  >
                    Take: {otherSide(conflict)}
                  </Button>
                </Group>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function describe(conflict: Conflict): string {
  switch (conflict.kind) {
    case 'decision':
      return `Sample ${conflict.sampleId}`;
    case 'mention':
      return `Mention ${conflict.mentionId} in ${conflict.passage.documentId}`;
    case 'overlap':
      return `Two mentions at one place in ${conflict.passage.documentId}`;
    default:
      return conflict satisfies never;
  }
}

function standingSide(conflict: Exclude<Conflict, { kind: 'overlap' }>): string {
  return conflict.kind === 'decision' ? decisionWords(conflict.standing) : editWords(conflict.standing);
}

function otherSide(conflict: Conflict): string {
  switch (conflict.kind) {
    case 'decision':
      return decisionWords(conflict.other);
    case 'mention':
      return editWords(conflict.other);
    case 'overlap':
      return `only ${mentionWords(conflict.other)}, without ${mentionWords(conflict.one)}`;
    default:
      return conflict satisfies never;
  }
}

function decisionWords({ verdict, author }: Extract<Conflict, { kind: 'decision' }>['standing']): string {
  return author === undefined ? verdict : `${verdict} by ${author}`;
}

function editWords(edit: Extract<Conflict, { kind: 'mention' }>['standing']): string {
  return edit.kind === 'deleted' ? 'deleted' : mentionWords(edit.mention);
}

function mentionWords({ quote, entityType }: { readonly quote: string; readonly entityType: string }): string {
  return `“${quote}” ${entityType}`;
}
