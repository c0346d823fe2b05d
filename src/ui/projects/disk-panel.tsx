import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { formatBytes } from '../common/number-format.ts';
import { useCommands, useStudio } from '../common/studio-context.tsx';

/** How full the browser's disk is, and whether the browser may clear it. */
export function DiskPanel() {
  const studio = useCommands();
  const disk = useStudio((state) => state.disk);
  const granted = useStudio((state) => state.persistGranted);
  useEffect(() => {
    void studio.readDisk();
  }, [studio]);
  if (disk === undefined) return null;
  const { usedBytes, quotaBytes, isPersistent } = disk;
  return (
    <section aria-label="Disk">
      {usedBytes !== undefined && quotaBytes !== undefined && (
        <p>
          {formatBytes(usedBytes)} of {formatBytes(quotaBytes)} that this browser gives the studio are in use.
        </p>
      )}
      {isPersistent ? (
        <p>The browser keeps the projects until you delete them.</p>
      ) : (
        <>
          <p>
            When the computer’s disk runs full, the browser may clear the data of sites, and your projects with it,
            unless you let the studio keep them.
          </p>
          {granted === false && (
            <p role="status">
              The browser declined. Bookmarking this page or using it for a few days may help. Save copies meanwhile.
            </p>
          )}
          <Button variant="default" onClick={() => void studio.persist()}>
            Keep my projects
          </Button>
        </>
      )}
    </section>
  );
}
