import { memo } from 'react';
import { keyCap } from '../../common/keys/actions.ts';
import type { EntityTypeCues } from '../../common/text/entity-types.ts';
import { TypeSwatch } from '../../common/text/type-swatch.tsx';
import classes from '../common/annotate.module.css';
import { KeyButton } from '../common/key-button.tsx';
import type { LabelKeys } from './use-label-keys.ts';

export interface MentionToolsProps {
  readonly hasSelection: boolean;
  readonly hasMention: boolean;
  /** A further part of the mention is being chosen. */
  readonly isAdding: boolean;
  /** The labels with a key; the palette has them all. */
  readonly labelKeys: LabelKeys;
  readonly typeCount: number;
  readonly cues: EntityTypeCues;
  readonly onLabel: (entityType: string) => void;
  readonly onDelete: () => void;
  readonly onAddPart: () => void;
  readonly onOpen: (dialog: 'labels' | 'identical' | 'concepts') => void;
}

/** What can be done with the selection and the active mention, each with its key on it. */
export const MentionTools = memo(function MentionTools(props: MentionToolsProps) {
  const { hasSelection, hasMention, isAdding, labelKeys, typeCount, cues, onLabel, onDelete, onAddPart, onOpen } =
    props;
  return (
    <>
      <div className={classes.tools} role="toolbar" aria-label="Label">
        {[...labelKeys].map(([key, entityType]) => (
          <KeyButton
            key={entityType}
            keys={keyCap(key)}
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
          {typeCount > labelKeys.size ? `All ${typeCount} labels…` : 'Labels…'}
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
