import { Button, type ButtonProps } from '@mantine/core';
import { IconFolderOpen } from '@tabler/icons-react';
import { chosenIn, useFolderDialog } from './choose-model-folder.ts';
import type { ModelSource } from './model-words.ts';
import { useCommands } from '../studio-context.tsx';

/** Opens a dialog for the folder of a model. `label` also names the hidden input. */
export function ModelFolderButton({
  words,
  label,
  size,
  onModel,
}: {
  readonly words: string;
  readonly label: string;
  readonly size?: ButtonProps['size'];
  readonly onModel: (source: ModelSource) => void;
}) {
  const studio = useCommands();
  const { input, open } = useFolderDialog(onModel);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        aria-label={label}
        {...{ webkitdirectory: '' }}
        onChange={(event) => {
          const source = chosenIn(event.currentTarget);
          if (source !== undefined) onModel(source);
        }}
      />
      <Button
        variant="default"
        {...(size === undefined ? {} : { size })}
        leftSection={<IconFolderOpen size={16} />}
        onClick={() => {
          open().catch((thrown: unknown) => {
            studio.reportFailure(thrown);
          });
        }}
      >
        {words}
      </Button>
    </>
  );
}
