import { pressedKey } from '../../common/keys/actions.ts';
import type { LabelKeys } from './use-label-keys.ts';
import type { TextEditor } from './use-text-editor.ts';

/** What a key press asks for beside what the editor does itself. */
export interface EditorKeyTargets {
  readonly editor: TextEditor;
  readonly labelKeys: LabelKeys;
  readonly isRightToLeft: boolean;
  readonly onLeave: () => void;
  readonly onOpen: (dialog: 'labels' | 'identical' | 'concepts') => void;
}

type Press = Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey'>;

/** Does what a key means in the text; false where it means nothing there and may go on to the screen's own keys. */
export function pressEditorKey(press: Press, targets: EditorKeyTargets): boolean {
  const { editor, labelKeys, onLeave, onOpen } = targets;
  if (press.ctrlKey || press.metaKey) return false;
  const by = press.altKey ? 'character' : 'word';
  const bracket = bracketOf(press);
  if (bracket !== undefined) {
    const outwards = bracket === 'start' ? -1 : 1;
    editor.pushEdge(bracket, press.shiftKey ? turned(outwards) : outwards, by);
    return true;
  }
  if (press.key === 'ArrowLeft' || press.key === 'ArrowRight') {
    const step = (press.key === 'ArrowRight') === targets.isRightToLeft ? -1 : 1;
    if (press.shiftKey) editor.grow(step, by);
    else editor.moveWord(step);
    return true;
  }
  if (press.key === 'Tab') return editor.nextMention(press.shiftKey ? -1 : 1);
  if (press.altKey) return false;
  const digit = /^Digit([1-9])$/u.exec(press.code)?.[1] ?? /^[1-9]$/u.exec(press.key)?.[0];
  const isDigit = digit !== undefined && !press.shiftKey;
  const entityType = labelKeys.get((isDigit ? digit : pressedKey(press)) ?? '');
  if (entityType !== undefined) editor.label(entityType);
  if (entityType !== undefined || isDigit) return true;
  switch (press.key) {
    case 'Delete':
    case 'Backspace':
      editor.remove();
      return true;
    case 'Escape':
      if (!editor.cancel()) onLeave();
      return true;
    case 'f':
      editor.addPart();
      return true;
    case 'F':
      editor.removePart();
      return true;
    case 'l':
      onOpen('labels');
      return true;
    case 'i':
      onOpen('identical');
      return true;
    case 'c':
      onOpen('concepts');
      return true;
    default:
      return false;
  }
}

/** By the key's place too: Shift and Alt make other characters of it, and each keyboard its own. */
function bracketOf({ key, code }: Press): 'start' | 'end' | undefined {
  if (key === '[' || key === '{' || code === 'BracketLeft') return 'start';
  return key === ']' || key === '}' || code === 'BracketRight' ? 'end' : undefined;
}

function turned(step: 1 | -1): 1 | -1 {
  return step === 1 ? -1 : 1;
}
