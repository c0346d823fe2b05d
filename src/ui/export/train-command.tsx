import { ActionIcon, CopyButton, SegmentedControl, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import classes from './export-screen.module.css';

const trainers = [
  { value: 'trl', label: 'TRL', command: 'trl sft --config trl/sft.yaml' },
  { value: 'llamafactory', label: 'LLaMA-Factory', command: 'llamafactory-cli train llamafactory/sft.yaml' },
  { value: 'axolotl', label: 'Axolotl', command: 'axolotl train axolotl/config.yml' },
] as const;

/** After the download: the one command that trains, for the trainer of choice. */
export function TrainCommand({ zipName }: { zipName: string }) {
  const [chosen, setChosen] = useState<string>(trainers[0].value);
  const trainer = trainers.find((each) => each.value === chosen) ?? trainers[0];
  const folder = zipName.replace(/\.zip$/, '');
  const command = `unzip ${zipName} -d ${folder} && cd ${folder} && ${trainer.command}`;
  return (
    <div className={classes.after}>
      <p className={classes.plain} role="status">
        {zipName} is in your downloads. This trains on it:
      </p>
      <SegmentedControl
        size="xs"
        aria-label="Trainer"
        value={trainer.value}
        data={trainers.map(({ value, label }) => ({ value, label }))}
        onChange={setChosen}
      />
      <div className={classes.command}>
        <code>{command}</code>
        <CopyButton value={command}>
          {({ copied, copy }) => (
            <Tooltip label={copied ? 'Copied' : 'Copy'}>
              <ActionIcon variant="subtle" color="gray" aria-label="Copy the command" onClick={copy}>
                {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
              </ActionIcon>
            </Tooltip>
          )}
        </CopyButton>
      </div>
    </div>
  );
}
