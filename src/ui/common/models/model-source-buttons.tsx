import { Button, TextInput } from '@mantine/core';
import { IconCloudDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { ModelFolderButton } from './model-folder-button.tsx';
import { useCommands } from '../studio-context.tsx';
import classes from './model-source-buttons.module.css';

/** The two ways to another model: a Hugging Face folder of this computer, or a hub id. */
export function ModelSourceButtons() {
  const studio = useCommands();
  const [hubId, setHubId] = useState('Qwen/Qwen3-0.6B');
  const hubIdIsWhole = /^[\w.-]+\/[\w.-]+$/.test(hubId.trim());
  return (
    <div className={classes.ways}>
      <div>
        <ModelFolderButton
          words="Choose a model folder…"
          label="Model folder"
          onModel={(source) => void studio.loadModel(source)}
        />
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
          description="Needs the network. Nothing from your corpus is sent."
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
