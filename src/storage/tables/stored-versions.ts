import * as v from 'valibot';
import type { VersionsRecord } from '../../core/merge/review-step.ts';
import { readStored, storedList, storedObject, storedText, storedWholeNumber } from '../database/stored-json.ts';

const TIME = storedObject({ copyId: storedText('copyId'), epoch: v.exactOptional(storedWholeNumber('epoch')) });

const VERSION = storedObject({
  copyId: storedText('copyId'),
  epoch: storedWholeNumber('epoch'),
  value: v.optional(storedText('value'), () => undefined),
});

const VERSIONS = storedObject({
  times: storedList(TIME),
  came: storedList(
    storedObject({ kind: storedText('kind'), target: storedText('target'), versions: storedList(VERSION) }),
  ),
});

/** What a step of the history has seen of other copies; throws a `TypeError` for what is not so. */
export function readStoredVersions(value: unknown): VersionsRecord {
  return readStored(VERSIONS, value);
}
