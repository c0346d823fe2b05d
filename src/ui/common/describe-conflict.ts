import type { StudioState } from '../../studio/state.ts';

type Conflict = StudioState['conflicts'][number];

/** What a conflict is about and what the two sides of it say. */
export interface ConflictWords {
  readonly about: string;
  readonly standing: string;
  readonly other: string;
}

export function describeConflict(conflict: Conflict): ConflictWords {
  switch (conflict.kind) {
    case 'decision': {
      const { sampleId, standing, other } = conflict;
      return { about: `Sample ${sampleId}`, standing: decisionWords(standing), other: decisionWords(other) };
    }
    case 'mention': {
      const { mentionId, passage, standing, other } = conflict;
      const about = `Mention ${mentionId} in ${passage.documentId}`;
      return { about, standing: editWords(standing), other: editWords(other) };
    }
    case 'overlap': {
      const { passage, one, other } = conflict;
      return {
        about: `Two mentions at one place in ${passage.documentId}`,
        standing: `both ${mentionWords(one)} and ${mentionWords(other)}`,
        other: `only ${mentionWords(other)}, without ${mentionWords(one)}`,
      };
    }
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
