import type { AnnotationGap } from '../../corpus/corpus.ts';
import type { DataIssue } from '../../issue.ts';
import { countNoun } from '../../text/count-noun.ts';
import { excerpt } from '../../text/excerpt.ts';
import { lostBy } from './no-mentions.ts';
import type { LocatedClaim, OffsetClaim } from '../offsets/offset-claims.ts';
import { joinPieces, UNIT_NAMES, type ReadOffsets } from '../offsets/read-offsets.ts';
import { VIEW_NAMES } from '../offsets/text-views.ts';

/** The issue of one mention's offsets; undefined where they are right. `found` names it as in the file. */
export function claimIssue(
  claim: OffsetClaim,
  place: LocatedClaim | undefined,
  where: Pick<DataIssue, 'file' | 'line' | 'documentId' | 'found'>,
): DataIssue | undefined {
  switch (place?.kind) {
    case 'found':
    case 'blank':
      return undefined;
    case 'repaired': {
      const expected = `${place.how}; read as "${excerpt(joinPieces(claim.text, place.spans))}"`;
      const severity = place.isSure === true ? 'note' : 'warning';
      return { code: 'quote-repaired', severity, ...where, expected };
    }
    case 'mismatch': {
      const expected = `"${excerpt(joinPieces(claim.text, place.spans))}", which stands there`;
      return { code: 'quote-mismatch', severity: 'error', ...where, expected };
    }
    case 'repeated':
      return {
        code: 'name-repeated',
        severity: 'note',
        ...where,
        expected: `as many as stand in the text: ${place.count}`,
      };
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
  switch (place?.kind) {
    case 'found':
    case 'repaired':
    case 'repeated':
    case 'blank':
      return [];
    case 'mismatch':
    case 'out-of-range':
    case undefined:
      break;
    default:
      return place satisfies never;
  }
  // Nothing is lost but at the places where its words stand.
  if (place?.places !== undefined) return place.places.map((span) => ({ kind: 'lost', span, issue }));
  const saysNothing = quote === '' && pieces.length > 0 && pieces.every(({ start, end }) => start === end);
  return saysNothing ? [] : [lostBy(issue)];
}

/** One note each for a file that counts otherwise than the format's convention, code points of its texts as they are. */
export function fileIssues(file: string, { unit, view, trimmedCount, located }: ReadOffsets): DataIssue[] {
  const repaired = { code: 'quote-repaired', severity: 'note', file } as const;
  const issues: DataIssue[] = [];
  if (unit !== 'code-point') {
    const found = `offsets counted in ${UNIT_NAMES[unit]}`;
    issues.push({ ...repaired, found, expected: UNIT_NAMES['code-point'] });
  }
  if (view !== undefined) {
    const found = `${VIEW_NAMES[view.id]}: ${countNoun(view.count, 'mention')}`;
    issues.push({ ...repaired, found, expected: 'offsets in the text as it stands in the file' });
  }
  if (trimmedCount > 0) {
    const found = `blanks at the ends of mentions: ${countNoun(trimmedCount, 'mention')}`;
    issues.push({ ...repaired, found, expected: 'mentions that begin and end with a word; read without the blanks' });
  }
  const blankCount = located.filter(({ kind }) => kind === 'blank').length;
  if (blankCount > 0)
    issues.push({ code: 'not-kept', severity: 'note', file, found: `mentions of blanks only: ${blankCount}` });
  return issues;
}
