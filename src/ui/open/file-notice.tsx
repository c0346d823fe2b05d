import { Button } from '@mantine/core';
import type { FileNotice as Notice } from '../../studio/state/slices/corpus-slice.ts';
import { formatNoun } from '../common/number-format.ts';
import { useCommands, useStudio } from '../common/studio-context.tsx';
import { isOneThing, workWords } from './work-words.ts';
import classes from './corpus-screen.module.css';

/** What became of a file that was removed, or of the work that had waited for it. */
export function FileNotice() {
  const studio = useCommands();
  const notice = useStudio((state) => state.fileNotice);
  if (notice === undefined) return null;
  return (
    <div className={classes.notice}>
      <p role="status" className={classes.plain}>
        {describe(notice)}
      </p>
      {notice.kind === 'removed' && notice.isHeld && (
        <Button size="xs" variant="default" onClick={() => void studio.putFileBack()}>
          Put it back
        </Button>
      )}
      <Button
        size="xs"
        variant="subtle"
        color="gray"
        onClick={() => {
          studio.dismissFileNotice();
        }}
      >
        Dismiss
      </Button>
    </div>
  );
}

function describe(notice: Notice): string {
  const words = workWords(notice.work);
  const [wait, is] = isOneThing(notice.work) ? ['waits', 'is'] : ['wait', 'are'];
  switch (notice.kind) {
    case 'removed':
      return words === undefined
        ? `${notice.file} is removed.`
        : `${notice.file} is removed. ${words} on it ${wait} for the same file to be opened again.`;
    case 'back': {
      const files = notice.files.length === 1 ? (notice.files[0] ?? '') : formatNoun(notice.files.length, 'file');
      return words === undefined ? `${files} was here before.` : `${words} from before on ${files} ${is} back.`;
    }
    case 'read-again':
      return [
        `${notice.file} was read as another format.`,
        words !== undefined && `${words} on it ${wait} for the texts that it had before.`,
        notice.changedDecisions > 0 &&
          `${formatNoun(notice.changedDecisions, 'decision')} ${notice.changedDecisions === 1 ? 'is on a text' : 'are on texts'} whose annotation is another now: look at ${notice.changedDecisions === 1 ? 'it' : 'them'} again.`,
        notice.droppedMarks > 0 &&
          `${formatNoun(notice.droppedMarks, 'sample')} that you had said to be annotated ${notice.droppedMarks === 1 ? 'is' : 'are'} not annotated in this reading.`,
      ]
        .filter((part) => part !== false)
        .join(' ');
    default:
      return notice satisfies never;
  }
}
