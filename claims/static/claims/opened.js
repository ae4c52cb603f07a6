// A browser may make a page ready before it is opened (ahead.js), and run its scripts. Nobody is there until it is opened.

/** Do something once the page is opened: now, if somebody sees it already. */
export function onceOpened(act) {
  if (document.prerendering) document.addEventListener("prerenderingchange", act, { once: true });
  else act();
}
