import { memo } from 'react';
import type { EntityTypeCues } from '../common/entity-types.ts';
import { TypeSwatch } from '../common/type-swatch.tsx';
import classes from './annotate.module.css';
import { KeyButton } from './key-button.tsx';

/** Digits label the first ones; the palette has them all. */
const KEYED_TYPES = 9;

export interface MentionToolsProps {
  readonly hasSelection: boolean;
  readonly hasMention: boolean;
  /** A further part of the mention is being chosen. */
  readonly isAdding: boolean;
  readonly entityTypes: readonly string[];
  readonly cues: EntityTypeCues;
  readonly onLabel: (entityType: string) => void;
  readonly onDelete: () => void;
  readonly onAddPart: () => void;
  readonly onOpen: (dialog: 'labels' | 'identical' | 'concepts') => void;
}

/** What can be done with the selection and the active mention, each with its key on it. */
export const MentionTools = memo(function MentionTools(props: MentionToolsProps) {
  const { hasSelection, hasMention, isAdding, entityTypes, cues, onLabel, onDelete, onAddPart, onOpen } = props;
  return (
    <>
      <div className={classes.tools} role="toolbar" aria-label="Label">
        {entityTypes.slice(0, KEYED_TYPES).map((entityType, index) => (
          <KeyButton
            key={entityType}
            keys={String(index + 1)}
            icon={<TypeSwatch cue={cues.get(entityType)} />}
            disabled={!hasSelection}
            onClick={() => {
              onLabel(entityType);
            }}
          >
            {entityType}
          </KeyButton>
        ))}
        <KeyButton
          keys="l"
          disabled={!hasSelection}
          onClick={() => {
            onOpen('labels');
          }}
        >
          {entityTypes.length > KEYED_TYPES ? `All ${entityTypes.length} labels…` : 'Labels…'}
        </KeyButton>
      </div>
      <div className={classes.tools} role="toolbar" aria-label="Mention">
        <KeyButton keys="Del" disabled={!hasMention} onClick={onDelete}>
          Delete
        </KeyButton>
        <KeyButton keys="f" disabled={!hasMention} pressed={isAdding} onClick={onAddPart}>
          {isAdding ? 'Add this part' : 'Add a part'}
        </KeyButton>
        <KeyButton
          keys="i"
          disabled={!hasMention}
          onClick={() => {
            onOpen('identical');
          }}
        >
          Identical…
        </KeyButton>
        <KeyButton
          keys="c"
          disabled={!hasMention}
          onClick={() => {
            onOpen('concepts');
          }}
        >
          Concept ids…
        </KeyButton>
      </div>
    </>
  );
});
