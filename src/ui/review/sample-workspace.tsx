import { memo, useEffect, useId, useRef, useState, type RefObject } from 'react';
import { setConceptIds } from '../../core/annotations/change-mention.ts';
import type { AnnotationEdit } from '../../core/annotations/annotation-edit.ts';
import { takeMentions } from '../../core/annotations/take-mentions.ts';
import type { Sample } from '../../core/samples/sample.ts';
import { shiftMention } from '../../core/samples/mentions-within.ts';
import { textDirection } from '../../core/text/text-direction.ts';
import type { EntityTypeCues } from '../common/text/entity-types.ts';
import { formatNoun } from '../common/number-format.ts';
import type { OpenSample } from '../../studio/state/slices/samples-slice.ts';
import { useStudio } from '../common/studio-context.tsx';
import { useStable } from '../common/use-stable.ts';
import { useActions } from '../common/keys/use-actions.ts';
import classes from './common/annotate.module.css';
import { AnswerView } from './pick/answer-view.tsx';
import { ComparisonColumn, SideChoice, type SideChoiceProps } from './compare/comparison-column.tsx';
import { ConceptDialog } from './editor/concept-dialog.tsx';
import { DifferenceList } from './compare/difference-list.tsx';
import { EditableText } from './editor/editable-text.tsx';
import { pressEditorKey } from './editor/editor-keys.ts';
import { IdenticalDialog } from './dialogs/identical-dialog.tsx';
import { LabelPalette } from './editor/label-palette.tsx';
import { MentionList } from './editor/mention-list.tsx';
import { MentionTools } from './editor/mention-tools.tsx';
import screen from './common/review-screen.module.css';
import { useComparison } from './compare/use-comparison.ts';
import type { WantedMention } from './compare/use-conflict-in-hand.ts';
import { useLabelKeys } from './editor/use-label-keys.ts';
import { type TextEditor, useTextEditor } from './editor/use-text-editor.ts';

type OpenDialog = 'labels' | 'identical' | 'concepts' | undefined;

export interface SampleWorkspaceProps extends SideChoiceProps {
  readonly open: OpenSample;
  readonly cues: EntityTypeCues;
  readonly textRef: RefObject<HTMLDivElement | null>;
  /** Asked once it is drawn: whether the text is to take the keys. */
  readonly takesKeys: () => boolean;
  readonly wanted: WantedMention | undefined;
  /** Asked for a difference that this sample does not have any more. */
  readonly onNoMore: (step: 1 | -1) => void;
  /** Asks for a type that the corpus does not have, and then does the edit that labels with it. */
  readonly onCreateLabel: (entityType: string, edit: AnnotationEdit, sample: Sample) => void;
}

