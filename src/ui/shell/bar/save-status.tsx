import { IconAlertTriangle, IconCheck, IconLoader2 } from '@tabler/icons-react';
import type { StudioState } from '../../../studio/state/state.ts';
import { useStudio } from '../../common/studio-context.tsx';
import classes from './top-bar.module.css';

const savedWords: Readonly<Record<StudioState['storage']['kind'], string>> = {
  opfs: 'All changes saved',
  memory: 'Kept in this tab only',
  'read-only': 'Read-only',
};

/** Whether everything is on disk; what to do about a failed save stands in the banner below. */
export function SaveStatus() {
  const save = useStudio((state) => state.save);
  const storage = useStudio((state) => state.storage);
  return (
    <span className={save.kind === 'failed' ? `${classes.save} ${classes.saveFailed}` : classes.save} role="status">
      {save.kind === 'saved' && <IconCheck size={16} aria-hidden="true" />}
      {save.kind === 'saving' && <IconLoader2 size={16} aria-hidden="true" />}
      {save.kind === 'failed' && <IconAlertTriangle size={16} aria-hidden="true" />}
      {save.kind === 'saved' && savedWords[storage.kind]}
      {save.kind === 'saving' && 'Saving…'}
      {save.kind === 'failed' && 'Not saved'}
    </span>
  );
}
