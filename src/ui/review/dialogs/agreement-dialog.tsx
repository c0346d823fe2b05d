import { NativeSelect } from '@mantine/core';
import { useMemo, useState } from 'react';
import {
  type AgreedText,
  type AgreementReport,
  type AgreementRow,
  measureAgreement,
} from '../../../core/evaluation/agreement/measure-agreement.ts';
import { type Column, type ColumnId, columnsOf, mentionsOfColumn } from '../../../studio/state/columns.ts';
import { Dialog } from '../../common/layout/dialog.tsx';
import { formatCount, formatNoun } from '../../common/number-format.ts';
import { useCommands, useReadStudio, useStudio } from '../../common/studio-context.tsx';
import { AgreementTable } from './agreement-table.tsx';
import { modelsOf } from '../compare/comparison-sides.ts';
import { isAnnotated } from '../../../core/samples/sample-state.ts';
import { readPortions } from '../queue/read-portions.ts';
import { useAnswerAbout } from './use-answer-about.ts';
import classes from './agreement-dialog.module.css';

export interface AgreementDialogProps {
  /** What the filter shows; agreement is on these and no others. */
  readonly places: Uint32Array;
  readonly onClose: () => void;
}

/** The documents that agree least; the whole list of a large corpus is nobody's reading. */
const LISTED_DOCUMENTS = 50;

/** How far two columns agree about what the filter shows. */
export function AgreementDialog({ places, onClose }: AgreementDialogProps) {
  const columns = columnsOf({
    predictedBy: useStudio((state) => state.predictedBy),
    copies: useStudio((state) => state.copies),
  });
  const [one, setOne] = useState<ColumnId>('current');
  const [other, setOther] = useState<ColumnId>(() => columns[2]?.id ?? 'imported');
  const measured = useAgreement(places, one, other);
  return (
    <Dialog opened onClose={onClose} title="Agreement" size="xl">
      <div className={classes.choice}>
        <ColumnChoice label="One side" columns={columns} value={one} onChange={setOne} />
        <ColumnChoice label="Other side" columns={columns} value={other} onChange={setOther} />
      </div>
      {measured === undefined ? (
        <p role="status" className={classes.scope}>
          Comparing {formatNoun(places.length, 'sample')}…
        </p>
      ) : (
        <Measured {...measured} askedCount={places.length} />
      )}
      <Definitions />
    </Dialog>
  );
}

interface MeasuredProps {
  readonly report: AgreementReport;
  readonly textCount: number;
  readonly askedCount: number;
}

function Measured({ report, textCount, askedCount }: MeasuredProps) {
  const documents = useMemo(() => leastAgreeing(report.byDocument), [report]);
  return (
    <>
      <p role="status" className={classes.scope}>
        On {formatNoun(textCount, 'sample')} that the filter shows, {formatNoun(report.overall.tokenCount, 'token')}.
        {textCount < askedCount &&
          ` ${formatNoun(askedCount - textCount, 'more is', 'more are')} left out: one of the sides has no say on them.`}
      </p>
      <AgreementTable
        caption="All types, and each"
        first="Type"
        rows={[{ ...report.overall, name: 'All types' }, ...report.byType]}
      />
      {report.byDocument.length > 1 && (
        <details>
          <summary>By document, least agreement first</summary>
          <AgreementTable caption="By document" first="Document" rows={documents} />
          {documents.length < report.byDocument.length && (
            <p className={classes.scope}>and {formatCount(report.byDocument.length - documents.length)} more</p>
          )}
        </details>
      )}
    </>
  );
}

interface ColumnChoiceProps {
  readonly label: string;
  readonly columns: readonly Column[];
  readonly value: ColumnId;
  readonly onChange: (id: ColumnId) => void;
}

function ColumnChoice({ label, columns, value, onChange }: ColumnChoiceProps) {
  return (
    <NativeSelect
      size="xs"
      label={label}
      value={value}
      data={columns.map((column) => ({ value: column.id, label: column.label }))}
      onChange={(event) => {
        const chosen = columns.find(({ id }) => id === event.currentTarget.value);
        if (chosen !== undefined) onChange(chosen.id);
      }}
    />
  );
}

/** Agreement on the samples that both sides have a say on; undefined until all are compared. */
function useAgreement(
  places: Uint32Array,
  one: ColumnId,
  other: ColumnId,
): { readonly report: AgreementReport; readonly textCount: number } | undefined {
  const studio = useCommands();
  const readStudio = useReadStudio();
  const version = useStudio(({ sampleView }) => sampleView?.rowVersion);
  return useAnswerAbout(places, `${version} ${one} ${other}`, async (_, signal) => {
    const texts: AgreedText[] = [];
    const models = [...modelsOf(one), ...modelsOf(other)];
    const how = {
      readSamples: (...asked: Parameters<typeof studio.readSamples>) => studio.readSamples(...asked),
      signal,
    };
    for await (const some of readPortions(places, models, how)) {
      for (const open of some) {
        // What nobody has annotated yet agrees with nothing, and disagrees with nothing.
        if (!isAnnotated(open.row.sample)) continue;
        const { documentId, input: text } = open.row.sample;
        const [left, right] = [one, other].map((id) => mentionsOfColumn(readStudio(), open, id));
        if (left !== undefined && right !== undefined) texts.push({ documentId, text, one: left, other: right });
      }
    }
    return { report: measureAgreement(texts), textCount: texts.length };
  });
}

function leastAgreeing(rows: readonly AgreementRow[]): readonly AgreementRow[] {
  const agreement = ({ exactF1 }: AgreementRow): number => (exactF1.kind === 'defined' ? exactF1.value : Infinity);
  return rows.toSorted((a, b) => agreement(a) - agreement(b)).slice(0, LISTED_DOCUMENTS);
}

function Definitions() {
  return (
    <details>
      <summary>What the measures mean</summary>
      <dl className={classes.definitions}>
        <dt>F1 exact</dt>
        <dd>
          Twice the mentions that are equal in place (part by part) and type, by the mentions of both sides: the F1 of
          either side measured against the other.
        </dd>
        <dt>F1 relaxed</dt>
        <dd>
          The same, with a mention counted as found where it shares a character with one of its type on the other side.
        </dd>
        <dt>Kappa</dt>
        <dd>
          Cohen’s, on tokens: words between blanks without outer punctuation. The label of a token is the set of types
          at it, or none; in the row of one type, whether that type is at it. 1 is full agreement, 0 what chance gives.
        </dd>
        <dt>Alpha</dt>
        <dd>Krippendorff’s, nominal, on the same tokens and labels.</dd>
        <dt>Unitizing alpha</dt>
        <dd>
          Krippendorff’s for stretches of text: it weighs by how many characters two mentions of a type differ. The
          texts are laid one behind the other; of nested mentions of one type the outer one counts; over all types, one
          less all observed by all expected disagreement.
        </dd>
        <dt>not defined</dt>
        <dd>
          <em>Nothing there</em>: neither side has a mention or token to compare. <em>No variation</em>: every token has
          the same label on both sides, so chance alone would agree as well and leaves nothing to measure.
        </dd>
      </dl>
    </details>
  );
}
