import { Button, Group } from '@mantine/core';
import type { StudioState } from '../../studio/state.ts';
import { FailureNotice } from './failure-notice.tsx';
import { useCommands } from './studio-context.tsx';

type Failed = Extract<StudioState['model'], { kind: 'failed' }>;

/** A model that did not load: again, or back to the one that worked. */
export function ModelFailure({ failed }: { failed: Failed }) {
  const studio = useCommands();
  const { previous } = failed;
  return (
    <FailureNotice
      failure={failed.failure}
      action={
        <Group gap="xs" mt={8}>
          {previous !== undefined && (
            <Button size="xs" variant="default" onClick={() => void studio.loadModel(previous)}>
              Back to {previous.name}
            </Button>
          )}
          <Button size="xs" variant="default" onClick={() => void studio.loadModel(failed.source)}>
            Try again
          </Button>
        </Group>
      }
    />
  );
}
