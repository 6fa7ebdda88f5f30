// Runs inside pages, where the tests ask it.

/** The start of an element's HTML, to find it by. */
const nameOf = (element) => element.outerHTML.slice(0, 120);

/** What can be pressed or filled in. The shapes of a picture fit each other as their boxes do not, and what they lead to stands in words too. */
const targets = () =>
  [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')].filter(
    (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('svg'),
  );

/** Why a finger can't reach a target, once the page is scrolled to it. */
function outOfReach(target) {
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
  const { left, right, top, bottom } = target.getClientRects()[0] ?? target.getBoundingClientRect();
  if (left < -0.5 || right > innerWidth + 0.5) return 'outside the screen';
  const shown = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return shown && (target.contains(shown) || shown.contains(target)) ? null : 'covered';
}

/** Pairs of targets whose boxes lie over each other, each line of a link by itself. */
function overlaps(all) {
  const boxes = all
    .flatMap((target) => [...target.getClientRects()].map((box) => ({ target, box })))
    .sort((one, other) => one.box.top - other.box.top);
  const pairs = [];
  boxes.forEach((one, index) => {
    for (const other of boxes.slice(index + 1)) {
      const down = one.box.bottom - other.box.top;
      // Lines of text touch by what their heights are more than their distance.
      if (down <= 4) break;
      const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      if (across > 1 && !one.target.contains(other.target) && !other.target.contains(one.target)) pairs.push([one.target, other.target]);
    }
  });
  return pairs;
}

globalThis.seen = {
  /** How much wider the page is than the screen. */
  overflow: () => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth,

  /** The same of another page of the same styles, laid out in the place of this one, which has no script. */
  overflowOf(html) {
    document.body.replaceWith(new DOMParser().parseFromString(html, 'text/html').body);
    return seen.overflow();
  },

  /** How far up or down other words in the place of an element's own would stick out of its cell. What does so makes no box larger: the letters are measured. */
  sticksOut(selector, words) {
    const element = document.querySelector(selector);
    element.textContent = words;
    const letters = document.createRange();
    letters.selectNodeContents(element);
    const [inner, outer] = [letters.getBoundingClientRect(), element.closest('th, td').getBoundingClientRect()];
    return Math.max(outer.top - inner.top, inner.bottom - outer.bottom);
  },

  /** What a finger can't reach, or can't tell from what is beside it. */
  faultsForFingers() {
    const all = targets();
    const unreachable = all.flatMap((target) => {
      const reason = outOfReach(target);
      return reason === null ? [] : [`${reason}: ${nameOf(target)}`];
    });
    document.activeElement?.blur();
    scrollTo({ top: 0, behavior: 'instant' });
    return [...unreachable, ...overlaps(all).map(([one, other]) => `overlap: ${nameOf(one)} and ${nameOf(other)}`)];
  },
};

// How far things moved while the page was built: a page that stands still says 0.
globalThis.seen.shift = 0;
new PerformanceObserver((list) => {
  for (const { value } of list.getEntries()) globalThis.seen.shift += value;
}).observe({ type: 'layout-shift', buffered: true });
