import { Button, NativeSelect } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { FormatId } from '../../core/formats/common/format.ts';
import { FORMAT_NAMES, HAS_OFFSETS } from '../../core/formats/common/format-names.ts';
import type { ParseHints } from '../../core/formats/common/parse-hints.ts';
import { findTokenColumns } from '../../core/formats/tables/token-table.ts';
import type { ParseOptions } from '../../core/formats/parse-source.ts';
import type { StudioCommands } from '../../studio/state/studio-commands.ts';
import { Dialog } from '../common/layout/dialog.tsx';
import { IssueList } from '../common/layout/issue-list.tsx';
import { formatCount, formatNoun } from '../common/number-format.ts';
import { useCommands } from '../common/studio-context.tsx';
import {
  ColumnMapper,
  ExactNames,
  ExactOffsets,
  PlainTextUnits,
  NoMentionsMeaning,
  TABLE_COLUMNS,
  TagNames,
} from './read-hints.tsx';
import classes from './corpus-screen.module.css';

type FilePeek = NonNullable<Awaited<ReturnType<StudioCommands['peekSource']>>>;

type Peeked =
  | { readonly kind: 'reading' }
  /** Only the tab that a file was dropped into can read it again. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'ready'; readonly peek: FilePeek };

const BY_CONTENT = 'by its content';

/** How a file is read, and what that gives, before the corpus changes. */
export function ReadAsDialog({ source, onClose }: { source: string; onClose: () => void }) {
  const studio = useCommands();
  const [options, setOptions] = useState<ParseOptions>({});
  const peeked = usePeek(source, options);
  const peek = peeked.kind === 'ready' ? peeked.peek : undefined;
  // While it reads again, what is asked stays where it was.
  const [known, setKnown] = useState<Pick<FilePeek, 'format' | 'columns'>>();
  if (peek !== undefined && peek !== known) setKnown(peek);
  const format = options.format ?? known?.format;
  const setHints = (hints: ParseHints) => {
    setOptions({ ...options, hints });
  };
  return (
    <Dialog opened onClose={onClose} title={`Read ${source} as…`} size="xl">
      <div className={classes.stack}>
        <NativeSelect
          label="Format"
          size="xs"
          value={options.format ?? BY_CONTENT}
          data={[BY_CONTENT, ...Object.entries(FORMAT_NAMES).map(([value, label]) => ({ value, label }))]}
          onChange={(event) => {
            const chosen = event.currentTarget.value;
            setOptions(isFormat(chosen) ? { format: chosen } : {});
          }}
        />
        {format === 'csv' && known?.columns !== undefined && (
          <ColumnMapper heads={known.columns} asked={TABLE_COLUMNS} hints={options.hints ?? {}} onChange={setHints} />
        )}
        {format === 'label-studio' && known?.columns !== undefined && (
          <ColumnMapper heads={known.columns} asked={['text']} hints={options.hints ?? {}} onChange={setHints} />
        )}
        {format === 'plain-text' && <PlainTextUnits hints={options.hints ?? {}} onChange={setHints} />}
        {(format === 'token-rows' || (format === 'csv' && findTokenColumns(known?.columns ?? []) !== undefined)) && (
          <TagNames hints={options.hints ?? {}} onChange={setHints} />
        )}
        <NoMentionsMeaning hints={options.hints ?? {}} onChange={setHints} />
        {format !== undefined && HAS_OFFSETS[format] && (
          <ExactOffsets hints={options.hints ?? {}} onChange={setHints} />
        )}
        {(format === 'jsonl' || format === 'chat-rows') && (
          <ExactNames hints={options.hints ?? {}} onChange={setHints} />
        )}
        <Peek peeked={peeked} />
        <div className={classes.dialogButtons}>
          <Button variant="default" onClick={onClose}>
            Leave it as it is
          </Button>
          <Button
            disabled={peek === undefined || peek.documentCount === 0}
            onClick={() => {
              onClose();
              void studio.readSourceAs(source, options);
            }}
          >
            Read as this format
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function isFormat(value: string): value is FormatId {
  return value in FORMAT_NAMES;
}

function usePeek(source: string, options: ParseOptions): Peeked {
  const studio = useCommands();
  // With what was asked for: an answer to the question before is none to this one.
  const [answer, setAnswer] = useState<{ readonly options: ParseOptions; readonly peeked: Peeked }>();
  useEffect(() => {
    // Another question, or the dialog closed: the answer to this one is of no use, however long it would take.
    const stale = new AbortController();
    void studio.peekSource(source, options, stale.signal).then((peek) => {
      if (stale.signal.aborted) return;
      setAnswer({ options, peeked: peek === undefined ? { kind: 'gone' } : { kind: 'ready', peek } });
    });
    return () => {
      stale.abort();
    };
  }, [studio, source, options]);
  return answer?.options === options ? answer.peeked : { kind: 'reading' };
}

function Peek({ peeked }: { peeked: Peeked }) {
  switch (peeked.kind) {
    case 'reading':
      return (
        <p className={classes.plain} role="status">
          Reading…
        </p>
      );
    case 'gone':
      return (
        <p className={classes.plain}>The file is no longer available. Drop it again to read it as another format.</p>
      );
    case 'ready':
      return <PeekedFile peek={peeked.peek} />;
  }
  return peeked satisfies never;
}

function PeekedFile({ peek }: { peek: FilePeek }) {
  const { formatName, evidence, documentCount, mentionCount, documents, issueCount, issues } = peek;
  return (
    <>
      <p className={classes.plain} role="status">
        {formatName}
        {evidence !== '' && `, because ${evidence}`}: {formatNoun(documentCount, 'document')},{' '}
        {formatNoun(mentionCount, 'mention')}, {formatNoun(issueCount, 'issue')}.
      </p>
      {documents.length > 0 && (
        <section aria-label="First records" className={classes.records}>
          {documents.map(({ id, passages }) => (
            <article key={id}>
              <h3>{id}</h3>
              {passages.map((passage) => (
                <p key={passage.id}>
                  {passage.text.slice(0, 300)}
                  {passage.text.length > 300 && '…'}{' '}
                  <span className={classes.dim}>
                    {passage.mentions
                      .slice(0, 8)
                      .map(({ entityType, quote }) => `${entityType} “${quote}”`)
                      .join(', ')}
                    {passage.mentions.length > 8 && ` and ${formatCount(passage.mentions.length - 8)} more`}
                  </span>
                </p>
              ))}
            </article>
          ))}
        </section>
      )}
      {issues.length > 0 && <IssueList issues={issues} />}
    </>
  );
}
