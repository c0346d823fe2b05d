import { Checkbox, NativeSelect, Textarea } from '@mantine/core';
import type { NoMentions } from '../../core/formats/common/no-mentions.ts';
import type { ParseHints, PlainTextUnit, TableColumns } from '../../core/formats/common/parse-hints.ts';
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

const NO_MENTIONS_LABELS: Readonly<Record<NoMentions, string>> = {
  unannotated: 'not annotated: nobody has looked for any',
  negative: 'a negative: there is nothing in it',
};

const AS_THE_FORMAT_SAYS = 'as its format says';

/** What texts without mentions are, whatever the format says of them. */
export function NoMentionsMeaning({ hints, onChange }: Pick<ColumnMapperProps, 'hints' | 'onChange'>) {
  return (
    <NativeSelect
      size="xs"
      label="A text without mentions is"
      value={hints.noMentions ?? AS_THE_FORMAT_SAYS}
      data={[AS_THE_FORMAT_SAYS, ...Object.entries(NO_MENTIONS_LABELS).map(([value, label]) => ({ value, label }))]}
      onChange={(event) => {
        const chosen = event.currentTarget.value;
        const { noMentions: _, ...others } = hints;
        onChange(isMeaning(chosen) ? { ...others, noMentions: chosen } : others);
      }}
    />
  );
}

/** Whether mentions are placed where their words stand, or only where the file says. */
export function ExactOffsets(props: Pick<ColumnMapperProps, 'hints' | 'onChange'>) {
  return (
    <ExactOnly
      {...props}
      label="Keep only exact offsets"
      description="A mention whose words are not exactly at its offsets is lost; no mention is moved."
    />
  );
}

/** The same of rows that have names in the place of offsets. */
export function ExactNames(props: Pick<ColumnMapperProps, 'hints' | 'onChange'>) {
  return (
    <ExactOnly
      {...props}
      label="Keep only exact names"
      description="A name that occurs only inside a longer word, or in another case, is lost."
    />
  );
}

interface ExactOnlyProps extends Pick<ColumnMapperProps, 'hints' | 'onChange'> {
  readonly label: string;
  readonly description: string;
}

function ExactOnly({ hints, onChange, label, description }: ExactOnlyProps) {
  return (
    <Checkbox
      size="xs"
      label={label}
      description={description}
      checked={hints.exactOffsets === true}
      onChange={(event) => {
        const { exactOffsets: _, ...others } = hints;
        onChange(event.currentTarget.checked ? { ...others, exactOffsets: true } : others);
      }}
    />
  );
}

function isMeaning(value: string): value is NoMentions {
  return Object.hasOwn(NO_MENTIONS_LABELS, value);
}

/** Data sets that number their tags keep the names elsewhere. */
export function TagNames({ hints, onChange }: Pick<ColumnMapperProps, 'hints' | 'onChange'>) {
  return (
    <Textarea
      size="xs"
      label="Names of the tags"
      description="The file stores tags as numbers. Enter one tag name per line, in order; the first line names tag 0."
      placeholder={'O\nB-Disease\nI-Disease'}
      autosize
      minRows={2}
      maxRows={8}
      value={(hints.tagNames ?? []).join('\n')}
      onChange={(event) => {
        const names = event.currentTarget.value.split('\n').map((name) => name.trim());
        const { tagNames: _, ...others } = hints;
        onChange(names.join('') === '' ? others : { ...others, tagNames: names });
      }}
    />
  );
}
