import { Button, TextInput } from '@mantine/core';
import { IconCloudDownload, IconFolderOpen } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useCommands } from './studio-context.tsx';
import classes from './model-source-buttons.module.css';

/** Name of the folder that a folder picker's files come from. */
function folderNameOf(files: readonly File[]): string {
  return files[0]?.webkitRelativePath.split('/')[0] || 'Chosen folder';
}

/** The two ways to another model: a Hugging Face folder of this computer, or a hub id. */
export function ModelSourceButtons() {
  const studio = useCommands();
  const input = useRef<HTMLInputElement>(null);
  const [hubId, setHubId] = useState('Qwen/Qwen3-0.6B');
  const hubIdIsWhole = /^[\w.-]+\/[\w.-]+$/.test(hubId.trim());
  return (
    <div className={classes.ways}>
      <div>
        <input
          ref={input}
          type="file"
          hidden
          multiple
          aria-label="Model folder"
          {...{ webkitdirectory: '' }}
          onChange={(event) => {
            const files = [...(event.currentTarget.files ?? [])];
            event.currentTarget.value = '';
            if (files.length > 0) void studio.loadModel({ kind: 'files', name: folderNameOf(files), files });
          }}
        />
        <Button
          variant="default"
          leftSection={<IconFolderOpen size={16} />}
          onClick={() => {
            input.current?.click();
          }}
        >
          Choose a model folder…
        </Button>
        <p className={classes.note}>
          Qwen3, Qwen2, Llama or GPT-2, with config.json, tokenizer.json and safetensors; dropping the folder on the
          window does the same. It never leaves this computer.
        </p>
      </div>
      <form
        className={classes.hub}
        onSubmit={(event) => {
          event.preventDefault();
          if (hubIdIsWhole) void studio.loadModel({ kind: 'hub', name: hubId.trim(), revision: 'main' });
        }}
      >
        <TextInput
          label="Model id on the Hugging Face hub"
          description="Needs the network; nothing of your corpus is sent."
          value={hubId}
          spellCheck={false}
          onChange={(event) => {
            setHubId(event.currentTarget.value);
          }}
        />
        <Button type="submit" variant="default" disabled={!hubIdIsWhole} leftSection={<IconCloudDownload size={16} />}>
          Download
        </Button>
      </form>
    </div>
  );
}
