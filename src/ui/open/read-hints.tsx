import { NativeSelect, Textarea } from '@mantine/core';
import type { ParseHints, PlainTextUnit, TableColumns } from '../../core/formats/parse-hints.ts';
import classes from './corpus-screen.module.css';

const COLUMN_LABELS: Readonly<Record<keyof TableColumns, string>> = {
  text: 'Text',
  id: 'Document id',
  mentions: 'Mentions (JSON)',
  start: 'Start',
  end: 'End',
  type: 'Type',
  quote: 'Mention’s text',
};

/** What a table may have a column of. */
export const TABLE_COLUMNS = Object.keys(COLUMN_LABELS);

const NONE = '(none)';

interface ColumnMapperProps {
  /** Heads of the table, or fields of a record. */
  readonly heads: readonly string[];
  /** Of `TABLE_COLUMNS`: what to ask for. */
  readonly asked: readonly string[];
  readonly hints: ParseHints;
  readonly onChange: (hints: ParseHints) => void;
}

/** Which column of a table holds what; without a text column nothing is asked of the parser. */
export function ColumnMapper({ heads, asked, hints, onChange }: ColumnMapperProps) {
  const { columns } = hints;
  return (
    <fieldset className={classes.mapper}>
      <legend>Columns</legend>
      {Object.entries(COLUMN_LABELS)
        .filter(([key]) => asked.includes(key))
        .map(([key, label]) => (
          <NativeSelect
            key={key}
            size="xs"
            label={label}
            value={columns === undefined ? NONE : (valueOf(columns, key) ?? NONE)}
            data={[NONE, ...heads]}
            onChange={(event) => {
              const chosen = event.currentTarget.value;
              const changed = { text: '', ...columns, [key]: chosen === NONE ? undefined : chosen };
              onChange({ ...hints, columns: { ...changed, text: changed.text ?? '' } });
            }}
          />
        ))}
    </fieldset>
  );
}

function valueOf(columns: TableColumns, key: string): string | undefined {
  return Object.entries(columns).find(([column]) => column === key)?.[1] || undefined;
}

const UNIT_LABELS: Readonly<Record<PlainTextUnit, string>> = {
  file: 'The whole file, a passage between blank lines',
  paragraph: 'What stands between blank lines',
  line: 'A line',
};

/** What of a plain text is a document. */
export function PlainTextUnits({ hints, onChange }: Pick<ColumnMapperProps, 'hints' | 'onChange'>) {
  return (
    <NativeSelect
      size="xs"
      label="A document is"
      value={hints.plainTextUnit ?? 'file'}
      data={Object.entries(UNIT_LABELS).map(([value, label]) => ({ value, label }))}
      onChange={(event) => {
        const chosen = event.currentTarget.value;
        if (isUnit(chosen)) onChange({ ...hints, plainTextUnit: chosen });
      }}
    />
  );
}

function isUnit(value: string): value is PlainTextUnit {
  return Object.hasOwn(UNIT_LABELS, value);
}

/** Data sets that number their tags keep the names elsewhere. */
export function TagNames({ hints, onChange }: Pick<ColumnMapperProps, 'hints' | 'onChange'>) {
  return (
    <Textarea
      size="xs"
      label="Names of the tags"
      description="One a line, in their order, where the file has numbers: the first line is the name of 0."
      placeholder={'O\nB-Disease\nI-Disease'}
      autosize
      minRows={2}
      maxRows={8}
      value={(hints.tagNames ?? []).join('\n')}
      onChange={(event) => {
        const names = event.currentTarget.value.split('\n').map((name) => name.trim());
        const { columns } = hints;
        onChange({ ...(columns && { columns }), ...(names.join('') !== '' && { tagNames: names }) });
      }}
    />
  );
}
