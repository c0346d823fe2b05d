import type { VersionsRecord } from '../../core/merge/review-step.ts';
import type { ReviewVersion, SeenTime, TakenVersions } from '../../core/merge/review-version.ts';
import { fieldsOf, listOf, readStoredText, wholeNumber } from './stored-review.ts';

/** What a step of the history has seen of other copies; throws a `TypeError` for what is not so. */
export function readStoredVersions(value: unknown): VersionsRecord {
  const fields = fieldsOf(value);
  return { times: listOf(fields.get('times'), readTime), came: listOf(fields.get('came'), readTaken) };
}

function readTime(value: unknown): SeenTime {
  const epoch = fieldsOf(value).get('epoch');
  const copyId = readStoredText(value, 'copyId');
  return epoch === undefined ? { copyId } : { copyId, epoch: wholeNumber(epoch, 'epoch') };
}

function readTaken(value: unknown): TakenVersions {
  return {
    kind: readStoredText(value, 'kind'),
    target: readStoredText(value, 'target'),
    versions: listOf(fieldsOf(value).get('versions'), readVersion),
  };
}

function readVersion(value: unknown): ReviewVersion {
  const fields = fieldsOf(value);
  return {
    copyId: readStoredText(value, 'copyId'),
    epoch: wholeNumber(fields.get('epoch'), 'epoch'),
    value: fields.has('value') ? readStoredText(value, 'value') : undefined,
  };
}
