import type { AnnotationGap } from '../corpus/corpus.ts';
import type { DataIssue } from '../issue.ts';
import { excerpt } from '../text/excerpt.ts';
import type { OffsetUnit } from '../text/offset-index.ts';
import { lostBy } from './no-mentions.ts';
import { joinPieces, UNIT_NAMES, type LocatedClaim, type OffsetClaim } from './read-offsets.ts';

/** What to say of one mention's offsets; undefined where they are right. `found` names it as the file has it. */
export function claimIssue(
  claim: OffsetClaim,
  place: LocatedClaim | undefined,
  where: Pick<DataIssue, 'file' | 'line' | 'documentId' | 'found'>,
): DataIssue | undefined {
  switch (place?.kind) {
    case 'found':
      return undefined;
    case 'repaired': {
      const expected = `${place.how}; read as "${excerpt(joinPieces(claim.text, place.spans))}"`;
      return { code: 'quote-repaired', severity: 'warning', ...where, expected };
    }
    case 'mismatch': {
      const expected = `"${excerpt(joinPieces(claim.text, place.spans))}", which stands there`;
      return { code: 'quote-mismatch', severity: 'error', ...where, expected };
    }
    case 'out-of-range':
    case undefined: {
      const isOne = claim.pieces.length < 2;
      const rule = isOne ? 'a start before its end, both' : 'pieces in the order of the text and apart, all';
      const expected = `${rule} within the ${claim.text.length} characters of the text`;
      return { code: 'offset-out-of-range', severity: 'error', ...where, expected };
    }
    default:
      return place satisfies never;
  }
}

/**
 * The gap that a claim leaves whose place was not found. None where it says of no words at all: it has no length and
 * names none.
 */
export function lostClaim(
  { quote, pieces }: OffsetClaim,
  place: LocatedClaim | undefined,
  issue: DataIssue,
): readonly AnnotationGap[] {
  if (place?.kind === 'found' || place?.kind === 'repaired') return [];
  const saysNothing = quote === '' && pieces.length > 0 && pieces.every(({ start, end }) => start === end);
  return saysNothing ? [] : [lostBy(issue)];
}

/** One note for a file that counts otherwise than the format's convention, code points. */
export function unitIssues(file: string, unit: OffsetUnit): DataIssue[] {
  if (unit === 'code-point') return [];
  const found = `offsets counted in ${UNIT_NAMES[unit]}`;
  return [{ code: 'quote-repaired', severity: 'note', file, found, expected: UNIT_NAMES['code-point'] }];
}
