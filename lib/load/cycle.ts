/**
 * The order in which virtual users make calls, as places in the list of their shares (which need not add up to 1): each
 * as often as its share says, spread as evenly as can be, so that short runs have the right mix too.
 */
export function cycleOf(shares: readonly number[], length = 250): readonly number[] {
  const total = shares.reduce((sum, share) => sum + share, 0);
  const credit = shares.map(() => 0);
  return Array.from({ length: shares.length === 0 ? 0 : length }, () => {
    let most = 0;
    for (const [at, share] of shares.entries()) {
      credit[at] = (credit[at] ?? 0) + share / total;
      if ((credit[at] ?? 0) > (credit[most] ?? 0)) most = at;
    }
    credit[most] = (credit[most] ?? 0) - 1;
    return most;
  });
}
