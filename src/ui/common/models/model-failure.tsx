import { Button, Group } from '@mantine/core';
import type { StudioState } from '../../../studio/state/state.ts';
import { FailureNotice } from '../layout/failure-notice.tsx';
import { ModelFolderButton } from './model-folder-button.tsx';
import { bundledModel, bundledModelNames } from './model-words.ts';
import { useCommands, useStudio } from '../studio-context.tsx';

type Failed = Extract<StudioState['model'], { kind: 'failed' }>;

/** A model that did not load: again, back to the one that worked, or what the person has to give first. */
export function ModelFailure({ failed }: { failed: Failed }) {
  const { failure } = failed;
  return (
    <FailureNotice
      failure={failure}
      action={
        <Group gap="xs" mt={8}>
          {failure.code === 'model-not-at-hand' ? (
            <WaysToModel source={failed.source} reason={failure.reason} />
          ) : (
            <WaysAfterFault failed={failed} />
          )}
        </Group>
      }
    />
  );
}

function WaysToModel({
  source,
  reason,
}: {
  source: Failed['source'];
  reason: Extract<Failed['failure'], { code: 'model-not-at-hand' }>['reason'];
}) {
  const studio = useCommands();
  const { name } = source;
  const answer = (given: Failed['source']): void => {
    void studio.answerForModel(given);
  };
  return (
    <>
      {reason === 'not-allowed' && (
        <Button
          size="xs"
          onClick={() => {
            answer(source);
          }}
        >
          Allow reading {name}
        </Button>
      )}
      {reason === 'not-downloaded' ? (
        <Button
          size="xs"
          onClick={() => {
            answer(source);
          }}
        >
          Download {name}
        </Button>
      ) : (
        <ModelFolderButton
          words={`Choose the folder of ${name}…`}
          label={`Folder of ${name}`}
          size="xs"
          onModel={answer}
        />
      )}
      <Button
        size="xs"
        variant="default"
        onClick={() => {
          answer(bundledModel('weak'));
        }}
      >
        Start again with {bundledModelNames.weak}
      </Button>
    </>
  );
}

function WaysAfterFault({ failed: { source, previous } }: { failed: Failed }) {
  const studio = useCommands();
  const weak = bundledModel('weak');
  const isOther = source.kind !== 'bundled' && previous === undefined;
  return (
    <>
      {previous !== undefined && (
        <Button size="xs" variant="default" onClick={() => void studio.loadModel(previous)}>
          Back to {previous.name}
        </Button>
      )}
      <Button size="xs" variant="default" onClick={() => void studio.loadModel(source)}>
        Try again
      </Button>
      {isOther && (
        <Button size="xs" variant="default" onClick={() => void studio.loadModel(weak)}>
          Use {weak.name} instead
        </Button>
      )}
    </>
  );
}

/** Why a run came to nothing; where that is its model, with the ways to it. */
export function RunFailure({ failure }: { failure: Failed['failure'] }) {
  const source = useStudio(({ model, nextModel }) => (model.kind === 'failed' ? model.source : nextModel));
  if (failure.code !== 'model-not-at-hand' || source === undefined) return <FailureNotice failure={failure} />;
  return (
    <FailureNotice
      failure={failure}
      action={
        <Group gap="xs" mt={8}>
          <WaysToModel source={source} reason={failure.reason} />
        </Group>
      }
    />
  );
}
