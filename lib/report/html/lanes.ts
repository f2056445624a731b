import { html, type Markup, verbatim } from './markup.ts';

/** A mark on an axis of time. */
export interface Tick {
  /** Where it stands: per cent of the width. */
  readonly at: number;
  readonly label: string;
}

/** How an axis and the lanes below it look; a lane's bars are `i`, placed by `left` and `width`. */
export const LANE_STYLE = `.axis,.lane{display:block;position:relative;height:1.5rem}
.axis span{position:absolute;transform:translateX(-50%);font-size:.75rem;white-space:nowrap}
.lane{background-image:var(--grid)}
.lane i,.lane b{position:absolute}
`;

/** The lines of the axis behind every lane, as one background: the value of `--grid`. */
export function gridOf(ticks: readonly Tick[]): Markup {
  const lines = ticks.map(
    ({ at }) =>
      `linear-gradient(90deg,transparent calc(${at}% - 1px),var(--line) calc(${at}% - 1px),var(--line) ${at}%,transparent ${at}%)`,
  );
  return verbatim(lines.length === 0 ? 'none' : lines.join(','));
}

/** The labels above the lanes; those who do not see them have the figures. */
export function scaleOf(ticks: readonly Tick[]): Markup {
  return html`<span class="axis" aria-hidden="true">${ticks.map(({ at, label }) => html`<span style="left:${at}%">${label}</span>`)}</span>`;
}
