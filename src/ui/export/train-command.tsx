import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import classes from './export-screen.module.css';

/** After the download: the one command that trains. */
export function TrainCommand({ zipName }: { zipName: string }) {
  const folder = zipName.replace(/\.zip$/, '');
  const command = `unzip ${zipName} -d ${folder} && cd ${folder} && bioselect train --config bioselect/train.yaml`;
  return (
    <div className={classes.after} role="status">
      <p className={classes.plain}>{zipName} is in your downloads. This trains on it:</p>
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
      <p className={classes.note}>The commands for TRL, LLaMA-Factory and Axolotl are in README.md inside the zip.</p>
    </div>
  );
}
