import { useState } from 'react';
import { describeIssue } from '../../../core/describe-issue.ts';
import type { DataIssue } from '../../../core/issue.ts';
import { goToSample } from '../route.ts';
import { useCommands, useSamples } from '../studio-context.tsx';
import classes from './issue-list.module.css';

/** Where an issue is; one that names a text of the corpus leads to its first sample in Review. */
export function IssuePlace({ issue }: { issue: DataIssue }) {
  const studio = useCommands();
  const samples = useSamples();
  const [isMissing, setMissing] = useState(false);
  const { place } = describeIssue(issue);
  if (issue.documentId === undefined && issue.passageId === undefined) return place;
  const open = async () => {
    try {
      const found = await samples.locateText(issue);
      const [sampleId] = found === undefined ? [] : await samples.ids(Uint32Array.of(found));
      if (sampleId === undefined) setMissing(true);
      else goToSample(sampleId);
    } catch (thrown) {
      studio.reportFailure(thrown);
    }
  };
  return (
    <>
      <a
        href="#/review"
        className={classes.link}
        aria-label={`${place}: open it in Review`}
        onClick={(event) => {
          event.preventDefault();
          void open();
        }}
      >
        {place}
      </a>
      {isMissing && (
        <span role="status" className={classes.missing}>
          No sample is made of it.
        </span>
      )}
    </>
  );
}
