import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { Panel } from '../common/panel.tsx';
import type { ExportPreview } from './use-export-preview.ts';
import classes from './export-screen.module.css';

/** The beginning of each file of the zip, as it would be written now. */
export function FilePreview({ files }: { files: ExportPreview['files'] }) {
  const [name, setName] = useState('train.jsonl');
  const file = files.find((each) => each.name === name) ?? files[0];
  return (
    <Panel
      title="Preview"
      actions={
        <NativeSelect
          size="xs"
          aria-label="File shown"
          value={file?.name ?? ''}
          data={files.map((each) => each.name)}
          onChange={(event) => {
            setName(event.currentTarget.value);
          }}
        />
      }
    >
      {/* Focusable, because it scrolls: keys must reach all of it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={file?.wraps === true ? `${classes.file} ${classes.wraps}` : classes.file} tabIndex={0}>
        {file === undefined || file.text === '' ? 'No row goes into this file.' : file.text}
      </pre>
    </Panel>
  );
}
