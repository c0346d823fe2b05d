import { useStudio } from '../../common/studio-context.tsx';
import { useRoute } from '../../common/route.ts';
import { stepState } from './step-state.ts';
import { lineSteps, sideSteps, type Step } from './steps.ts';
import classes from './step-rail.module.css';

function StepLink({ step, current }: { step: Step; current: boolean }) {
  const words = useStudio((state) => stepState(step.route, state));
  return (
    <li>
      <a href={`#/${step.route}`} className={classes.link} aria-current={current ? 'page' : undefined}>
        <step.icon size={18} stroke={1.6} aria-hidden="true" />
        <span className={classes.words}>
          <span className={classes.label}>{step.label}</span>
          {words !== '' && <span className={classes.state}>{words}</span>}
        </span>
      </a>
    </li>
  );
}

/** The steps in order with a word on how each stands. */
export function StepRail() {
  const route = useRoute();
  return (
    <nav className={classes.rail} aria-label="Steps">
      <ol className={classes.list}>
        {lineSteps.map((step) => (
          <StepLink key={step.route} step={step} current={route === step.route} />
        ))}
      </ol>
      <ul className={`${classes.list} ${classes.side}`}>
        {sideSteps.map((step) => (
          <StepLink key={step.route} step={step} current={route === step.route} />
        ))}
      </ul>
    </nav>
  );
}
