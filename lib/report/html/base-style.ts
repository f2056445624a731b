import { COLORS } from './colors.ts';

/** What the pages of figures look like before each adds its own: text, cards, tables, folds. */
export const BASE_STYLE = `${COLORS}*{box-sizing:border-box;margin:0;print-color-adjust:exact}
body{max-width:76rem;margin:auto;padding:2rem 1.25rem;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
:focus-visible{outline:3px solid var(--link)}
h1{font-size:1.9rem;line-height:1.25;font-weight:650;margin:.5rem 0;max-width:56rem;text-wrap:balance}
h2{font-size:1.05rem;font-weight:650;margin:2rem 0 .8rem}
.card h2{margin:0 0 .4rem}
.soft,footer,thead,.row{color:var(--soft)}
footer{margin-top:1.5rem;font-size:.875rem}
.badge{display:table;color:var(--c);background:var(--b);border-radius:99px;padding:.2rem .9rem;margin-bottom:.6rem;font-size:.95rem}
.card,.note,figure,details,.scroll{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.8rem 1rem}
.card,figure,tr{break-inside:avoid}
.card,.note{border-left:5px solid var(--c);margin-top:1rem;overflow-wrap:anywhere}
.scroll{overflow-x:auto}
summary{cursor:pointer}
details{margin-top:.8rem}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{text-align:right;vertical-align:top;padding:.3rem 0 .3rem .9rem;border-top:1px solid var(--line);white-space:nowrap;font-weight:400;font-variant-numeric:tabular-nums}
thead th{border:0}
th:first-child,.why{text-align:left;padding-left:0;white-space:normal}
.why{padding-left:.9rem}
.sign,td.failed,td.unknown{color:var(--c);font-weight:650}
.sign{display:inline-block;width:1.2em}
.hidden{position:absolute;clip-path:inset(50%);white-space:nowrap}
@media (max-width:40rem){h1{font-size:1.5rem}}
@media print{h2{break-after:avoid}body{padding:0;font-size:10pt}table{font-size:8pt}.scroll{overflow:visible}details::details-content{content-visibility:visible;display:block}}
`;
