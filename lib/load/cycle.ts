/**
 * The order in which a virtual user makes its calls: each as often as its share says (shares need not add up to 1),
 * spread as evenly as can be, so that short runs have the right mix too.
 */
export function cycleOf<C extends { readonly share: number }>(
  calls: readonly C[],
  length = 250,
): readonly C[] {
  const total = calls.reduce((sum, { share }) => sum + share, 0);
  const credit = calls.map(() => 0);
  return Array.from({ length }, () => {
    let most = 0;
    for (const [at, { share }] of calls.entries()) {
      credit[at] = (credit[at] ?? 0) + share / total;
      if ((credit[at] ?? 0) > (credit[most] ?? 0)) most = at;
    }
    const next = calls[most];
    if (next === undefined) throw new Error('no call to make');
    credit[most] = (credit[most] ?? 0) - 1;
    return next;
  });
}
