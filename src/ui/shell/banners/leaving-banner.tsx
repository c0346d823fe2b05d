import { IconDeviceFloppy } from '@tabler/icons-react';
import { useStudio } from '../../common/studio-context.tsx';
import classes from './storage-banner.module.css';

/** While a tab saves what it has, to let go of the project then. */
export function LeavingBanner() {
  const refusedCount = useStudio((state) => state.refusedCount);
  return (
    <div className={classes.banner} role="status">
      <IconDeviceFloppy size={16} aria-hidden="true" />
      What was done here is being saved, then this tab lets go of the project. It takes no more changes.
      {refusedCount > 0 && ' Your last act was not done.'}
    </div>
  );
}
