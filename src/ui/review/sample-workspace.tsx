import { useId, useState, type Ref } from 'react';
import { setConceptIds } from '../../core/annotations/change-mention.ts';
import { textDirection } from '../../core/text/text-direction.ts';
import type { EntityTypeCues } from '../common/entity-types.ts';
import { formatNoun } from '../common/number-format.ts';
import { useStudio } from '../common/studio-context.tsx';
import classes from './annotate.module.css';
import { AnswerView } from './answer-view.tsx';
import { ConceptDialog } from './concept-dialog.tsx';
import { EditableText } from './editable-text.tsx';
import { pressEditorKey } from './editor-keys.ts';
import { IdenticalDialog } from './identical-dialog.tsx';
import { LabelPalette } from './label-palette.tsx';
import { MentionList } from './mention-list.tsx';
import { MentionTools } from './mention-tools.tsx';
import type { ReviewRow } from './review-rows.ts';
import screen from './review-screen.module.css';
import { useTextEditor } from './use-text-editor.ts';

type OpenDialog = 'labels' | 'identical' | 'concepts' | undefined;

const NO_SIGNS: ReadonlyMap<string, string> = new Map();

/** Text, mentions and answer of the sample under review, and what changes them. */
export function SampleWorkspace({
  row,
  cues,
  textRef,
}: {
  row: ReviewRow;
  cues: EntityTypeCues;
  textRef: Ref<HTMLDivElement>;
}) {
  const { sample } = row;
  const entityTypes = useStudio((state) => state.sampleOptions.entityTypes);
  const editor = useTextEditor(sample);
  const [dialog, setDialog] = useState<OpenDialog>();
  const messageId = useId();
  const { active, selection, message } = editor;

  const open = (asked: Exclude<OpenDialog, undefined>) => {
    if (asked === 'labels' ? selection !== undefined : active !== undefined) setDialog(asked);
  };
  const close = () => {
    setDialog(undefined);
  };
  return (
    <section className={screen.sample} aria-label="Sample">
      <div className={classes.frame}>
        <div className={classes.columns}>
          <div className={classes.column}>
            <h2 className={classes.columnHead}>
              Current <small>edit with e or the mouse</small>
            </h2>
            <EditableText
              ref={textRef}
              text={sample.input}
              mentions={sample.mentions}
              cues={cues}
              selection={selection}
              active={active}
              signs={NO_SIGNS}
              describedBy={messageId}
              onFocus={editor.enter}
              onGesture={editor.gesture}
              onKeyDown={(event) => {
                const isHandled = pressEditorKey(event.nativeEvent, {
                  editor,
                  entityTypes,
                  isRightToLeft: textDirection(sample.input) === 'rtl',
                  onLeave: () => {
                    document.getElementById('review-samples')?.focus();
                  },
                  onOpen: open,
                });
                if (isHandled) event.preventDefault();
              }}
            />
          </div>
        </div>
      </div>
      <p id={messageId} role="status" className={`${classes.message} ${message.isRefusal ? classes.refusal : ''}`}>
        {message.words}
      </p>
      <MentionTools editor={editor} entityTypes={entityTypes} cues={cues} onOpen={open} />
      <h2 className={screen.subtitle}>
        {sample.mentions.length === 0 ? 'No mention of the asked types' : formatNoun(sample.mentions.length, 'mention')}
      </h2>
      {sample.mentions.length > 0 && (
        <MentionList mentions={sample.mentions} cues={cues} activeId={active?.id} onActivate={editor.activate} />
      )}
      <AnswerView row={row} />
      <LabelPalette
        opened={dialog === 'labels'}
        entityTypes={entityTypes}
        cues={cues}
        onChoose={(entityType) => {
          editor.label(entityType);
          close();
        }}
        onClose={close}
      />
      {active !== undefined && (
        <>
          <IdenticalDialog opened={dialog === 'identical'} sample={sample} mention={active} onClose={close} />
          <ConceptDialog
            opened={dialog === 'concepts'}
            mention={active}
            onSave={(conceptIds) => {
              editor.perform((passage) => setConceptIds(passage, active.id, conceptIds));
              close();
            }}
            onClose={close}
          />
        </>
      )}
    </section>
  );
}
