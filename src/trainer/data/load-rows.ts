import { hashText } from '../../core/text/hash-text.ts';
import type { ExportRow } from '../../core/export/export-rows.ts';
import { parseExportRows, type ExportIssue } from '../../core/export/read-export.ts';
import { TrainRefusal } from '../train-problem.ts';
import type { OpenedExport } from './open-export.ts';

export interface LoadedRows {
  readonly file: string;
  readonly rows: readonly ExportRow[];
  /** SHA-256 of the file, hex. */
  readonly sha256: string;
}

/**
 * The rows of a file of the export.
 *
 * @throws TrainRefusal `export-damaged` where the file is missing, is not what the manifest lists, or holds a line that
 * is no row.
 */
export function loadRows(opened: OpenedExport, file: string): LoadedRows {
  const name = file.replace(/^\.\//u, '');
  const text = opened.textOf.get(name);
  const faults: ExportIssue[] = opened.issues.filter((issue) => issue.file === name);
  if (text === undefined && faults.length === 0) {
    faults.push({ code: 'file-missing', file: name, detail: 'the config names it, the export has no such file' });
  }
  const parsed = parseExportRows(name, text ?? '');
  if (!faults.some(({ code }) => code === 'row-malformed')) faults.push(...parsed.issues);
  if (faults.length > 0) throw new TrainRefusal({ code: 'export-damaged', path: opened.path, issues: faults });
  return { file: name, rows: parsed.rows, sha256: hashText(text ?? '').sha256 };
}
