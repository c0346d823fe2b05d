import { useRef } from 'react';
import { goTo } from '../../common/route.ts';
import { useKeys } from '../../common/keys/use-keys.ts';
import { lineSteps, sideSteps } from '../rail/steps.ts';

/** Longest pause between `g` and the letter that follows it. */
const chordMs = 1500;

const routeByKey = new Map([...lineSteps, ...sideSteps].map((step) => [step.key, step.route]));

/** `g` and a letter change the screen, `?` opens the key sheet. */
export function useNavigationKeys(onHelp: () => void): void {
  const pressedGAt = useRef(Number.NEGATIVE_INFINITY);
  useKeys(
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return false;
      if (event.key === '?') {
        onHelp();
        return true;
      }
      if (event.timeStamp - pressedGAt.current < chordMs) {
        pressedGAt.current = Number.NEGATIVE_INFINITY;
        const route = routeByKey.get(event.key);
        if (route === undefined) return false;
        goTo(route);
        return true;
      }
      if (event.key !== 'g') return false;
      pressedGAt.current = event.timeStamp;
      return true;
    },
    { first: true },
  );
}