/** Text, mentions and answer of the sample under review, and what changes them. */
export const SampleWorkspace = memo(function SampleWorkspace({
  open: opened,
  cues,
  textRef,
  takesKeys,
  wanted,
  sides,
  side,
  onSide,
  onNoMore,
  onCreateLabel,
}: SampleWorkspaceProps) {
  const { row } = opened;
  const { sample } = row;
  const entityTypes = useStudio((state) => state.sampleOptions.entityTypes);
  const labelKeys = useLabelKeys(entityTypes);
  const editor = useTextEditor(opened);
  const comparison = useComparison(opened, side);
  const [reason, setReason] = useState('');
  const [dialog, setDialog] = useState<OpenDialog>();
  const messageId = useId();
  useReturn(dialog !== undefined, textRef);
  useEffect(() => {
    if (takesKeys()) textRef.current?.focus();
  }, [takesKeys, textRef]);
  useWanted(wanted?.place === row.place ? wanted : undefined, editor, textRef);
  const { active, selection, message } = editor;
  const { differences, index, current } = comparison;

  const step = (by: 1 | -1) => {
    if (differences[index + by] === undefined) onNoMore(by);
    else comparison.choose(index + by);
  };
  const take = () => {
    if (current === undefined) return;
    const subject = sides.find(({ id }) => id === side)?.subject ?? 'the other side';
    const theirs = current.theirs.map((mention) => shiftMention(mention, sample.span.start));
    const exchange = { mine: current.mine.map(({ id }) => id), theirs };
    editor.perform(
      (passage) => takeMentions(passage, exchange, subject),
      reason.trim() === '' ? undefined : reason.trim(),
    );
  };
  useActions({
    'next-difference': () => {
      step(1);
    },
    'previous-difference': () => {
      step(-1);
    },
    'take-theirs': take,
    'other-side': () => {
      const place = sides.findIndex(({ id }) => id === side);
      onSide(sides[(place + 1) % sides.length]?.id ?? 'none');
    },
  });

  const open = (asked: Exclude<OpenDialog, undefined>) => {
    if (asked === 'labels' ? selection !== undefined : active !== undefined) setDialog(asked);
  };
  const close = () => {
    setDialog(undefined);
  };
  const onLabel = useStable(editor.label);
  const onDelete = useStable(editor.remove);
  const onAddPart = useStable(editor.addPart);
  const onActivate = useStable(editor.activate);
  const onOpen = useStable(open);
  const onChoose = useStable(comparison.choose);
  const onStep = useStable(step);
  const onTake = useStable(take);
  return (
    <section className={screen.sample} aria-label="Sample">
      <div className={side === 'none' ? classes.frame : `${classes.frame} ${classes.compared}`}>
        <div className={classes.columns}>
          <div className={classes.column}>
            <h2 className={classes.columnHead}>
              Current <small>edit with e or the mouse</small>
            </h2>
            <EditableText
              ref={textRef}
              text={sample.input}
              mentions={editor.mentions}
              cues={cues}
              selection={selection}
              active={active}
              signs={comparison.mySigns}
              describedBy={messageId}
              onFocus={editor.enter}
              onGesture={editor.gesture}
              onKeyDown={(event) => {
                // A key that goes before all others, as the Escape that stops a search.
                if (event.defaultPrevented) return;
                const isHandled = pressEditorKey(event.nativeEvent, {
                  editor,
                  labelKeys,
                  isRightToLeft: textDirection(sample.input) === 'rtl',
                  onLeave: () => {
                    document.getElementById('review-samples')?.focus();
                  },
                  onOpen: open,
                });
                if (isHandled) event.preventDefault();
              }}
            />
            <p
              id={messageId}
              role="status"
              className={`${classes.message} ${message.isRefusal ? classes.refusal : ''}`}
            >
              {message.words}
            </p>
            <MentionTools
              hasSelection={selection !== undefined}
              hasMention={active !== undefined}
              isAdding={editor.adding}
              labelKeys={labelKeys}
              typeCount={entityTypes.length}
              cues={cues}
              onLabel={onLabel}
              onDelete={onDelete}
              onAddPart={onAddPart}
              onOpen={onOpen}
            />
          </div>
          <div className={classes.column}>
            <div className={classes.columnHead}>
              <h2 className={classes.columnTitle}>Other</h2>
              <SideChoice sides={sides} side={side} onSide={onSide} />
              {side !== 'none' && <small>not editable</small>}
            </div>
            {side !== 'none' && (
              <ComparisonColumn
                text={sample.input}
                mentions={comparison.theirs}
                cues={cues}
                signs={comparison.theirSigns}
                region={current?.region}
              />
            )}
          </div>
        </div>
      </div>
      {side !== 'none' && comparison.theirs !== undefined && (
        <DifferenceList
          differences={differences}
          index={index}
          reason={reason}
          onReason={setReason}
          onChoose={onChoose}
          onStep={onStep}
          onTake={onTake}
        />
      )}
      <h2 className={screen.subtitle}>
        {sample.mentions.length === 0 ? 'No mention of the asked types' : formatNoun(sample.mentions.length, 'mention')}
      </h2>
      {sample.mentions.length > 0 && (
        <MentionList mentions={sample.mentions} cues={cues} activeId={active?.id} onActivate={onActivate} />
      )}
      <AnswerView row={row} />
      {dialog === 'labels' && (
        <LabelPalette
          entityTypes={entityTypes}
          cues={cues}
          onChoose={(entityType) => {
            editor.label(entityType);
            close();
          }}
          onCreate={(entityType) => {
            const edit = editor.labelled(entityType);
            close();
            if (edit !== undefined) onCreateLabel(entityType, edit, sample);
          }}
          onClose={close}
        />
      )}
      {dialog === 'identical' && active !== undefined && (
        <IdenticalDialog open={opened} mention={active} onClose={close} />
      )}
      {dialog === 'concepts' && active !== undefined && (
        <ConceptDialog
          mention={active}
          onSave={(conceptIds) => {
            editor.perform((passage) => setConceptIds(passage, active.id, conceptIds));
            close();
          }}
          onClose={close}
        />
      )}
    </section>
  );
});

/** Takes the wanted mention in hand, once for each request. */
function useWanted(
  wanted: WantedMention | undefined,
  { mentions, activate }: Pick<TextEditor, 'mentions' | 'activate'>,
  target: RefObject<HTMLElement | null>,
): void {
  const done = useRef<WantedMention>(undefined);
  useEffect(() => {
    if (wanted === undefined || done.current === wanted) return;
    done.current = wanted;
    // Where it is gone meanwhile, the text is what there is to be edited.
    target.current?.focus();
    if (mentions.some(({ id }) => id === wanted.mentionId)) activate(wanted.mentionId);
  }, [wanted, mentions, activate, target]);
}

/** When a dialog is gone, the keys are the text's again: a dialog that is not drawn any more gives no focus back. */
function useReturn(isOpen: boolean, target: RefObject<HTMLElement | null>): void {
  const wasOpen = useRef(false);
  useEffect(() => {
    if (wasOpen.current && !isOpen) target.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen, target]);
}
