import type { EntityTypeCues } from '../common/entity-types.ts';
import { TypeSwatch } from '../common/type-swatch.tsx';
import classes from './annotate.module.css';
import { KeyButton } from './key-button.tsx';
import type { TextEditor } from './use-text-editor.ts';

/** Digits label the first ones; the palette has them all. */
const KEYED_TYPES = 9;

export interface MentionToolsProps {
  readonly editor: TextEditor;
  readonly entityTypes: readonly string[];
  readonly cues: EntityTypeCues;
  readonly onOpen: (dialog: 'labels' | 'identical' | 'concepts') => void;
}

/** What can be done with the selection and the active mention, each with its key on it. */
export function MentionTools({ editor, entityTypes, cues, onOpen }: MentionToolsProps) {
  const { active, selection, adding } = editor;
  const hasMention = active !== undefined;
  return (
    <>
      <div className={classes.tools} role="toolbar" aria-label="Label">
        {entityTypes.slice(0, KEYED_TYPES).map((entityType, index) => (
          <KeyButton
            key={entityType}
            keys={String(index + 1)}
            icon={<TypeSwatch cue={cues.get(entityType)} />}
            disabled={selection === undefined}
            onClick={() => {
              editor.label(entityType);
            }}
          >
            {entityType}
          </KeyButton>
        ))}
        <KeyButton
          keys="l"
          disabled={selection === undefined}
          onClick={() => {
            onOpen('labels');
          }}
        >
          {entityTypes.length > KEYED_TYPES ? `All ${entityTypes.length} labels…` : 'Labels…'}
        </KeyButton>
      </div>
      <div className={classes.tools} role="toolbar" aria-label="Mention">
        <KeyButton keys="Del" disabled={!hasMention} onClick={editor.remove}>
          Delete
        </KeyButton>
        <KeyButton keys="f" disabled={!hasMention} pressed={adding} onClick={editor.addPart}>
          {adding ? 'Add this part' : 'Add a part'}
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
}
