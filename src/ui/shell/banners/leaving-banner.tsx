import { IconDeviceFloppy } from '@tabler/icons-react';
import { useStudio } from '../../common/studio-context.tsx';
import classes from './storage-banner.module.css';

/** While a tab saves what it has, to let go of the project then. */
export function LeavingBanner() {
  const refusedCount = useStudio((state) => state.refusedCount);
  return (
    <div className={classes.banner} role="status">
      <IconDeviceFloppy size={16} aria-hidden="true" />
      Saving your work before this tab releases the project. New changes are not accepted.
      {refusedCount > 0 && ' Your last act was not done.'}
    </div>
  );
}
