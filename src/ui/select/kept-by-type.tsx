import type { EntityTypeStatistics } from '../../core/selection/selection-statistics.ts';
import { useEntityTypeCues } from '../common/text/entity-types.ts';
import { formatCount } from '../common/number-format.ts';
import { Panel } from '../common/layout/panel.tsx';
import { TypeSwatch } from '../common/text/type-swatch.tsx';
import classes from './select-screen.module.css';

/** Mentions that go out, decisions counted in, and all there are, per type, as paired bars on one scale. */
export function KeptByType({
  statistics,
  isTried,
}: {
  readonly statistics: readonly EntityTypeStatistics[];
  /** They are what the rule would give. */
  readonly isTried: boolean;
}) {
  const cues = useEntityTypeCues();
  const most = Math.max(1, ...statistics.map((type) => type.mentions));
  return (
    <Panel title={`Mentions that ${isTried ? 'would go' : 'go'} out, by entity type`}>
      <table className={classes.types}>
        <thead>
          <tr>
            <th scope="col">Type</th>
            <th scope="col" className={classes.barColumn}>
              Out over all
            </th>
            <th scope="col" className={classes.number}>
              Go out
            </th>
            <th scope="col" className={classes.number}>
              All
            </th>
            <th scope="col" className={classes.number}>
              Share
            </th>
            <th scope="col" className={classes.number}>
              Names
            </th>
            <th scope="col" className={classes.number}>
              Names lost
            </th>
          </tr>
        </thead>
        <tbody>
          {statistics.map((type) => (
            <tr key={type.entityType}>
              <th scope="row">
                <TypeSwatch cue={cues.get(type.entityType)} />
                {type.entityType}
              </th>
              <td aria-hidden="true">
                <span className={classes.pair}>
                  <span className={classes.keptBar} style={{ width: `${(type.keptMentions / most) * 100}%` }} />
                  <span className={classes.allBar} style={{ width: `${(type.mentions / most) * 100}%` }} />
                </span>
              </td>
              <td className={classes.number}>{formatCount(type.keptMentions)}</td>
              <td className={classes.number}>{formatCount(type.mentions)}</td>
              <td className={classes.number}>
                {type.mentions === 0 ? '' : `${((type.keptMentions / type.mentions) * 100).toFixed(1)} %`}
              </td>
              <td className={classes.number}>{formatCount(type.names)}</td>
              <td className={classes.number}>{formatCount(type.vanishedNames)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
