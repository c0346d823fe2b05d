import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { Panel } from '../common/layout/panel.tsx';
import { formatAll, formatCount } from '../common/number-format.ts';
import type { ExportPreview, PreviewedFile } from './use-export-preview.ts';
import classes from './export-screen.module.css';

/** Each file of the zip as it would be written now; of rows the first ones. */
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
      {file !== undefined && <p className={classes.plain}>{shownWords(file)}</p>}
      {/* Focusable, because it scrolls: keys must reach all of it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={file?.wraps === true ? `${classes.file} ${classes.wraps}` : classes.file} tabIndex={0}>
        {file === undefined || file.text === '' ? 'No row goes into this file.' : file.text}
      </pre>
    </Panel>
  );
}

function shownWords({ rows }: PreviewedFile): string {
  if (rows === undefined) return 'Shows the whole file.';
  const { shown, all } = rows;
  if (shown === all) return `Shows ${formatAll(all, 'row')}.`;
  return `Shows the first ${formatCount(shown)} of ${formatCount(all)} rows.`;
}
